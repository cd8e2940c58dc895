// The live view of the phone. It builds what the kernel describes and reports what a person does; it decides nothing.
// All texts may come from strangers: they become text nodes, never markup.

const PATIENCE_MS = 10_000;
const PIECE_BYTES = 1024 * 1024; // a Jupyter server takes no messages of 10 MiB and more
const WEB_ADDRESS = /^https?:\/\//i;
const WAITING =
  "The kernel has not answered yet. If a cell is running, this is done after it; " +
  "if the kernel was restarted, run the cells again. What you typed is still here.";

// Each view loads this file for itself: counting alone would give two fields of a page the same id.
const PREFIX = `ekp-${Math.random().toString(36).slice(2)}`;
let lastId = 0;

function freshId() {
  lastId += 1;
  return `${PREFIX}-${lastId}`;
}

function node(name, { text, attributes = {}, look, on = {} } = {}, ...children) {
  const made = document.createElement(name);
  if (look) made.className = look.split(" ").map((one) => `ekp-${one}`).join(" ");
  if (text !== undefined) {
    made.textContent = text;
    made.dir = "auto";
  }
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value === true ? "" : value);
  }
  for (const [event, listener] of Object.entries(on)) made.addEventListener(event, listener);
  made.append(...children.filter(Boolean));
  return made;
}

function nameOf(kind, code) {
  if (kind !== "country" && kind !== "language") return code;
  try {
    const type = kind === "country" ? "region" : "language";
    return `${new Intl.DisplayNames(["en"], { type }).of(code)} (${code})`;
  } catch {
    return code;
  }
}

function link(address) {
  if (!address) return null;
  if (!WEB_ADDRESS.test(address)) return node("div", { text: address, look: "quiet" });
  return node("a", { text: address, look: "link", attributes: { href: address, target: "_blank", rel: "noopener noreferrer" } });
}

// Fields: each knows how its value is read; `data-field` is its key in the kernel's screen.

function select(part, attributes) {
  // A value that is none of the options stays what it is until somebody chooses.
  const options = !part.value || part.options.includes(part.value) ? part.options : [...part.options, part.value];
  const choices = options.map((one) => node("option", { text: nameOf(part.kind, one), attributes: { value: one } }));
  const empty = node("option", { text: part.isRequired ? "choose" : "no answer", attributes: { value: "" } });
  const control = node("select", { attributes, look: "input" }, empty, ...choices);
  control.value = part.value ?? "";
  return control;
}

function input(part, attributes) {
  const types = { secret: "password", date: "date" };
  const isLong = part.kind === "long";
  const more = isLong ? { rows: 4 } : { type: types[part.kind] ?? "text" };
  if (part.kind === "number") more.inputmode = "decimal";
  if (part.kind === "secret") more.autocomplete = "off";
  const control = node(isLong ? "textarea" : "input", { attributes: { ...attributes, ...more, dir: "auto" }, look: "input" });
  control.value = part.value ?? "";
  return control;
}

function checkbox(part, attributes) {
  const control = node("input", { attributes: { ...attributes, type: "checkbox" }, look: "box" });
  control.checked = Boolean(part.value);
  return control;
}

function several(part, attributes) {
  const boxes = part.options.map((one) => {
    const id = freshId();
    const box = node("input", { attributes: { id, type: "checkbox", value: one, "data-part": part.key }, look: "box" });
    box.checked = (part.value || []).includes(one);
    return node("div", { look: "choice" }, box, node("label", { text: one, attributes: { for: id } }));
  });
  return node("div", { attributes: { ...attributes, role: "group" }, look: "choices" }, ...boxes);
}

function control(part, attributes) {
  if (part.kind === "switch") return checkbox(part, attributes);
  if (part.kind === "choices") return several(part, { ...attributes, "aria-labelledby": `${attributes.id}-label` });
  return part.options.length ? select(part, attributes) : input(part, attributes);
}

