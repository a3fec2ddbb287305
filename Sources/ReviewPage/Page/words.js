// Numbers and states in words; the only place for them.

/** Two or three digits, as in the pages that Apus writes. */
export function brief(value) {
  if (value === null || value === undefined) return "–";
  if (!Number.isFinite(value)) return "not a number";
  const size = Math.abs(value);
  if (size >= 100000 || (size > 0 && size < 0.001)) return value.toExponential(2);
  const scale = size >= 100 ? 1 : size >= 10 ? 10 : size >= 0.1 || size === 0 ? 100 : 1000;
  return String(Math.round(value * scale) / scale);
}

export const counted = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

export const planeNames = ["axial", "coronal", "sagittal"];

/** What a patient's decisions amount to. An exclusion counts before all else, since the next run honours it. */
export function stateOf(patient) {
  if (patient.isExcluded) return "excluded";
  const last = patient.decisions.filter((one) => one.decision !== "note").at(-1);
  if (last && last.decision === "accept") return "accepted";
  return patient.decisions.length > 0 ? "noted" : "open";
}

export const stateWords = { open: "not looked at", accepted: "accepted", excluded: "excluded", noted: "noted" };

export const decisionWords = { accept: "accepted", exclude: "excluded", note: "note" };

/** Reasons that reviewers of contours give most; keys 1 to 8 choose them. */
export const usualReasons = [
  "contour is not on the lesion",
  "contour is incomplete or too large",
  "contour outside the body",
  "contour belongs to another series",
  "lesion not visible on this image",
  "motion or other artefact",
  "wrong series or sequence",
  "treated before this image",
];

export function reasonsOf(patient) {
  const refused = (text, series) => ({ title: "Cannot be opened", text, series, weight: 10 });
  if (patient.series.length === 0) return patient.cause ? [refused(patient.cause, null)] : [];
  return patient.series.flatMap((series) => [
    ...(series.cause && series.reasons.length === 0 ? [refused(series.cause, series.name)] : []),
    ...series.reasons.map((reason) => ({ ...reason, series: series.name })),
  ]);
}

/** Whether there is no picture of a patient at all. */
export const isClosed = (patient) => Boolean(patient.cause) && patient.series.every((series) => series.cause);

/** Local time to the minute; what is no time stays as it was written. */
export function moment(text) {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) return text;
  const two = (number) => String(number).padStart(2, "0");
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${two(time.getHours())}:${two(time.getMinutes())}`;
}

/** A position of LPS in the words of the clinic: letters say the side, so no sign must be remembered. */
export function place([x, y, z]) {
  const part = (value, positive, negative) => `${value >= 0 ? positive : negative} ${Math.abs(value).toFixed(1)}`;
  return `${part(x, "L", "R")}, ${part(y, "P", "A")}, ${part(z, "S", "I")} mm`;
}
