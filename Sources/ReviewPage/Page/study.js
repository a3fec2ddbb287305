// The cohort as the server last told it, kept up to date, and the order in which it is looked through.

import * as server from "./server.js";
import { reasonsOf, stateOf } from "./words.js";

const pauseWhileExamining = 1000, pauseOtherwise = 2500;

export const columns = {
  name: { title: "Patient", value: (patient) => patient.name },
  weight: { title: "Suspicion", value: (patient) => patient.weight ?? -1, isDescending: true },
  reasons: { title: "Reasons to look", value: (patient) => reasonsOf(patient).length, isDescending: true },
  volume: { title: "Volume, ml", value: (patient) => volumeOf(patient) ?? -1, isDescending: true },
  state: { title: "State", value: (patient) => ["open", "noted", "excluded", "accepted"].indexOf(stateOf(patient)) },
  decided: { title: "Last decision", value: (patient) => patient.decisions.at(-1)?.when ?? "", isDescending: true },
};

/** Of the first series that has one; the series of a patient hold the same lesion. */
export const volumeOf = (patient) => patient.series.find((series) => series.volume !== null && series.volume !== undefined)?.volume;

/** Events: `change` (patients, decisions or progress), `silence` (the server does not answer), `answer` (it does). */
export class Study extends EventTarget {
  constructor() {
    super();
    this.cohort = null;
    this.sort = { column: "weight", isDescending: true };
    this.filter = { text: "", state: "all" };
    this.order = [];
    this.asked = 0;
    this.heard = 0;
  }

  async begin() {
    await this.ask(null);
    this.plan();
    document.addEventListener("visibilitychange", () => document.hidden || this.refresh());
  }

  plan() {
    clearTimeout(this.timer);
    const pause = this.cohort && !this.cohort.isComplete ? pauseWhileExamining : pauseOtherwise;
    this.timer = setTimeout(() => this.refresh(), pause);
  }

  /** Asks at once, as after a decision of one's own. */
  async refresh() {
    clearTimeout(this.timer);
    if (!document.hidden) await this.ask(this.cohort?.revision ?? null);
    this.plan();
  }

  async ask(revision) {
    const turn = ++this.asked;
    try {
      const answer = await server.cohort(revision);
      // An answer that was overtaken by a later one is of the past.
      if (turn < this.heard) return;
      this.heard = turn;
      this.failure = null;
      this.dispatchEvent(new Event("answer"));
      if (answer.unchanged) return;
      this.cohort = answer;
      this.byName = new Map(answer.patients.map((patient) => [patient.name, patient]));
      if (this.order.length === 0) this.takeOrder();
      this.dispatchEvent(new Event("change"));
    } catch (error) {
      this.failure = error;
      this.dispatchEvent(new Event("silence"));
    }
  }

  get patients() {
    return this.cohort?.patients ?? [];
  }

  patient(name) {
    return this.byName?.get(name);
  }

  counts() {
    const counts = { all: this.patients.length, open: 0, accepted: 0, excluded: 0, noted: 0 };
    for (const patient of this.patients) {
      const state = stateOf(patient);
      if (state !== "noted") counts[state]++;
      if (hasNote(patient)) counts.noted++;
    }
    return counts;
  }

  sortBy(column) {
    const isSame = this.sort.column === column;
    this.sort = { column, isDescending: isSame ? !this.sort.isDescending : Boolean(columns[column].isDescending) };
  }

  /** Patients as the lists show them. Equal ones stay in the order of their names, so the list does not jump. */
  listed() {
    const { value } = columns[this.sort.column];
    const sign = this.sort.isDescending ? -1 : 1;
    const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
    return this.patients
      .filter((patient) => this.passes(patient))
      .map((patient) => ({ patient, key: value(patient) }))
      .sort((a, b) => sign * compare(a.key, b.key) || compare(a.patient.name, b.patient.name))
      .map(({ patient }) => patient);
  }

  passes(patient) {
    const { text, state } = this.filter;
    if (state === "noted" ? !hasNote(patient) : state !== "all" && stateOf(patient) !== state) return false;
    if (!text) return true;
    const words = [
      patient.name, ...patient.series.map((series) => series.name), ...reasonsOf(patient).map((one) => `${one.title} ${one.text}`),
      ...patient.decisions.map((one) => `${one.reason} ${one.who}`),
    ].join(" ").toLowerCase();
    return text.toLowerCase().split(/\s+/).every((word) => words.includes(word));
  }

  /** Fixes the order for next and previous: a patient who is decided must not change who comes next. */
  takeOrder() {
    this.order = this.listed().map((patient) => patient.name);
  }

  /** The patient `step` places on, or null at the end. */
  neighbour(name, step) {
    const place = this.order.indexOf(name);
    return place < 0 ? this.order[0] ?? null : this.order[place + step] ?? null;
  }

  /** The next patient after this one on whom nothing was decided; it begins again at the top. */
  nextOpen(name) {
    const place = this.order.indexOf(name);
    const round = [...this.order.slice(place + 1), ...this.order.slice(0, Math.max(0, place))];
    return round.find((one) => this.patient(one) && stateOf(this.patient(one)) === "open") ?? null;
  }
}

const hasNote = (patient) => patient.decisions.some((one) => one.decision === "note");
