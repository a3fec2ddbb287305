// Elements without a library. Text goes in as text and never as markup, so nothing that a file or a colleague wrote can become code.

const SVG = "http://www.w3.org/2000/svg";

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** An HTML element; `onclick: f` listens, `null` and `false` leave an attribute or a child out. */
export function make(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

export function drawing(tag, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

export const byId = (id) => document.getElementById(id);

export function button(text, run, attributes = {}) {
  return make("button", { type: "button", onclick: run, ...attributes }, text);
}

/** Sets the text only where it changed, so a screen reader is not told the same twice. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Calls `run` once, `pause` milliseconds after the last call. */
export function settled(run, pause) {
  let timer = 0;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => run(...values), pause);
  };
}

/** A value that outlives a reload. A browser without storage keeps it for this page only. */
export class Kept {
  /** `place`: "localStorage" for a habit of the reader, "sessionStorage" for what belongs to this tab alone. */
  constructor(key, initial, place = "localStorage") {
    Object.assign(this, { key, place, value: initial });
    try {
      const text = globalThis[place].getItem(key);
      if (text !== null) this.value = JSON.parse(text);
    } catch {
      // Storage that is forbidden or damaged must not stop the review.
    }
  }

  set(value) {
    this.value = value;
    try {
      globalThis[this.place].setItem(this.key, JSON.stringify(value));
    } catch {
      // As above.
    }
  }
}