function valueOf(field) {
  if (field.type === "checkbox") return field.checked;
  if (field.getAttribute("role") === "group") return [...field.querySelectorAll(":checked")].map((one) => one.value);
  return field.value;
}

function setValue(field, value) {
  if (field.type === "checkbox") field.checked = value;
  else if (field.getAttribute("role") === "group") {
    for (const box of field.querySelectorAll("input")) box.checked = value.includes(box.value);
  } else field.value = value;
}

function labelOf(part, id) {
  const star = part.isRequired ? node("span", { text: " *", look: "must", attributes: { "aria-hidden": "true" } }) : null;
  const attributes = part.kind === "choices" ? { id: `${id}-label` } : { for: id };
  return node(part.kind === "choices" ? "div" : "label", { look: "label", attributes }, node("bdi", { text: part.label }), star);
}

function field(part) {
  const id = freshId();
  const notes = [part.note, part.remark].filter(Boolean);
  const about = notes.length ? { "aria-describedby": `${id}-note` } : {};
  const attributes = { id, "data-field": part.key, "aria-required": part.isRequired ? "true" : null, ...about };
  if (part.remark) attributes["aria-invalid"] = "true";
  const control_ = control(part, attributes);
  const below = notes.length
    ? node("div", { attributes: { id: `${id}-note` } },
        part.note ? node("div", { text: part.note, look: "quiet" }) : null,
        part.remark ? node("div", { text: part.remark, look: "remark" }) : null)
    : null;
  if (part.is !== "option") return node("div", { look: "row" }, labelOf(part, id), control_, below);
  const words = node("div", {}, labelOf(part, id), node("div", { text: part.text }), link(part.link), below);
  return node("div", { look: "entry option" }, control_, words);
}

// Parts of a screen, by what they are.

// The second click of a double click was meant for the button that stood there before.
function once(action) {
  return (event) => {
    if (event.detail < 2) action();
  };
}

function opener(part, look, phone, ...children) {
  if (part.press === undefined) return node("div", { look }, ...children);
  const attributes = { type: "button", "data-press": part.press, title: part.opens };
  return node("button", { look: `${look} opener`, attributes, on: { click: once(() => phone.press(part.press)) } }, ...children);
}

// What pressing a row does: most open something, and an arrow is enough.
function labelOfRow(part, text) {
  const verb = part.press === undefined ? "" : part.opens.split(" ", 1)[0];
  const shown = verb && node("span", { text: verb === "Open" ? "›" : verb, look: "verb", attributes: { "aria-hidden": "true" } });
  return node("span", { look: "label" }, shown, node("bdi", { text }));
}

function picker(part, phone) {
  const chooser = node("input", { attributes: { type: "file", hidden: true, tabindex: "-1" } });
  chooser.addEventListener("change", () => {
    const [file] = chooser.files;
    chooser.value = "";
    if (file) phone.pick(part, file);
  });
  const attributes = { type: "button", "data-pick": part.pick };
  const button = node("button", { text: part.label, look: "button", attributes, on: { click: () => chooser.click() } });
  return node("div", { look: "row" }, button, chooser);
}

const BUILD = {
  picker,
  text: (part) => node("p", { text: part.text, look: "text" }),
  section: (part, phone) =>
    node("div", { look: "section", attributes: { role: "group", "aria-label": part.title || null } },
      part.title ? node("div", { text: part.title, look: "heading" }) : null,
      ...part.parts.map((one) => build(one, phone))),
  entry: (part, phone) =>
    opener(part, "entry", phone,
      labelOfRow(part, part.label),
      node("span", { look: "value" }, node("bdi", { text: part.value }), part.note ? node("span", { text: part.note, look: "note" }) : null),
      link(part.link)),
  bubble: (part, phone) =>
    opener(part, part.isOwn ? "bubble sent" : "bubble received", phone,
      labelOfRow(part, part.isOwn ? "You wrote" : "Received"),
      node("b", { text: part.subject }), node("span", { text: part.body, look: "body" })),
  camera: (part) =>
    node("div", { look: "camera" }, node("div", { look: "finder", attributes: { "aria-hidden": "true" } }), node("div", { text: part.text })),
  field,
  option: field,
};

