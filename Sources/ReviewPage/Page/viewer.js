// The viewer: what its panes share (position, windows, zoom), and how they follow it.

import { Kept, make, say, settled } from "./dom.js";
import { lesionCentre, prepared } from "./geometry.js";
import { Gestures } from "./gestures.js";
import { Pane } from "./pane.js";
import { lesionWindow } from "./raster.js";
import * as server from "./server.js";
import { SliceBar } from "./slicebar.js";
import { planeNames } from "./words.js";

/** Usual windows of CT in HU: level 40 and width 400, -600 and 1500, 400 and 1800. */
export const windowsOfCT = { "soft tissue": [-160, 240], lung: [-1350, 150], bone: [-500, 1300] };

const details = new Map();

/** A patient's images, asked for once. */
export function detailsOf(number) {
  if (!details.has(number)) {
    const coming = server.patient(number).then((patient) => ({ ...patient, series: patient.series.map(prepared) }));
    coming.catch(() => details.delete(number));
    details.set(number, coming);
  }
  return details.get(number);
}

/** Features are compared with the patients examined so far; once all are, they are asked for again. */
export const forgetDetails = () => details.clear();

const kept = new Kept("apus.viewer", {});
const initial = {
  tool: "scroll", hasOutline: true, hasVeil: false, hasCross: true, isSmooth: true, opacity: 0.2, layout: "series", zoom: "image",
};

export class Viewer {
  /** `moved` is called when the place has changed, for the address. */
  constructor(moved) {
    this.moved = settled(moved, 150);
    this.settings = { ...initial, ...kept.value };
    this.windows = new Map();
    this.choices = new Map();
    this.panes = [];
    this.grid = make("div", { class: "panes" });
    this.bar = new SliceBar(this);
    this.announcement = make("p", { class: "unseen", role: "status" });
    this.announce = settled(() => this.active && say(this.announcement, `${this.patient.name}, ${this.active.canvas.getAttribute("aria-label")}`), 500);
    this.changed = () => {};
    this.redraw = this.redraw.bind(this);
    new ResizeObserver(() => this.resized()).observe(this.grid);
  }

  /** Shows a patient at a place: series by name, plane, slice from 0 (each may be absent). */
  show(number, patient, { series, plane, k } = {}) {
    this.number = number;
    this.patient = patient;
    this.chooseWindows(patient.series);
    this.centre = null;
    this.planeName = planeNames.includes(plane) ? plane : this.planeName ?? "axial";
    const named = (name) => patient.series.find((one) => one.name === name);
    const shown = named(series) ?? named(this.active?.series.name) ?? patient.series[0];
    this.cursor = lesionCentre(shown);
    this.build(shown);
    if (k !== undefined && Number.isInteger(k)) this.toSlice(k);
    if (this.settings.zoom === "lesion") this.toLesion();
    this.refresh();
  }

  build(shown) {
    const isOneSeries = this.settings.layout === "planes";
    this.panes = isOneSeries
      ? planeNames.map((plane) => new Pane(this, shown, plane))
      : this.patient.series.map((series) => new Pane(this, series, this.planeName));
    this.active = this.panes.find((pane) => (isOneSeries ? pane.plane.name === this.planeName : pane.series === shown));
    for (const pane of this.panes) new Gestures(this, pane);
    this.grid.replaceChildren(...this.panes.map((pane) => pane.element));
    this.grid.dataset.count = Math.min(4, this.panes.length);
    this.mark();
    this.scaleToFit();
  }

  /** A phone shows the active pane alone, so what is active must be known before anything is measured. */
  mark() {
    for (const pane of this.panes) pane.element.classList.toggle("active", pane === this.active);
  }

  rebuild() {
    this.build(this.active.series);
    if (this.settings.zoom === "lesion") this.toLesion();
    this.refresh();
  }

  /** After a change of the position. */
  refresh() {
    for (const pane of this.panes) if (this.isVisible(pane)) pane.follow();
    this.bar.follow();
    this.redraw();
    this.foresee();
    this.announce();
    this.changed();
    this.moved();
  }

  isVisible(pane) {
    return pane.element.offsetParent !== null || pane === this.active;
  }

  /** Neighbours in the direction of the last step first, for every pane in turn. */
  foresee() {
    const direction = this.direction ?? 1;
    const wishes = [];
    for (const step of [1, 2, -1, 3, 4, -2, 5, 6, 7, 8, -3]) {
      for (const pane of this.panes) {
        const k = pane.k + direction * step;
        if (k >= 0 && k < pane.plane.count && this.isVisible(pane)) wishes.push(pane.wish(k));
      }
    }
    server.slices.foresee(wishes);
  }

  redraw() {
    if (this.isWaiting) return;
    this.isWaiting = true;
    requestAnimationFrame(() => {
      this.isWaiting = false;
      for (const pane of this.panes) pane.draw();
    });
  }

  set(change) {
    Object.assign(this.settings, change);
    kept.set(this.settings);
    this.redraw();
    this.changed();
  }

  activate(pane) {
    if (!pane || this.active === pane) return;
    this.active = pane;
    this.mark();
    if (this.settings.layout === "planes") this.planeName = pane.plane.name;
    this.scaleToFit();
    this.refresh();
  }

  // Position

  toSlice(k) {
    const plane = this.active.plane;
    const [x, y] = plane.pixel(this.cursor);
    this.direction = k < this.active.k ? -1 : 1;
    this.cursor = plane.position(x, y, plane.clamped(k));
    this.refresh();
  }

