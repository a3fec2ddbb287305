// The cohort as a table.

import { button, make, say } from "./dom.js";
import { columns, volumeOf } from "./study.js";
import { brief, decisionWords, moment, reasonsOf, stateOf, stateWords } from "./words.js";

const rowsAtOnce = 80;

export const address = (patient, ...rest) => `#${[patient.name, ...rest].map(encodeURIComponent).join("/")}`;

export const badge = (patient) => make("span", { class: `state ${stateOf(patient)}` }, stateWords[stateOf(patient)]);

export class CohortTable {
  constructor(study) {
    this.study = study;
    this.rows = new Map();
    this.body = make("tbody");
    this.heads = Object.entries(columns).map(([name, { title }]) =>
      make("th", { scope: "col", class: name }, button(title, () => this.sort(name))));
    this.element = make("div", { class: "cohort" },
      make("table", {}, make("caption", { class: "unseen" }, "Patients of the study"), make("thead", {}, make("tr", {}, this.heads)), this.body));
    this.none = make("p", { class: "plain", hidden: true }, "No patient passes the filter. Clear the text or choose “all”.");
    this.element.append(this.none);
  }

  sort(column) {
    this.study.sortBy(column);
    this.update(true);
    this.study.dispatchEvent(new Event("listing"));
  }

  /** While the server still examines, rows must not move away under a hand; `isAsked` says that the user wants the new order. */
  get isInUse() {
    return !this.study.cohort.isComplete && (this.body.matches(":hover") || this.body.contains(document.activeElement));
  }

  update(isAsked = false) {
    const names = Object.keys(columns);
    this.heads.forEach((head, index) => {
      const isSorted = names[index] === this.study.sort.column;
      if (isSorted) head.setAttribute("aria-sort", this.study.sort.isDescending ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
    const patients = !isAsked && this.isInUse ? this.shown.map((one) => this.study.patient(one.name)).filter(Boolean) : this.study.listed();
    this.shown = patients;
    this.none.hidden = patients.length > 0;
    const focused = document.activeElement;
    const hadFocus = this.body.contains(focused);
    this.fill(patients, 0);
    if (hadFocus && focused.isConnected) focused.focus({ preventScroll: true });
  }

  /** The first rows at once, and the rest between frames, so that a large cohort is there as soon as a small one. */
  fill(patients, start) {
    clearTimeout(this.filling);
    if (start === 0) this.place(patients.slice(0, rowsAtOnce), true);
    else this.place(patients.slice(start, start + rowsAtOnce), false);
    if (start + rowsAtOnce < patients.length) {
      this.filling = setTimeout(() => this.fill(patients, start + rowsAtOnce), 0);
    } else if (start > 0 || patients.length > 0) {
      performance.mark("cohort-listed");
    }
  }

  place(patients, isFirst) {
    const rows = patients.map((patient) => this.row(patient));
    if (isFirst) this.replace(rows);
    else this.body.append(...rows);
  }

  /** Rows that stay where they are are left alone, so that focus and reading position stay too. */
  replace(rows) {
    const old = [...this.body.children];
    if (rows.length === old.length && rows.every((row, index) => row === old[index])) return;
    this.body.replaceChildren(...rows);
  }

  row(patient) {
    const signature = JSON.stringify(patient);
    const known = this.rows.get(patient.name);
    if (known?.signature === signature) return known.row;
    const row = known?.row ?? make("tr");
    row.className = stateOf(patient);
    row.replaceChildren(...cells(patient));
    this.rows.set(patient.name, { row, signature });
    return row;
  }

  links() {
    return [...this.body.querySelectorAll("tr > th a")];
  }
}

function cells(patient) {
  const reasons = reasonsOf(patient).sort((a, b) => b.weight - a.weight);
  const isOpened = patient.weight !== null || patient.cause;
  const last = patient.decisions.at(-1);
  return [
    make("th", { scope: "row", class: "name" }, make("a", { href: address(patient) }, patient.name)),
    make("td", { class: "weight" }, isOpened ? brief(patient.weight) : make("span", { class: "hint" }, "…")),
    make("td", { class: "reasons" }, isOpened ? reasonList(reasons) : make("span", { class: "hint" }, "not examined yet")),
    make("td", { class: "volume" }, brief(volumeOf(patient))),
    make("td", { class: "state-cell" }, badge(patient)),
    make("td", { class: "decided" }, last ? [`${decisionWords[last.decision]}${last.reason ? `: ${last.reason}` : ""}`, make("br"),
      make("small", {}, `${last.who}, ${moment(last.when)}`)] : ""),
  ];
}

function reasonList(reasons) {
  if (reasons.length === 0) return make("span", { class: "hint" }, "none");
  return reasons.slice(0, 4).map(({ title, text, series }) =>
    make("span", { class: "reason" }, make("strong", {}, title), series ? ` ${series}` : "", ": ", text)).concat(
    reasons.length > 4 ? make("span", { class: "reason hint" }, `and ${reasons.length - 4} more`) : []);
}

/** Text and state that the lists show; the table and the contact sheets share it. */
export class ListFilter {
  constructor(study, changed) {
    this.study = study;
    this.text = make("input", { type: "search", id: "filter-text", placeholder: "name, reason, author …", autocomplete: "off", oninput: () => {
      study.filter.text = this.text.value.trim();
      changed();
    } });
    this.states = ["all", "open", "accepted", "excluded", "noted"].map((state) => {
      const input = make("input", { type: "radio", name: "state", value: state, onchange: () => {
        study.filter.state = state;
        changed();
      } });
      input.checked = state === study.filter.state;
      const count = make("span", { class: "count" });
      return { state, count, element: make("label", { class: "chip" }, input, " ", stateWords[state] ?? "all", " ", count) };
    });
    this.element = make("form", { class: "filter", role: "search", onsubmit: (event) => event.preventDefault() },
      make("label", { for: "filter-text" }, "Filter"), this.text,
      make("fieldset", {}, make("legend", { class: "unseen" }, "State"), this.states.map((one) => one.element)));
  }

  update() {
    const counts = this.study.counts();
    for (const { state, count } of this.states) say(count, String(counts[state]));
  }
}
