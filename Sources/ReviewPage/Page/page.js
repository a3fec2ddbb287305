// The page: which view is shown, where the address leads, and what is said at the top.

import { CohortTable, ListFilter, address } from "./cohort.js";
import { commands } from "./commands.js";
import { Decisions } from "./decisions.js";
import { button, byId, make, say, settled } from "./dom.js";
import { Keys } from "./keys.js";
import { progressWords } from "./panel.js";
import { Screen } from "./screen.js";
import { Sheets } from "./sheets.js";
import { settle as settleFile } from "./server.js";
import { Study } from "./study.js";
import { forgetDetails } from "./viewer.js";
import { counted, decisionWords, moment } from "./words.js";

class Page {
  constructor() {
    this.study = new Study();
    this.decisions = new Decisions(this.study);
    this.screen = new Screen(this.study, this.decisions, {
      moved: (place) => this.view === "patient" && history.replaceState(null, "", place),
      decided: (decision, stays) => this.decided(decision, stays),
      told: ({ who, decision, reason }) => this.toast(`${who} just now: ${decisionWords[decision]}${reason ? `, ${reason}` : ""}.`),
    });
    this.table = new CohortTable(this.study);
    this.sheets = new Sheets(this.study);
    this.filter = new ListFilter(this.study, settled(() => this.listing(), 60));
    this.traits = make("div", {});
    this.lists = make("div", { class: "lists" }, this.filter.element, this.traits);
    this.tabs = [["#/", "Cohort"], ["#/sheets", "Contact sheets"]].map(([href, text]) => make("a", { href }, text));
    byId("views").append(...this.tabs);
    this.keys = new Keys(commands(this));
    byId("help").addEventListener("click", () => this.keys.showHelp());
    byId("skip").addEventListener("click", (event) => {
      event.preventDefault();
      byId("main").focus();
    });
    this.list = "#/";
    this.listScroll = 0;
  }

  async begin() {
    this.study.addEventListener("change", () => this.update());
    for (const name of ["silence", "answer"]) this.study.addEventListener(name, () => this.alerts());
    this.study.addEventListener("listing", () => this.study.takeOrder());
    this.decisions.addEventListener("change", () => this.alerts());
    this.decisions.addEventListener("written", ({ detail }) => this.toast(`${detail.name}: ${{ accept: "accepted", exclude: "excluded", note: "note written" }[detail.decision]}.`));
    addEventListener("hashchange", () => this.route());
    say(byId("progress"), "Loading the cohort …");
    await this.study.begin();
    this.route();
  }

  // Where the address leads

  route() {
    if (!this.study.cohort) return this.alerts();
    const parts = location.hash.slice(1).split("/").map(decoded);
    const patient = parts[0] ? this.study.patient(parts[0]) : null;
    const before = this.view;
    if (this.view === "lists") this.listScroll = scrollY;
    if (patient) this.showPatient(patient, parts);
    else this.showList(parts, before);
    this.update();
    return undefined;
  }

  showPatient(patient, [, series, plane, slice]) {
    const isNew = this.view !== "patient";
    this.view = "patient";
    if (isNew) byId("main").replaceChildren(this.screen.element);
    document.body.classList.add("on-patient");
    document.title = `${patient.name} – contour review`;
    const k = /^\d+$/.test(slice ?? "") ? Number(slice) - 1 : undefined;
    this.screen.open(patient, { series, plane, k });
    if (isNew) {
      scrollTo(0, 0);
      this.screen.title.focus({ preventScroll: true });
    }
  }

  showList([name, which], before) {
    if (name) this.toast(`No patient is called ${name}. Choose one from the list.`);
    this.view = "lists";
    this.list = which === "sheets" ? "#/sheets" : "#/";
    const content = which === "sheets" ? this.sheets : this.table;
    this.shownList = content;
    document.body.classList.remove("on-patient");
    document.title = `${which === "sheets" ? "Contact sheets" : "Cohort"} – contour review`;
    byId("main").replaceChildren(this.lists);
    this.lists.replaceChildren(this.filter.element, this.traits, content.element);
    content.update(true);
    if (before !== "patient") return;
    // Back where the reader was, at the patient who was looked at last.
    scrollTo(0, this.listScroll);
    const link = content.links().find((one) => one.textContent === this.screen.patient?.name);
    link?.focus({ preventScroll: Boolean(this.listScroll) });
  }

  // What has changed

  update() {
    const { cohort } = this.study;
    this.alerts();
    if (!cohort) return;
    if (cohort.isComplete && this.wasIncomplete) {
      forgetDetails();
      this.toast(`All ${counted(cohort.total, "patient")} are examined.`);
      if (this.view === "patient") this.screen.renewFeatures();
    }
    this.wasIncomplete = !cohort.isComplete;
    const counts = this.study.counts();
    say(byId("title"), `Contour review: ${cohort.study}`);
    say(byId("progress"), progressWords(cohort, counts));
    for (const tab of this.tabs) {
      if (this.view === "lists" && tab.getAttribute("href") === this.list) tab.setAttribute("aria-current", "page");
      else tab.removeAttribute("aria-current");
    }
    this.filter.update();
    this.traits.replaceChildren(...(cohort.traits.length === 0 ? [] : [make("details", { class: "traits" },
      make("summary", {}, `${counted(cohort.traits.length, "trait")} of most of the cohort, not said with each patient`),
      make("ul", {}, cohort.traits.map((text) => make("li", {}, text))))]));
    if (this.view === "lists") {
      this.shownList.update();
      if (!cohort.isComplete) this.study.takeOrder();
    } else this.screen.update();
  }

