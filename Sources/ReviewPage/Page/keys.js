// Every key in one table: it runs the commands and it is the help.

import { button, Kept, make } from "./dom.js";

const shown = {
  ArrowDown: "↓", ArrowUp: "↑", ArrowLeft: "←", ArrowRight: "→", PageDown: "Page ↓", PageUp: "Page ↑", Escape: "Esc",
  "Shift+ArrowLeft": "Shift ←", "Shift+ArrowRight": "→", "Shift+ArrowUp": "↑", "Shift+ArrowDown": "↓",
};

const isOn = new Kept("apus.keys", true);

/** The key as the table names it. Letters go by their place where the keyboard is switched to another script, as Hangul. */
function named(event) {
  let { key } = event;
  if (key.length === 1 && key.charCodeAt(0) > 127 && /^Key[A-Z]$/.test(event.code)) key = event.code[3];
  if (/^[a-z]$/i.test(key)) return event.shiftKey ? key.toUpperCase() : key.toLowerCase();
  return event.shiftKey && key.length > 1 ? `Shift+${key}` : key;
}

const writes = (element) => element.matches("textarea, select, input:not([type=range], [type=checkbox], [type=radio])");

/** Keys that an element with the focus needs for itself. */
function isTaken(element, key) {
  if (key === "Escape") return false;
  if (writes(element)) return true;
  // The bar of slices goes by the keys of the page, so that one key never means two directions.
  if (element.matches("input[type=range]:not(#slice)")) return /^(Arrow|Page|Home|End)/.test(key);
  if (element.matches("input[type=radio]")) return /^Arrow|^\d$| |Enter/.test(key);
  return (key === "Enter" || key === " ") && element.matches("a, button, summary, input");
}

export class Keys {
  /** `table`: [{keys, group, text, where: () => Bool, run}]. */
  constructor(table) {
    this.table = table;
    this.dialog = this.help();
    document.body.append(this.dialog);
    document.addEventListener("keydown", (event) => this.pressed(event));
  }

  pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || this.dialog.open) return undefined;
    const key = named(event);
    if (isTaken(event.target, key)) return undefined;
    if (key.length === 1 && !isOn.value && key !== "?") return undefined;
    const command = this.table.find((one) => one.keys.includes(key) && (!one.where || one.where()));
    if (!command) return undefined;
    event.preventDefault();
    // Who leaves a field stays with the patient.
    if (key === "Escape" && writes(event.target) && command.group === "Patients") return event.target.blur();
    // A key that is held down passes slices and must not accept patient after patient.
    if (event.repeat && command.group === "Decisions") return undefined;
    return command.run(event, key);
  }

  help() {
    const groups = Map.groupBy ? Map.groupBy(this.table, (one) => one.group) : this.table.reduce(
      (all, one) => all.set(one.group, [...(all.get(one.group) ?? []), one]), new Map());
    const dialog = make("dialog", { class: "help", "aria-labelledby": "help-title" });
    const single = make("input", { type: "checkbox", id: "single-keys", onchange: (event) => isOn.set(event.target.checked) });
    single.checked = isOn.value;
    dialog.append(
      make("div", { class: "help-head" }, make("h2", { id: "help-title" }, "Keys"), button("Close", () => dialog.close(), { class: "quiet" })),
      make("p", {}, single, " ", make("label", { for: "single-keys" }, "Keys of one letter or sign are on (speech input may need them off)")),
      make("div", { class: "help-list", tabindex: "0", role: "region", "aria-label": "List of keys" }, make("div", { class: "help-groups" }, [...groups].map(([name, commands]) =>
        make("section", {}, make("h3", {}, name), make("dl", {}, commands.map(({ keys, text }) =>
          make("div", {}, make("dt", {}, keys.map((key) => make("kbd", {}, shown[key] ?? key))), make("dd", {}, text)))))))),
      make("p", {}, "Mouse: wheel for slices, click for the position in all series, right button for the window, middle button or Shift to move the picture, Ctrl and wheel for zoom. Touch: drag for slices, tap for the position, two fingers for zoom."));
    return dialog;
  }

  showHelp() {
    this.dialog.showModal();
  }
}