  scroll(steps) {
    this.toSlice(this.active.k + steps);
  }

  point(position) {
    this.cursor = position;
    this.refresh();
  }

  toLesionSlice(which) {
    const runs = this.active.plane.lesionRuns;
    if (runs.length === 0) return;
    const first = runs[0][0], last = runs.at(-1)[1];
    this.toSlice({ first, middle: Math.floor((first + last) / 2), last }[which]);
  }

  setPlane(name) {
    this.planeName = name;
    if (this.settings.layout === "planes") return this.activate(this.panes.find((pane) => pane.plane.name === name));
    return this.rebuild();
  }

  setLayout(layout) {
    this.set({ layout });
    this.rebuild();
  }

  nextSeries() {
    const all = this.patient.series;
    const next = all[(all.indexOf(this.active.series) + 1) % all.length];
    this.toSeries(next);
  }

  toSeries(series) {
    if (this.settings.layout === "series") return this.activate(this.panes.find((pane) => pane.series === series));
    this.build(series);
    return this.refresh();
  }

  // Zoom: CSS pixels per mm are the same in all panes, so that lesions can be compared by eye.

  scaleToFit() {
    const sizes = this.panes.filter((pane) => pane.canvas.clientWidth > 0).map(({ canvas, plane }) =>
      Math.min(canvas.clientWidth / (plane.columns * plane.spacing[0]), canvas.clientHeight / (plane.rows * plane.spacing[1])));
    this.fitScale = sizes.length > 0 ? Math.min(...sizes) : 1;
    if (!this.centre) this.scale = this.fitScale;
  }

  resized() {
    if (this.panes.length === 0) return;
    this.scaleToFit();
    for (const pane of this.panes) if (this.isVisible(pane)) pane.follow();
    this.redraw();
  }

  fit() {
    this.centre = null;
    this.scaleToFit();
    this.set({ zoom: "image" });
  }

  /** The lesion of the active pane, with a margin of half its size. */
  toLesion() {
    const { plane, canvas } = this.active;
    const box = plane.lesionBox;
    if (!box || canvas.clientWidth === 0) return;
    const extent = [0, 1].map((axis) => (box.high[axis] - box.low[axis] + 1) * plane.spacing[axis] * 1.5);
    this.scale = Math.min(canvas.clientWidth / extent[0], canvas.clientHeight / extent[1], this.fitScale * 12);
    this.centre = lesionCentre(this.active.series);
    this.set({ zoom: "lesion" });
  }

  /** `fixed` is the position that keeps its place on the screen. */
  zoomBy(factor, fixed = this.centre ?? this.cursor, pane = this.active) {
    const { plane } = pane;
    const old = this.scale;
    this.scale = Math.min(this.fitScale * 40, Math.max(this.fitScale / 2, old * factor));
    const centre = this.centre ? plane.pixel(this.centre) : [(plane.columns - 1) / 2, (plane.rows - 1) / 2];
    const share = old / this.scale;
    const at = plane.pixel(fixed);
    const moved = [0, 1].map((axis) => at[axis] + (centre[axis] - at[axis]) * share);
    this.centre = plane.position(moved[0], moved[1], pane.k);
    this.redraw();
  }

  moveBy(x, y, pane = this.active) {
    const { plane } = pane;
    const centre = this.centre ? plane.pixel(this.centre) : [(plane.columns - 1) / 2, (plane.rows - 1) / 2];
    this.centre = plane.position(
      centre[0] - x / this.scale / plane.spacing[0], centre[1] - y / this.scale / plane.spacing[1], pane.k);
    this.redraw();
  }

  // Window and level

  /** The choice for a series stays from patient to patient; a window set by hand belongs to one image. CT begins with soft tissue. */
  chooseWindows(all) {
    this.windows.clear();
    for (const series of all) {
      const choice = this.choices.get(series.name) ?? (series.modality === "CT" ? "soft tissue" : "automatic");
      if (choice === "full") this.windows.set(series.number, this.fullRange(series));
      else if (windowsOfCT[choice] && series.modality === "CT") this.windows.set(series.number, windowsOfCT[choice]);
    }
  }

  windowOf(series) {
    return this.windows.get(series.number) ?? series.window;
  }

  fullRange(series) {
    return series.range ?? [series.offset, series.offset + series.slope * 65535];
  }

  setWindow(window, series = this.active.series) {
    if (!window) return;
    this.windows.set(series.number, window);
    for (const pane of this.panes) if (pane.series === series) pane.windowChanged();
    this.redraw();
    this.changed();
  }

  windowPreset(name) {
    const { series, slice } = this.active;
    if (name !== "lesion") this.choices.set(series.name, name);
    if (name === "automatic") this.setWindow(series.window);
    else if (name === "full") this.setWindow(this.fullRange(series));
    else if (name === "lesion") this.setWindow(slice && lesionWindow(slice, series));
    else this.setWindow(windowsOfCT[name]);
  }

  /** To the right: wider; down: darker, as on most workstations. Steps are shares of the automatic window. */
  windowBy(x, y) {
    const series = this.active.series;
    const [low, high] = this.windowOf(series);
    const unit = (series.window[1] - series.window[0]) / 300;
    const width = Math.max(unit, (high - low) * Math.exp(x / 200)), level = (low + high) / 2 + y * unit;
    this.setWindow([level - width / 2, level + width / 2]);
  }

  // What lies under the pointer

  read(position) {
    for (const pane of this.panes) pane.read(position);
  }

  unread() {
    for (const pane of this.panes) say(pane.reading, "");
  }
}
