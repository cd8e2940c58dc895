// Texts to take along, in tabs, each with a button that copies it. All texts become text nodes, never markup.

const BUSY = "The kernel is busy; the text comes when the running cell is done.";
let lastId = 0;

function node(name, { text, look, attributes = {}, on = {} } = {}, ...children) {
  const made = document.createElement(name);
  if (look) made.className = look.split(" ").map((one) => `ekt-${one}`).join(" ");
  if (text !== undefined) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  for (const [event, listener] of Object.entries(on)) made.addEventListener(event, listener);
  made.append(...children.filter(Boolean));
  return made;
}

// Browsers keep the clipboard from pages that are neither https nor local: there an unseen field is copied.
async function copy(text, beside) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = node("textarea", { look: "unseen", attributes: { "aria-hidden": "true", tabindex: "-1" } });
    const focused = document.activeElement;
    field.value = text;
    beside.append(field);
    field.select();
    const isCopied = document.execCommand("copy");
    field.remove();
    focused?.focus();
    return isCopied;
  }
}

function render({ model, el }) {
  const root = node("div", { look: "tabs", attributes: { role: "group", "data-lm-suppress-shortcuts": "true" } });
  const news = node("span", { look: "news", attributes: { role: "status", "aria-live": "polite" } });
  let open = 0;
  let waiting = null;

  const say = (text) => { news.textContent = text; };
  const isMasked = (place) => model.get("secret_places").includes(place) && !model.get("shows_secrets");

  async function take(text) {
    say((await copy(text, root)) ? "Copied." : "The browser does not allow it: select the text and press Ctrl+C.");
  }

  function ask(place) {
    if (!isMasked(place)) return void take(textAt(place));
    model.send({ action: "copy", place });
    clearTimeout(waiting);
    waiting = setTimeout(() => say(BUSY), 3000);
  }

  const textAt = (place) => (place < 0 ? model.get("answer") : model.get("texts")[place].text);

  function copyButton(place, what) {
    const text = isMasked(place) ? "Copy with secrets" : "Copy";
    return node("button", { text, look: "button", attributes: { type: "button", "aria-label": `${text}: ${what}` },
      on: { click: () => ask(place) } });
  }

  function secretsButton() {
    if (!model.get("secret_places").length) return null;
    const shows = model.get("shows_secrets");
    return node("button", { text: shows ? "Hide secrets" : "Show secrets", look: "button soft",
      attributes: { type: "button", "aria-pressed": String(shows) }, on: { click: () => model.send({ action: "secrets" }) } });
  }

  function heading() {
    const { title, badge, isGood, note } = model.get("heading");
    if (!title) return null;
    return node("div", { look: "heading" },
      node("span", { text: title, look: "title" }),
      badge ? node("span", { text: badge, look: isGood ? "good" : "bad" }) : null,
      note ? node("span", { text: note, look: "quiet" }) : null);
  }

  function tabs(texts, panel) {
    if (texts.length < 2) return node("span", { text: texts[0].title, look: "quiet" });
    const list = node("div", { look: "list", attributes: { role: "tablist", "aria-label": model.get("label") } });
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -open, End: texts.length - 1 - open };
    texts.forEach(({ title }, index) => {
      const isOpen = index === open;
      const attributes = { type: "button", role: "tab", "aria-selected": String(isOpen), tabindex: isOpen ? "0" : "-1",
        "aria-controls": panel };
      const on = {
        click: () => show(index),
        keydown: (event) => {
          if (!(event.key in step)) return;
          event.preventDefault();
          show((open + step[event.key] + texts.length) % texts.length);
        },
      };
      list.append(node("button", { text: title, look: isOpen ? "tab open" : "tab", attributes, on }));
    });
    return list;
  }

  function show(index) {
    open = index;
    draw();
    root.querySelector('[role="tab"][aria-selected="true"]')?.focus();
  }

  function draw() {
    const texts = model.get("texts");
    const { title, text, note } = texts[open];
    const panel = `ekt-${(lastId += 1)}`;
    const hasFocus = root.contains(document.activeElement) ? document.activeElement.textContent : "";
    root.setAttribute("aria-label", model.get("label"));
    const answer = model.get("answer");
    say("");
    root.replaceChildren(...[
      heading(),
      node("div", { look: "bar" }, tabs(texts, panel), node("span", { look: "gap" }), news, secretsButton(),
        copyButton(open, title)),
      node("div", { attributes: { id: panel, role: texts.length > 1 ? "tabpanel" : "group", "aria-label": title } },
        node("pre", { text, look: "code", attributes: { tabindex: "0" } }),
        note ? node("div", { text: note, look: "quiet" }) : null),
      answer ? node("div", { look: "bar" }, node("span", { text: "Answer", look: "quiet" }),
        node("span", { look: "gap" }), copyButton(-1, "answer")) : null,
      answer ? node("pre", { text: answer, look: "code", attributes: { tabindex: "0", "aria-label": "Answer" } }) : null,
    ].filter(Boolean));
    if (hasFocus) [...root.querySelectorAll("button")].find((one) => one.textContent === hasFocus)?.focus();
  }

  function receive(message) {
    if (message.action !== "copy") return;
    clearTimeout(waiting);
    take(message.text);
  }

  const drawn = ["texts", "answer", "heading", "secret_places", "shows_secrets"];
  for (const name of drawn) model.on(`change:${name}`, draw);
  model.on("msg:custom", receive);
  el.append(root);
  draw();
  return () => {
    clearTimeout(waiting);
    for (const name of drawn) model.off(`change:${name}`, draw);
    model.off("msg:custom", receive);
  };
}

export default { render };
