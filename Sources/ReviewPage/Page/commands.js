// The table of all keys.

import { windowsOfCT } from "./viewer.js";

export function commands(page) {
  const { screen } = page;
  const { viewer, form } = screen;
  const onPatient = () => page.view === "patient";
  const onPictures = () => onPatient() && screen.hasPictures;
  const onLists = () => page.view !== "patient";
  const flip = (name) => () => viewer.set({ [name]: !viewer.settings[name] });
  const rows = [];
  const add = (group, where, ...entries) => entries.forEach(([keys, text, run]) => rows.push({ keys, group, text, run, where }));

  add("Decisions", onPatient,
    [["a"], "Accept, and go to the next patient", () => form.accept(false)],
    [["A"], "Accept, and stay", () => form.accept(true)],
    [["x"], "Exclude: then 1 to 8 for a usual reason, Tab for your own words, Enter to write", () => form.open("exclude")],
    [["n"], "Note: then Enter to write", () => form.open("note")],
    [["r"], "Write again what could not be written", () => page.decisions.again(true)]);
  add("Patients", onPatient,
    [["j"], "Next patient of the list", () => page.step(1)],
    [["k"], "Previous patient of the list", () => page.step(-1)],
    [["u"], "Next patient not looked at", () => page.toNextOpen()],
    [["Escape"], "Back to the list", () => page.back()]);
  add("Slices", onPictures,
    [["ArrowDown", "ArrowRight"], "Next slice", () => viewer.scroll(1)],
    [["ArrowUp", "ArrowLeft"], "Previous slice", () => viewer.scroll(-1)],
    [["PageDown"], "Five slices on", () => viewer.scroll(5)],
    [["PageUp"], "Five slices back", () => viewer.scroll(-5)],
    [["Home"], "First slice of the lesion", () => viewer.toLesionSlice("first")],
    [["m"], "Middle slice of the lesion", () => viewer.toLesionSlice("middle")],
    [["End"], "Last slice of the lesion", () => viewer.toLesionSlice("last")]);
  add("Planes and series", onPictures,
    [["1"], "Axial", () => viewer.setPlane("axial")],
    [["2"], "Coronal", () => viewer.setPlane("coronal")],
    [["3"], "Sagittal", () => viewer.setPlane("sagittal")],
    [["4"], "Three planes of one series, or all series", () => viewer.setLayout(viewer.settings.layout === "planes" ? "series" : "planes")],
    [["s"], "Next series", () => viewer.nextSeries()]);
  const isCT = () => onPictures() && viewer.active.series.modality === "CT";
  add("Window and level", onPictures,
    [["q"], "Automatic window", () => viewer.windowPreset("automatic")],
    [["w"], "Full range", () => viewer.windowPreset("full")],
    [["e"], "Range of the lesion in this slice", () => viewer.windowPreset("lesion")],
    [["b"], "Brighter", () => viewer.windowBy(0, -15)],
    [["d"], "Darker", () => viewer.windowBy(0, 15)],
    [["t"], "More contrast", () => viewer.windowBy(-30, 0)],
    [["g"], "Less contrast", () => viewer.windowBy(30, 0)]);
  Object.keys(windowsOfCT).forEach((name, index) =>
    add("Window and level", isCT, [[String(index + 5)], `CT: ${name}`, () => viewer.windowPreset(name)]));
  add("Zoom", onPictures,
    [["+", "="], "Closer", () => viewer.zoomBy(1.25)],
    [["-"], "Farther", () => viewer.zoomBy(0.8)],
    [["f"], "Whole image", () => viewer.fit()],
    [["z"], "Lesion", () => viewer.toLesion()],
    [["Shift+ArrowLeft", "Shift+ArrowRight", "Shift+ArrowUp", "Shift+ArrowDown"], "Move the picture", (event, key) => {
      const step = { Left: [40, 0], Right: [-40, 0], Up: [0, 40], Down: [0, -40] }[key.slice("Shift+Arrow".length)];
      viewer.moveBy(...step);
    }]);
  add("Contour and marks", onPictures,
    [["o"], "Outline", flip("hasOutline")],
    [["v"], "Fill", flip("hasVeil")],
    [[","], "Fill fainter", () => viewer.set({ hasVeil: true, opacity: Math.max(0.05, viewer.settings.opacity - 0.1) })],
    [["."], "Fill stronger", () => viewer.set({ hasVeil: true, opacity: Math.min(1, viewer.settings.opacity + 0.1) })],
    [["c"], "Cross at the linked position", flip("hasCross")],
    [["i"], "Smooth picture, or voxels as they are", flip("isSmooth")]);
  add("Lists", onLists,
    [["j", "ArrowDown"], "Next patient", () => page.focusLink(1)],
    [["k", "ArrowUp"], "Previous patient", () => page.focusLink(-1)],
    [["u"], "Open the first patient not looked at", () => page.toNextOpen()],
    [["a"], "Contact sheets: accept the patient, and go to the next", () => page.acceptCard()],
    [["x"], "Contact sheets: open the patient to exclude", () => page.excludeCard()],
    [["l"], "Table or contact sheets", () => page.switchList()],
    [["/"], "Filter", () => page.filter.text.focus()],
    [["Escape"], "Leave the filter, back to the list", () => page.focusLink(0)]);
  add("Help", null, [["?"], "These keys", () => page.keys.showHelp()]);
  // Enter opens by itself, since patients are links.
  return rows;
}
