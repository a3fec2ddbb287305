// The cohort as a table.

import { button, make, say } from "./dom.js";
import { columns, volumeOf } from "./study.js";
import { brief, decisionWords, moment, reasonsOf, stateOf, stateWords } from "./words.js";

// A thousand rows take less time than the frames between portions of them.
const rowsAtOnce = 1000;

export const address = (patient, ...rest) => `#${[patient.name, ...rest].map(encodeURIComponent).join("/")}`;

export const badge = (patient) => make("span", { class: `state ${stateOf(patient)}` }, stateWords[stateOf(patient)]);

/** An element of each patient, filled anew only where the patient changed; the focus stays on its link. */
export class PatientElements {
  /** `empty` makes an element, `content` what stands in that of a patient. */
  constructor(empty, content) {
    Object.assign(this, { empty, content, known: new Map() });
  }

  has(patient) {
    return this.known.has(patient.name);
  }

  of(patient) {
    const signature = JSON.stringify(patient);
    const known = this.known.get(patient.name);
    if (known?.signature === signature) return known.element;
    const element = known?.element ?? this.empty();
    const hadFocus = element.contains(document.activeElement);
    element.className = stateOf(patient);
    element.replaceChildren(...this.content(patient));
    if (hadFocus) element.querySelector("a").focus({ preventScroll: true });
    this.known.set(patient.name, { element, signature });
    return element;
  }
}

/** Rows are grids (page.css), so that the browser lays out only those in sight; the roles say that it is a table all the same. */
export class CohortTable {
  constructor(study) {
    this.study = study;
    this.rows = new PatientElements(() => make("tr", { role: "row" }), cells);
    this.body = make("tbody", { role: "rowgroup" });
    this.heads = Object.entries(columns).map(([name, { title }]) =>
      make("th", { scope: "col", role: "columnheader", class: `column-${name}` }, button(title, () => this.sort(name))));
    this.element = make("div", { class: "cohort" },
      make("table", { role: "table", "aria-label": "Patients of the study" }, make("thead", { role: "rowgroup" }, make("tr", { role: "row" }, this.heads)), this.body));
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
    const isSame = this.shown?.length === patients.length && this.shown.every((one, index) => one.name === patients[index].name);
    this.shown = patients;
    this.none.hidden = patients.length > 0;
    if (isSame) this.renew();
    else this.fill();
  }

  /** What changed within rows that stay where they are; those to come are made as they are now. */
  renew() {
    for (const patient of this.shown) if (this.rows.has(patient)) this.rows.of(patient);
  }

  fill() {
    clearTimeout(this.filling);
    const focused = document.activeElement;
    const hadFocus = this.body.contains(focused);
    // Rows that exist are only put in order. New ones of a very large cohort come in portions, so that the first are there at once.
    const areKnown = this.shown.every((patient) => this.rows.has(patient));
    const end = areKnown ? this.shown.length : rowsAtOnce;
    this.body.replaceChildren(...this.shown.slice(0, end).map((patient) => this.rows.of(patient)));
    if (hadFocus && focused.isConnected) focused.focus({ preventScroll: true });
    this.more(end);
  }

  more(start) {
    if (start >= this.shown.length) {
      // After the frame that shows them.
      if (this.shown.length > 0) requestAnimationFrame(() => setTimeout(() => performance.mark("cohort-listed"), 0));
      return;
    }
    this.filling = setTimeout(() => {
      this.body.append(...this.shown.slice(start, start + rowsAtOnce).map((patient) => this.rows.of(patient)));
      this.more(start + rowsAtOnce);
    }, 0);
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
    make("th", { scope: "row", role: "rowheader", class: "name" }, make("a", { href: address(patient) }, patient.name)),
    make("td", { role: "cell", class: "weight" }, isOpened ? brief(patient.weight) : make("span", { class: "hint" }, "…")),
    make("td", { role: "cell", class: "reasons" }, isOpened ? reasonList(reasons) : make("span", { class: "hint" }, "not examined yet")),
    make("td", { role: "cell", class: "volume" }, brief(volumeOf(patient))),
    make("td", { role: "cell", class: "state-cell" }, badge(patient)),
    make("td", { role: "cell", class: "decided" }, last ? [`${decisionWords[last.decision]}${last.reason ? `: ${last.reason}` : ""}`, make("br"),
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
