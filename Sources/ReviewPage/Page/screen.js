// One patient on the screen: the viewer with its tools, the form and the facts beside it.

import { address, badge } from "./cohort.js";
import { make, say } from "./dom.js";
import { DecisionForm } from "./form.js";
import { Panel } from "./panel.js";
import { Toolbar } from "./toolbar.js";
import { detailsOf, Viewer } from "./viewer.js";
import { slices } from "./server.js";
import { isClosed } from "./words.js";

export class Screen {
  constructor(study, decisions, { moved, decided, told }) {
    this.study = study;
    this.decisions = decisions;
    this.told = told;
    this.viewer = new Viewer(() => this.place && moved(this.placeAddress));
    this.toolbar = new Toolbar(this.viewer);
    this.viewer.changed = () => this.toolbar.update();
    this.form = new DecisionForm(decisions, decided);
    this.form.isSeen = () => isClosed(this.patient) || (this.hasPictures && this.viewer.active.shownK >= 0);
    this.panel = new Panel();
    this.title = make("h2", { tabindex: "-1" });
    this.position = make("span", { class: "hint" });
    this.badge = make("span", {});
    this.before = make("a", { class: "button" }, "← Previous ", make("kbd", { "aria-hidden": "true" }, "k"));
    this.after = make("a", { class: "button" }, "Next ", make("kbd", { "aria-hidden": "true" }, "j"), " →");
    this.instead = make("p", { class: "plain instead", role: "status" });
    this.narrow = matchMedia("(max-width: 900px)");
    this.narrow.addEventListener("change", () => this.arrange());
    this.pictures = make("section", { class: "pictures-part", "aria-label": "Pictures" },
      this.viewer.bar.element, this.viewer.grid, this.instead, this.viewer.announcement);
    this.element = make("div", { class: "screen" },
      make("div", { class: "patient-head" }, this.title, this.badge, this.position, make("nav", { "aria-label": "Patients" }, this.before, this.after)),
      this.pictures,
      make("aside", { class: "side", "aria-label": "Decision and findings" }, this.form.element, this.panel.element));
    this.arrange();
  }

  /** On a phone the series are chosen above the picture, the decision comes right below it, and the tools after that. */
  arrange() {
    (this.narrow.matches ? this.form.element : this.viewer.grid).after(this.toolbar.element);
    if (this.narrow.matches) this.viewer.bar.element.after(this.toolbar.series);
    else this.toolbar.element.prepend(this.toolbar.series);
  }

  get placeAddress() {
    const { active } = this.viewer;
    return address(this.patient, active.series.name, active.plane.name, String(active.k + 1));
  }

  /** `place`: {series, plane, k} as the address says. */
  async open(patient, place) {
    const isOther = this.patient?.name !== patient.name;
    this.patient = patient;
    this.place = null;
    if (isOther) {
      this.form.show(patient);
      this.panel.showFeatures(null);
    }
    this.update();
    try {
      await this.show(patient, place);
    } catch (error) {
      if (this.patient.name !== patient.name) return;
      this.hidePictures(error.message);
    }
  }

  async show(patient, place) {
    if (isClosed(patient)) {
      this.panel.showFeatures([]);
      return this.hidePictures(`This patient cannot be opened. ${patient.cause} The study leaves the patient out; a note or an exclusion can still be written.`);
    }
    // The last pictures stay until the next are there only if they come at once; else they would pass for this patient's.
    const curtain = setTimeout(() => this.hidePictures("Opening the images …"), 150);
    let detail;
    try {
      detail = await detailsOf(patient.number);
    } finally {
      clearTimeout(curtain);
    }
    if (this.patient.name !== patient.name) return;
    if (detail.series.length === 0) return this.hidePictures("No series of this patient can be opened. The reasons beside say why.");
    say(this.instead, "");
    this.pictures.classList.remove("without");
    this.form.seen();
    this.toolbar.showPatient(detail);
    this.place = place;
    this.viewer.show(patient.number, detail, place);
    this.panel.showFeatures(detail.features);
    this.foresee();
  }

  async renewFeatures() {
    const { number, name } = this.patient;
    try {
      const detail = await detailsOf(number);
      if (this.patient.name === name) this.panel.showFeatures(detail.features);
    } catch {
      // The features that are shown stay.
    }
  }

  hidePictures(sentence) {
    this.pictures.classList.add("without");
    say(this.instead, sentence);
  }

  get hasPictures() {
    return Boolean(this.place) && !this.pictures.classList.contains("without");
  }

  /** Opens the next patient's images beforehand, with the slice that is shown first. */
  async foresee() {
    const next = this.study.patient(this.study.neighbour(this.patient.name, 1) ?? "");
    if (!next || isClosed(next) || next.weight === null) return;
    await new Promise((resume) => setTimeout(resume, 400));
    try {
      const { series } = await detailsOf(next.number);
      for (const one of series) {
        const plane = one.plane[this.viewer.planeName];
        const runs = plane.lesionRuns;
        const k = runs.length > 0 ? Math.floor((runs[0][0] + runs.at(-1)[1]) / 2) : Math.floor(plane.count / 2);
        await slices.load(`${next.number}/${one.number}/${plane.name}/${k}`, plane.columns, plane.rows);
      }
    } catch {
      // It is said when this patient is opened.
    }
  }

  /** After a change of the cohort. */
  update() {
    const { study } = this;
    if (!this.patient) return;
    const wasUnopened = this.patient.weight === null;
    const known = this.patient.decisions.length;
    this.patient = study.patient(this.patient.name) ?? this.patient;
    this.form.renew(this.patient);
    const last = this.patient.decisions.at(-1);
    if (this.patient.decisions.length > known && last.who !== this.decisions.by) this.told(last);
    say(this.title, this.patient.name);
    this.badge.replaceChildren(badge(this.patient));
    const place = study.order.indexOf(this.patient.name);
    say(this.position, place < 0 ? "" : `${place + 1} of ${study.order.length}`);
    for (const [link, step] of [[this.before, -1], [this.after, 1]]) {
      const name = study.neighbour(this.patient.name, step);
      if (name) link.href = address({ name });
      else link.removeAttribute("href");
      link.setAttribute("aria-disabled", String(!name));
    }
    this.panel.showPatient(this.patient);
    if (wasUnopened && this.patient.weight !== null && !this.hasPictures) this.open(this.patient, {});
  }
}
