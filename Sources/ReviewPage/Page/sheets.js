// Contact sheets: every patient's lesion in three slices of each series.

import { make } from "./dom.js";
import { address, badge, PatientElements } from "./cohort.js";
import * as server from "./server.js";
import { reasonsOf } from "./words.js";

const cardsAtOnce = 24;
const levels = ["superior", "middle", "inferior"];

export class Sheets {
  constructor(study) {
    this.study = study;
    this.list = make("ul", { class: "sheets" });
    this.end = make("p", { class: "hint end-of-list" });
    this.element = make("div", {}, this.list, this.end);
    this.cards = new PatientElements(() => make("li"), content);
    // Cards are made as the reader comes near them; pictures are asked for by the browser when they come near the screen.
    new IntersectionObserver((entries) => entries.some((one) => one.isIntersecting) && this.more(), { rootMargin: "1200px" }).observe(this.end);
  }

  update(isAsked = false) {
    const patients = this.study.listed();
    const names = patients.map((patient) => patient.name).join("\n");
    const isSame = names === this.names;
    if (!isAsked && !isSame && !this.study.cohort.isComplete && this.patients) {
      // As in the table: cards do not move while the server still examines.
      this.patients = this.patients.map((one) => this.study.patient(one.name)).filter(Boolean);
    } else {
      this.patients = patients;
      if (!isSame) this.arrange(names);
    }
    for (const [index, item] of [...this.list.children].entries()) {
      const card = this.cards.of(this.patients[index]);
      if (card !== item) item.replaceWith(card);
    }
    if (this.list.children.length < cardsAtOnce) this.more();
    this.closing();
  }

  /** As many cards as there were, in the new order: who accepts one after the other under a filter must not lose the place. */
  arrange(names) {
    this.names = names;
    const focused = document.activeElement;
    const count = Math.max(cardsAtOnce, this.list.children.length);
    this.list.replaceChildren(...this.patients.slice(0, count).map((patient) => this.cards.of(patient)));
    if (focused !== document.activeElement && focused.isConnected) focused.focus({ preventScroll: true });
  }

  more() {
    if (!this.patients) return;
    const start = this.list.children.length;
    this.list.append(...this.patients.slice(start, start + cardsAtOnce).map((patient) => this.cards.of(patient)));
    this.closing();
  }

  closing() {
    const isWhole = this.list.children.length >= this.patients.length;
    this.end.textContent = this.patients.length === 0 ? "No patient passes the filter. Clear the text or choose “all”."
      : isWhole ? "End of the list." : "Loading …";
  }

  links() {
    return [...this.list.querySelectorAll("h2 a")];
  }
}

function content(patient) {
  const titles = [...new Set(reasonsOf(patient).map((reason) => reason.title))];
  const head = make("div", { class: "card-head" }, make("h2", {}, make("a", { href: address(patient) }, patient.name)), badge(patient));
  const why = make("p", { class: "hint" }, patient.weight === null && !patient.cause ? "not examined yet" : titles.join(", ") || "no reason to look");
  return [head, why, ...patient.series.map((series) => row(patient, series))];
}

function row(patient, series) {
  const name = make("p", { class: "series-name" }, series.name);
  if (series.cause) return make("div", { class: "sheet-row" }, name, make("p", { class: "failure" }, series.cause));
  // A lesion of one or two slices has fewer pictures than three; what is absent takes no room.
  const pictures = levels.map((level, index) => make("img", {
    src: server.sheet(patient.number, series.number, index), alt: `${patient.name}, ${series.name}, ${level}`, width: "160", height: "160",
    loading: "lazy", decoding: "async", onerror: (event) => { event.target.hidden = true; },
  }));
  return make("div", { class: "sheet-row" }, name, make("div", { class: "pictures" }, pictures));
}
