// Decisions on their way to the server. What is not yet written is kept, also over a reload, until it is written or discarded.

import { Kept } from "./dom.js";
import * as server from "./server.js";

const randomKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

const interrupted = "The page was left before the server answered. If the decision is not in the list below, write it again.";

/** Events: `change` (what is unwritten has changed), `written` (detail: the decision). */
export class Decisions extends EventTarget {
  constructor(study) {
    super();
    this.study = study;
    // Of this tab alone: two tabs with one list would overwrite each other's, or write a decision twice.
    this.unwritten = new Kept("apus.unwritten", [], "sessionStorage");
    this.unwritten.set(this.unwritten.value.map((one) => (one.error ? one : { ...one, error: interrupted, isFinal: false })));
    this.drafts = new Kept("apus.drafts", {}, "sessionStorage");
    this.author = new Kept("apus.author", null);
    study.addEventListener("answer", () => this.again());
    addEventListener("beforeunload", (event) => this.pending().length > 0 && event.preventDefault());
  }

  get name() {
    return this.study.cohort.study;
  }

  /** Those of this study; the browser may have kept some of another one. */
  pending(patient) {
    return this.unwritten.value.filter((one) => one.study === this.name && (patient === undefined || one.name === patient));
  }

  draft(patient) {
    return this.drafts.value[`${this.name}/${patient}`] ?? null;
  }

  keepDraft(patient, draft) {
    const { [`${this.name}/${patient}`]: _, ...others } = this.drafts.value;
    this.drafts.set(draft ? { ...others, [`${this.name}/${patient}`]: draft } : others);
  }

  get by() {
    return this.author.value ?? this.study.cohort.author ?? "";
  }

  /** Writes a decision: {name, series, decision, reason}. It is kept before it is sent. */
  write(decision) {
    const entry = { ...decision, study: this.name, by: this.by, key: randomKey(), error: null };
    this.put([...this.unwritten.value, entry]);
    return this.send(entry);
  }

  put(entries) {
    this.unwritten.set(entries);
    this.dispatchEvent(new Event("change"));
  }

  discard(key) {
    this.put(this.unwritten.value.filter((one) => one.key !== key));
  }

  async send(entry) {
    // Numbers may change when the server is started again; names do not.
    const patient = this.study.patient(entry.name);
    try {
      if (!patient) throw new server.ServerError(`${entry.name} is no longer in the study. Copy the text, or discard it.`, true);
      const { series, decision, reason, by, key } = entry;
      await server.decide({ patient: patient.number, series, decision, reason, by, key });
    } catch (error) {
      const failed = { ...entry, error: error.message, isFinal: Boolean(error.isFinal) };
      this.put(this.unwritten.value.map((one) => (one.key === entry.key ? failed : one)));
      return false;
    }
    this.discard(entry.key);
    this.dispatchEvent(new CustomEvent("written", { detail: entry }));
    this.study.refresh();
    return true;
  }

  /** Sends again what may succeed by now; one after the other, in the order in which it was decided. */
  async again(isAsked = false) {
    if (this.isSending) return;
    this.isSending = true;
    for (const entry of this.pending()) {
      if (!entry.error || (!isAsked && entry.isFinal)) continue;
      const isSent = await this.send(entry);
      // What hinders one, such as a full disk, hinders those behind it too.
      if (!isSent && !this.pending().find((one) => one.key === entry.key)?.isFinal) break;
    }
    this.isSending = false;
  }
}