function build(part, phone) {
  return (BUILD[part.is] ?? BUILD.text)(part, phone);
}

function fieldsOf(parts) {
  return parts.flatMap((part) => [...(part.key === undefined ? [] : [part]), ...fieldsOf(part.parts)]);
}

// All of a screen but what stands in its fields: as long as that is the same, nothing is built anew.
function outlineOf(screen) {
  const told = { ...screen, number: null };
  return JSON.stringify(told, (name, value) => (value?.key === undefined ? value : { ...value, value: null }));
}

function isSamePlace(one, other) {
  const names = (screen) => fieldsOf(screen.parts).map((part) => part.label).join("\n");
  return one !== undefined && one.title === other.title && names(one) === names(other);
}

class Phone {
  constructor(model) {
    this.model = model;
    this.unsent = new Map();
    this.sent = {};
    this.number = 0;
    this.awaited = null;
    this.title = node("div", { look: "title", attributes: { role: "heading", "aria-level": "3", tabindex: "-1" } });
    this.upload = null;
    const named = { type: "button", title: "Back (Esc)", "aria-label": "Back" };
    this.back = node("button", { text: "‹", look: "back", attributes: named });
    this.back.addEventListener("click", once(() => this.press(this.shown.back)));
    this.chip = node("button", { look: "chip", attributes: { type: "button" } });
    this.chip.addEventListener("click", once(() => this.press(this.shown.chip.press)));
    this.news = node("div", { look: "news", attributes: { role: "status", "aria-live": "polite" } });
    this.content = node("div", { look: "content" });
    this.saved = node("div", { look: "saved", attributes: { "aria-live": "polite" } });
    this.trouble = node("div", { look: "trouble", attributes: { role: "alert" } });
    this.actions = node("div", { look: "actions" });
    this.past = node("button", { text: "The phone has moved on. Show it as it is now.", look: "past", attributes: { type: "button" } });
    this.past.addEventListener("click", () => this.tell({ do: "follow" }));
    const bar = node("div", { look: "bar" }, this.back, this.title, this.chip);
    this.form = node("form", { look: "glass", attributes: { novalidate: true } },
      bar, this.news, this.content, this.saved, this.trouble, this.actions, this.past);
    this.frame = node("div", { look: "phone", attributes: { role: "group" } }, node("div", { look: "speaker" }), this.form);
    // JupyterLab would take Enter, Escape and single letters for commands of the notebook.
    this.frame.addEventListener("focusin", ({ target }) => target.setAttribute("data-lm-suppress-shortcuts", "true"));
    this.listen();
    this.draw();
  }

