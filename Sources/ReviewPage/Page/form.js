// The form for a decision on the patient who is shown.

import { button, make, say } from "./dom.js";
import { decisionWords, usualReasons } from "./words.js";

export class DecisionForm {
  /** `decided(decision, stays)` is called once a decision is on its way. */
  constructor(decisions, decided) {
    this.decisions = decisions;
    this.decided = decided;
    this.kind = null;
    this.isSeen = () => true;
    this.message = make("p", { class: "failure", role: "alert" });
    this.reasons = make("fieldset", { class: "reasons", onkeydown: (event) => this.digit(event) }, make("legend", {}, "Reason"),
      usualReasons.map((text, index) => make("label", { class: "choice" },
        make("input", { type: "radio", name: "usual", value: text, onchange: () => this.keep() }), " ",
        make("kbd", { "aria-hidden": "true" }, String(index + 1)), " ", text)));
    this.textLabel = make("label", { for: "reason-text" });
    this.text = make("textarea", { id: "reason-text", rows: "2", maxlength: "1000", oninput: () => this.keep(), onkeydown: (event) => this.entered(event) });
    this.scope = make("select", { id: "reason-scope", onchange: () => this.keep() });
    this.by = make("input", { id: "reason-by", type: "text", autocomplete: "name", maxlength: "200", onchange: () => decisions.author.set(this.by.value.trim() || null) });
    this.writeButton = make("button", { type: "submit", class: "primary" });
    this.details = make("div", { class: "details", hidden: true }, this.reasons,
      make("p", { class: "field" }, this.textLabel, this.text),
      make("p", { class: "field" }, make("label", { for: "reason-scope" }, "It is about"), this.scope),
      make("p", { class: "buttons" }, this.writeButton, button("Cancel", () => this.cancel())));
    this.choices = make("p", { class: "buttons choices" },
      button(["Accept ", make("kbd", { "aria-hidden": "true" }, "a")], () => this.accept(false), { class: "accept" }),
      button(["Exclude… ", make("kbd", { "aria-hidden": "true" }, "x")], () => this.open("exclude"), { class: "exclude", "aria-expanded": "false" }),
      button(["Note… ", make("kbd", { "aria-hidden": "true" }, "n")], () => this.open("note"), { class: "note", "aria-expanded": "false" }));
    this.unwritten = make("ul", { class: "unwritten" });
    this.element = make("form", { class: "decision", "aria-label": "Decision", onsubmit: (event) => this.submit(event), onkeydown: (event) => this.escaped(event) },
      this.choices, this.details, this.message, this.unwritten,
      make("p", { class: "field by" }, make("label", { for: "reason-by" }, "Decided by"), this.by));
    decisions.addEventListener("change", () => this.listUnwritten());
  }

  show(patient) {
    this.patient = patient;
    this.scope.replaceChildren();
    this.renew(patient);
    this.by.value = this.decisions.by;
    say(this.message, "");
    const draft = this.decisions.draft(patient.name);
    if (draft) this.restore(draft);
    else this.reset();
    this.listUnwritten();
  }

  /** The patient as the server tells now; series appear once the patient is examined. What is typed stays. */
  renew(patient) {
    this.patient = patient;
    if (this.scope.children.length === patient.series.length + 1) return;
    const { value } = this.scope;
    this.scope.replaceChildren(make("option", { value: "" }, "the whole patient"),
      ...patient.series.map((series) => make("option", { value: series.name }, `${series.name} only`)));
    this.scope.value = value;
  }

  /** The pictures have come: what was said of them no longer holds. */
  seen() {
    if (this.kind === null) say(this.message, "");
  }

  reset() {
    this.text.value = "";
    this.scope.value = "";
    for (const input of this.usual) input.checked = false;
    this.reveal(null);
  }

  restore({ kind, usual, text, series }) {
    this.text.value = text;
    this.scope.value = series ?? "";
    for (const input of this.usual) input.checked = input.value === usual;
    this.reveal(kind);
  }

  get usual() {
    return [...this.reasons.querySelectorAll("input")];
  }

