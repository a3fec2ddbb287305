// Beside the pictures: why to look at this patient, the features against the cohort, and what was decided.

import { button, drawing, make } from "./dom.js";
import { brief, counted, decisionWords, moment, reasonsOf } from "./words.js";

const shownAtFirst = 10;

export class Panel {
  constructor() {
    this.reasons = make("ul", { class: "plain-list" });
    this.history = make("ol", { class: "plain-list" });
    this.features = make("div", {});
    const section = (id, title, ...content) =>
      make("section", { "aria-labelledby": id }, make("h3", { id }, title), ...content);
    this.element = make("div", { class: "facts" },
      section("reasons-title", "Reasons to look", this.reasons),
      section("history-title", "Decisions", this.history),
      section("features-title", "Features against the cohort", this.features));
    this.isWhole = false;
  }

  /** What the cohort says of the patient. */
  showPatient(patient) {
    const signature = JSON.stringify(patient);
    if (signature === this.signature) return;
    this.signature = signature;
    const reasons = reasonsOf(patient).sort((a, b) => b.weight - a.weight);
    const none = patient.weight === null && !patient.cause ? "Not examined yet." : "None found. That is no proof of a good contour.";
    this.reasons.replaceChildren(...(reasons.length === 0 ? [make("li", {}, none)] : reasons.map(({ title, text, series }) =>
      make("li", {}, make("strong", {}, title), series ? `, ${series}` : "", make("br"), text))));
    const decisions = [...patient.decisions].reverse();
    this.history.replaceChildren(...(decisions.length === 0 ? [make("li", {}, "None yet.")] : decisions.map((one) =>
      make("li", {}, make("strong", { class: one.decision }, decisionWords[one.decision]), one.series ? ` (${one.series})` : "",
        one.reason ? `: ${one.reason}` : "", make("br"), make("small", {}, `${one.who}, `, make("time", { datetime: one.when }, moment(one.when)))))));
  }

  /** Features, the most unusual first; null while they are loaded. */
  showFeatures(features) {
    if (!features || features.length === 0) {
      this.features.replaceChildren(make("p", { class: "hint" },
        features ? "None are known of this patient." : "Loading …"));
      return;
    }
    const sorted = [...features].sort((a, b) => distance(b) - distance(a));
    const shown = this.isWhole ? sorted : sorted.slice(0, shownAtFirst);
    const rest = sorted.length - shown.length;
    this.features.replaceChildren(
      make("p", { class: "hint" }, "Band: 5 % to 95 % of the cohort; line: median; dot: this patient. The most unusual come first."),
      make("ul", { class: "features" }, shown.map(feature)),
      rest > 0 || this.isWhole && sorted.length > shownAtFirst
        ? button(this.isWhole ? "Show fewer" : `Show ${rest} more`, () => {
          this.isWhole = !this.isWhole;
          this.showFeatures(features);
          this.features.querySelector(":scope > button").focus();
        }, { class: "small" }) : "");
  }
}

/** How far a value lies from the median, in halves of the band; a share of the cohort would not do, since many may have one value. */
function distance({ value, median, low, high }) {
  if (![value, median, low, high].every(Number.isFinite)) return -1;
  const half = value > median ? high - median : median - low;
  return value === median ? 0 : half > 0 ? Math.abs(value - median) / half : Number.MAX_VALUE;
}

function feature(one) {
  const value = one.value === null || one.value === undefined ? "undefined" : `${brief(one.value)}${one.unit ? ` ${one.unit}` : ""}`;
  return make("li", {},
    make("span", { class: "feature-name" }, one.name.replace(/^original_/, "").replaceAll("_", " "), one.series ? make("small", {}, ` ${one.series}`) : ""),
    make("span", { class: "feature-value" }, value),
    strip(one),
    make("small", { class: "feature-share" }, shareWords(one)));
}

function shareWords({ value, share, median, low, high }) {
  const cohort = `median ${brief(median)}, band ${brief(low)} to ${brief(high)}`;
  if (value === null || value === undefined || share === null || share === undefined) return cohort;
  // Only what lies below is said: of those beside it, some may have the same value.
  return `above ${Math.floor(100 * share)} % of the cohort; ${cohort}`;
}

/** A line of the cohort's range: the band takes the middle two thirds; what lies farther out is an arrow at the end. */
function strip({ value, median, low, high }) {
  const width = 320, start = width / 6, end = width - start;
  const at = (number) => (high > low ? start + ((number - low) / (high - low)) * (end - start) : width / 2);
  const picture = drawing("svg", { viewBox: `0 0 ${width} 16`, class: "strip", "aria-hidden": "true" });
  if (![median, low, high].every(Number.isFinite)) return picture;
  picture.append(
    drawing("line", { x1: 0, x2: width, y1: 8, y2: 8, class: "axis" }),
    drawing("rect", { x: start, width: end - start, y: 4, height: 8, class: "band" }),
    drawing("line", { x1: at(median), x2: at(median), y1: 2, y2: 14, class: "median" }));
  if (!Number.isFinite(value)) return picture;
  const place = at(value);
  const isUnusual = value < low || value > high;
  picture.append(place < 4 ? drawing("path", { d: "M9 2 L1 8 L9 14 Z", class: "dot far" })
    : place > width - 4 ? drawing("path", { d: `M${width - 9} 2 L${width - 1} 8 L${width - 9} 14 Z`, class: "dot far" })
    : drawing("circle", { cx: place, cy: 8, r: 5, class: isUnusual ? "dot far" : "dot" }));
  return picture;
}

/** The state of a cohort in words, for the top of the page. */
export function progressWords(cohort, counts) {
  const examined = cohort.isComplete ? "" : `Examining: ${cohort.examined} of ${cohort.total}. `;
  return `${examined}${counted(counts.all, "patient")}, ${counts.all - counts.open} looked at`;
}