  listen() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      const [first] = this.shown.buttons;
      if (first) this.press(first.press);
    });
    this.form.addEventListener("input", (event) => {
      const of = event.target.closest("[data-field]");
      if (of) this.unsent.set(of.dataset.field, valueOf(of));
    });
    this.form.addEventListener("change", () => this.report());
    this.form.addEventListener("pointerdown", () => {
      this.isPointing = true;
      const release = () => setTimeout(() => this.letGo(), 0);
      for (const end of ["pointerup", "pointercancel"]) window.addEventListener(end, release, { once: true });
    });
    this.content.addEventListener("scroll", () => this.hint());
    this.frame.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.shown.back !== null) {
        event.preventDefault();
        this.press(this.shown.back);
      }
      event.stopPropagation();
    });
  }

  letGo() {
    this.isPointing = false;
    if (this.isLate) {
      this.isLate = false;
      this.draw();
    }
  }

  fields() {
    return [...this.content.querySelectorAll("[data-field]")];
  }

  // Whether there is more to see further down.
  hint() {
    const { scrollTop, scrollHeight, clientHeight } = this.content;
    this.form.classList.toggle("ekp-more", scrollTop + clientHeight < scrollHeight - 4);
  }

  values() {
    return Object.fromEntries(this.fields().map((one) => [one.dataset.field, valueOf(one)]));
  }

  press(key) {
    if (this.awaited !== null) return;
    this.leaving = true;
    this.tell({ do: "press", key, values: this.values() });
  }

  pick(part, file) {
    if (this.upload) return;
    if (file.size > part.most) {
      this.trouble.textContent = `${file.name} is too large: at most ${Math.floor(part.most / 1024 / 1024)} MiB are allowed.`;
      return;
    }
    this.trouble.textContent = "";
    this.upload = { file, key: part.pick, at: 0, screen: this.shown.number, isWaiting: true };
    this.beginUpload();
  }

  // A file that is chosen while a press is under way goes after it.
  beginUpload() {
    if (!this.upload?.isWaiting || this.awaited !== null) return;
    this.upload.isWaiting = false;
    this.sendPiece();
  }

  async sendPiece() {
    const { file, key, at, screen } = this.upload;
    let piece;
    try {
      piece = await file.slice(at, at + PIECE_BYTES).arrayBuffer();
    } catch {
      this.upload = null;
      this.release(`The browser cannot read ${file.name}.`);
      return;
    }
    this.upload.at = at + piece.byteLength;
    if (this.upload.at < file.size) this.saved.textContent = `Attaching ${file.name}: ${Math.floor((100 * this.upload.at) / file.size)} %`;
    const named = { do: "pick", key, screen, name: file.name, size: file.size, at, values: this.values() };
    this.upload.number = this.tell(named, true, [piece]);
  }

  goOnWithUpload() {
    if (this.upload.at < this.upload.file.size) {
      this.sendPiece();
      return;
    }
    this.upload = null;
    this.saved.replaceChildren();
  }

  report() {
    // While a press is under way it carries all fields itself.
    if (this.awaited === null && this.unsent.size) this.tell({ do: "type", values: Object.fromEntries(this.unsent) }, false);
  }

  tell(message, waits = true, buffers = []) {
    const number = (this.number += 1);
    this.sent = message.values ?? {};
    if (waits) {
      this.awaited = number;
      this.form.setAttribute("aria-busy", "true");
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.release(WAITING), PATIENCE_MS);
    }
    try {
      this.model.send({ screen: this.shown.number, ...message, number }, undefined, buffers);
    } catch {
      this.release(WAITING);
    }
    return number;
  }

  release(trouble) {
    clearTimeout(this.timer);
    this.awaited = null;
    this.leaving = false;
    this.form.removeAttribute("aria-busy");
    if (trouble !== undefined) this.trouble.textContent = trouble;
    this.beginUpload();
  }

  hear(message, buffers) {
    if (message.done !== undefined && message.done === this.number) this.forget();
    if (message.done !== undefined && message.done === this.awaited) this.release();
    if (message.done !== undefined && message.done === this.upload?.number) this.goOnWithUpload();
    if (message.download !== undefined) this.save(message.download, buffers[0]);
  }

  forget() {
    for (const [key, value] of Object.entries(this.sent)) if (this.unsent.get(key) === value) this.unsent.delete(key);
  }

  save(name, bytes) {
    // As plain bytes, so that no browser opens a stranger's page as one of ours.
    const address = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
    const attributes = { href: address, download: name };
    const again = node("a", { text: `Save ${name}`, look: "link", attributes });
    this.saved.replaceChildren(again);
    if (this.awaited !== null) again.click();
  }

  draw() {
    // A button that is replaced while it is being pressed would never hear of the click.
    if (this.isPointing) {
      this.isLate = true;
      return;
    }
    const screen = this.model.get("phone");
    const [before, outline] = [this.shown, outlineOf(screen)];
    this.keep(before, screen);
    this.shown = screen;
    if (outline === this.outline) {
      this.refill(screen);
      return;
    }
    this.outline = outline;
    const held = this.form.contains(document.activeElement) ? document.activeElement : null;
    const key = held?.closest("[data-field]")?.dataset.field;
    const choice = held?.dataset.part === undefined ? null : held.value;
    const isNew = !isSamePlace(before, screen);
    const said = held?.textContent;
    const pressed = ["press", "pick"].find((one) => held?.dataset[one] !== undefined);
    const button = pressed === undefined ? null : `[data-${pressed}="${held.dataset[pressed]}"]`;
    const wasHeld = held !== null && held !== this.past;
    const caret = held && "selectionStart" in held ? held.selectionStart : null;
    if (isNew) this.saved.replaceChildren();
    this.fill(screen);
    for (const one of this.fields()) if (this.unsent.has(one.dataset.field)) setValue(one, this.unsent.get(one.dataset.field));
    if (!wasHeld) return;
    const same = key === undefined || isNew ? null : this.fields().find((one) => one.dataset.field === key);
    const again = button === null || isNew ? null : this.form.querySelector(button);
    // What has its number now may be another one.
    if (again?.textContent === said && again) again.focus({ preventScroll: true });
    else if (same) this.hold(choice === null ? same : [...same.querySelectorAll("input")].find((one) => one.value === choice), caret);
    else if (this.leaving || isNew) this.title.focus({ preventScroll: true });
    if (isNew) this.content.scrollTop = 0;
  }

  // What was typed and not told yet belongs to the screen that is left.
  keep(before, screen) {
    if (isSamePlace(before, screen)) return;
    const untold = [...this.unsent].filter(([key, value]) => this.sent[key] !== value);
    this.unsent.clear();
    if (untold.length) this.model.send({ do: "type", screen: before.number, values: Object.fromEntries(untold) });
  }

  refill(screen) {
    const values = new Map(fieldsOf(screen.parts).map((part) => [String(part.key), part.value]));
    for (const one of this.fields()) {
      if (!this.unsent.has(one.dataset.field)) setValue(one, values.get(one.dataset.field));
    }
  }

  hold(control, caret) {
    control?.focus({ preventScroll: true });
    try {
      if (caret !== null) control.setSelectionRange(caret, caret);
    } catch {
      // A field for dates has no caret.
    }
  }

  fill(screen) {
    this.frame.setAttribute("aria-label", `Phone: ${screen.title.slice(0, 100)}`);
    this.title.textContent = screen.title;
    this.title.dir = "auto";
    this.back.hidden = screen.back === null;
    this.chip.hidden = screen.chip === null;
    this.chip.textContent = screen.chip?.label ?? "";
    this.news.replaceChildren(...screen.pushes.map((one) => node("div", { text: `✉ ${one}`, look: "push" })));
    this.content.replaceChildren(...screen.parts.map((one) => build(one, this)));
    this.trouble.textContent = screen.trouble;
    this.past.hidden = !screen.isPast;
    this.actions.replaceChildren(
      ...screen.buttons.map((one, index) =>
        node("button", {
          text: one.label,
          look: index ? "button" : "button first",
          attributes: { type: "button", "data-press": one.press },
          on: { click: once(() => this.press(one.press)) },
        })),
    );
    this.hint();
  }
}

function render({ model, el }) {
  const phone = new Phone(model);
  const draw = () => phone.draw();
  const hear = (message, buffers) => phone.hear(message, buffers);
  model.on("change:phone", draw);
  model.on("msg:custom", hear);
  el.append(phone.frame);
  const sizes = new ResizeObserver(() => phone.hint());
  sizes.observe(phone.content);
  return () => {
    phone.release();
    sizes.disconnect();
    model.off("change:phone", draw);
    model.off("msg:custom", hear);
  };
}

export default { render };
