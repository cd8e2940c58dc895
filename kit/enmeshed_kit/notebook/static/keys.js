// JupyterLab takes letters and arrows for commands of the notebook, also while a button or a choice has the focus.
const OWN = "data-lm-suppress-shortcuts";

function keep(event) {
  // On the box around it the mark would do nothing: JupyterLab looks first at what has the focus.
  event.target.setAttribute(OWN, "true");
}

function render({ el }) {
  let waits = true;
  let view = null;
  el.style.display = "none";

  function listen() {
    view = el.closest(".widget-box");
    if (view) view.addEventListener("focusin", keep);
    else if (waits) requestAnimationFrame(listen); // drawn, and not on the page yet
  }

  listen();
  return () => {
    waits = false;
    view?.removeEventListener("focusin", keep);
  };
}

export default { render };