  listing() {
    this.shownList?.update(true);
    this.study.takeOrder();
    scrollTo(0, 0);
  }

  /** What the reader must know in every view: a silent server, and decisions that are not written. */
  alerts() {
    const failed = this.study.cohort ? this.decisions.pending().filter((one) => one.error) : [];
    const messages = [];
    if (this.study.failure) messages.push(make("p", { class: "alert", role: "alert" }, this.study.failure.message));
    const file = this.study.cohort?.file;
    if (file?.fault) messages.push(make("p", { class: "alert", role: "alert" }, file.fault));
    if (file?.lost.length > 0) messages.push(this.conflict(file));
    if (failed.length > 0) {
      const names = [...new Set(failed.map((one) => one.name))];
      messages.push(make("p", { class: "alert", role: "alert" }, `${counted(failed.length, "decision")} not written yet, kept in this tab: `,
        names.slice(0, 5).flatMap((name, index) => [index > 0 ? ", " : "", make("a", { href: address({ name }) }, name)]),
        names.length > 5 ? ` and ${names.length - 5} more` : "", ". ", failed[0].error, " ",
        button("Write again", () => this.decisions.again(true), { class: "small" })));
    }
    // Buttons are about the conflict that is shown, also where its words are those of an earlier one.
    const text = messages.map((one) => one.textContent).join("\n") + (file?.changes ?? "");
    if (text === this.alertText) return;
    this.alertText = text;
    byId("alerts").replaceChildren(...messages);
  }

  /** Decisions that the page shows and that somebody took out of their file: nothing is written until it is said what counts. */
  conflict({ lost, isReplaced, changes }) {
    const settle = async (choice) => {
      try {
        await settleFile(choice, changes);
        this.toast(choice === "back" ? "The decisions are in the file again." : "The decisions of the file count.");
      } catch (error) {
        this.toast(error.message);
      }
      await this.study.refresh();
      this.decisions.again(true);
    };
    const one = ({ name, decision: { decision, series, reason, who, when } }) => make("li", {}, make("a", { href: address({ name }) }, name),
      `, ${decisionWords[decision]}${series ? ` (${series})` : ""}${reason ? `: ${reason}` : ""} (${who}, ${moment(when)})`);
    return make("div", { class: "alert conflict", role: "alert" },
      make("p", {}, `${counted(lost.length, "decision")} that this page shows ${lost.length === 1 ? "is" : "are"} no longer in the file beside the study: it was `,
        isReplaced ? "edited or replaced" : "removed or emptied", ". Until you say what counts, nothing is written; new decisions are kept in this tab."),
      make("ul", {}, lost.slice(0, 5).map(one), lost.length > 5 ? make("li", {}, `and ${lost.length - 5} more`) : ""),
      make("p", { class: "buttons" }, button("Write them back", () => settle("back"), { class: "small" }),
        button(isReplaced ? "Take the file as it is" : "Go on without them", () => settle("file"), { class: "small" })));
  }

  toast(text) {
    const place = byId("toast");
    place.textContent = text;
    place.classList.add("shown");
    clearTimeout(this.toasting);
    this.toasting = setTimeout(() => place.classList.remove("shown"), 4000);
  }

  // Ways through the cohort

  go(name) {
    location.hash = address({ name });
  }

  step(by) {
    const name = this.study.neighbour(this.screen.patient.name, by);
    if (name) this.go(name);
    else this.toast(by > 0 ? "This is the last patient of the list." : "This is the first patient of the list.");
  }

  toNextOpen() {
    const name = this.study.nextOpen(this.view === "patient" ? this.screen.patient.name : null);
    if (name) this.go(name);
    else this.toast("Every patient of the list has been looked at.");
  }

  decided({ name }, stays) {
    if (stays || this.view !== "patient" || this.screen.patient.name !== name) return;
    this.step(1);
  }

  back() {
    location.hash = this.list;
  }

  switchList() {
    location.hash = this.list === "#/" ? "#/sheets" : "#/";
  }

  /** The patient whose contact sheet has the focus. */
  get card() {
    const link = this.list === "#/sheets" && document.activeElement.closest(".sheets > li")?.querySelector("a");
    return link ? this.study.patient(link.textContent) : null;
  }

  acceptCard() {
    const { card } = this;
    if (!card) return this.toast("Choose a contact sheet with j and k first.");
    if (!this.decisions.by) return this.toast("Write your name in the form of a patient first. It stands with the decision.");
    this.decisions.write({ name: card.name, series: null, decision: "accept", reason: "" });
    return this.focusLink(1);
  }

  excludeCard() {
    const { card } = this;
    if (!card) return this.toast("Choose a contact sheet with j and k first.");
    this.study.takeOrder();
    this.go(card.name);
    addEventListener("hashchange", () => setTimeout(() => this.screen.form.open("exclude")), { once: true });
    return undefined;
  }

  focusLink(by) {
    const links = this.shownList.links();
    if (links.length === 0) return;
    const row = document.activeElement.closest("tr, li");
    const place = links.findIndex((link) => row?.contains(link));
    const link = links[place < 0 ? 0 : Math.min(links.length - 1, Math.max(0, place + by))];
    link.focus();
    link.closest("tr, li").scrollIntoView({ block: "nearest" });
  }
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

new Page().begin();