  reveal(kind) {
    this.kind = kind;
    this.details.hidden = kind === null;
    this.reasons.hidden = kind !== "exclude";
    for (const name of ["exclude", "note"]) this.choices.querySelector(`.${name}`).setAttribute("aria-expanded", String(kind === name));
    say(this.textLabel, kind === "exclude" ? "In your words (added to the reason)" : "Note");
    this.writeButton.replaceChildren(kind === "exclude" ? "Write exclusion " : "Write note ", make("kbd", { "aria-hidden": "true" }, "Enter"));
  }

  open(kind) {
    this.reveal(kind);
    (kind === "exclude" ? this.usual.find((input) => input.checked) ?? this.usual[0] : this.text).focus();
    this.details.scrollIntoView({ block: "nearest" });
  }

  /** What is typed is kept with the patient, so that looking at another one loses nothing. */
  keep() {
    say(this.message, "");
    const usual = this.usual.find((input) => input.checked)?.value ?? null;
    const text = this.text.value;
    const draft = usual || text.trim() ? { kind: this.kind, usual, text, series: this.scope.value || null } : null;
    this.decisions.keepDraft(this.patient.name, draft);
  }

  cancel() {
    this.decisions.keepDraft(this.patient.name, null);
    this.reset();
    say(this.message, "");
    this.choices.querySelector("button").focus();
  }

  escaped(event) {
    if (event.key !== "Escape" || this.kind === null) return;
    event.preventDefault();
    event.stopPropagation();
    // The text stays as a draft; only the button "Cancel" throws it away.
    this.keep();
    this.reveal(null);
    document.activeElement.blur();
  }

  digit(event) {
    const input = /^[1-9]$/.test(event.key) && this.usual[Number(event.key) - 1];
    if (!input) return;
    event.preventDefault();
    input.checked = true;
    input.focus();
    this.keep();
  }

  entered(event) {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    this.element.requestSubmit(this.writeButton);
  }

  /** Accepts the whole patient; `stays` leaves the patient on the screen. */
  accept(stays) {
    if (!this.isSeen()) return say(this.message, "The pictures of this patient are not there yet. Accept once you have seen them.");
    say(this.message, "");
    return this.send({ series: null, decision: "accept", reason: "" }, stays);
  }

  submit(event) {
    event.preventDefault();
    if (this.kind === null) return;
    const usual = this.kind === "exclude" ? this.usual.find((input) => input.checked)?.value : null;
    // One decision is one line of the file.
    const text = this.text.value.trim().replace(/\s+/g, " ");
    const reason = [usual, text].filter(Boolean).join(": ");
    if (!reason) {
      say(this.message, this.kind === "exclude" ? "Choose a reason or write one. An exclusion without a reason cannot be defended later." : "Write the note first.");
      (this.kind === "exclude" ? this.usual[0] : this.text).focus();
      return;
    }
    this.send({ series: this.scope.value || null, decision: this.kind, reason }, this.kind === "note");
  }

  send(decision, stays) {
    if (!this.by.value.trim()) {
      say(this.message, "Write your name under “Decided by” first. It stands with the decision.");
      this.by.focus();
      return;
    }
    this.decisions.author.set(this.by.value.trim());
    const { name } = this.patient;
    if (decision.decision !== "accept") {
      this.decisions.keepDraft(name, null);
      this.reset();
      document.activeElement.blur();
    }
    this.decisions.write({ name, ...decision });
    this.decided({ name, ...decision }, stays);
  }

  listUnwritten() {
    if (!this.patient) return;
    this.unwritten.replaceChildren(...this.decisions.pending(this.patient.name).filter((one) => one.error).map((one) =>
      make("li", {}, make("strong", {}, `Not written: ${decisionWords[one.decision]}${one.reason ? `, “${one.reason}”` : ""}. `), one.error,
        make("span", { class: "buttons" }, button("Write again", () => this.decisions.send(one), { class: "small" }),
          one.decision !== "accept" && button("Change", () => this.change(one), { class: "small" }),
          button("Discard", () => this.decisions.discard(one.key), { class: "small" })))));
  }

  change(entry) {
    const usual = usualReasons.find((text) => entry.reason.startsWith(text)) ?? null;
    const text = usual ? entry.reason.slice(usual.length).replace(/^: /, "") : entry.reason;
    this.restore({ kind: entry.decision, usual, text, series: entry.series });
    this.keep();
    this.decisions.discard(entry.key);
    this.text.focus();
  }
}
