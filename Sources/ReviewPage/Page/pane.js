// One picture of the viewer: a plane of a series on a canvas.

import { make, say } from "./dom.js";
import { lookup, outline, paintGreys, paintMask } from "./raster.js";
import { slices } from "./server.js";
import { brief, place } from "./words.js";

const contour = [79, 195, 255];
let measures = 0;
const contourLine = "rgb(79, 195, 255)";

export class Pane {
  /** `view` is what all panes share (Viewer); `series` and `planeName` are what this one shows. */
  constructor(view, series, planeName) {
    this.view = view;
    this.series = series;
    this.plane = series.plane[planeName];
    this.slice = null;
    this.shownK = -1;
    this.isAsking = false;
    this.canvas = make("canvas", { class: "picture", role: "img" });
    this.corners = ["left", "right", "top", "bottom"].map((side, index) =>
      make("span", { class: `letter at-${side}`, "aria-hidden": "true" }, this.plane.letters[index]));
    this.caption = make("figcaption", {});
    this.reading = make("p", { class: "reading", "aria-hidden": "true" });
    this.failure = make("p", { class: "failure", role: "status" });
    this.element = make("figure", { class: "pane" }, this.caption,
      make("div", { class: "stage" }, this.canvas, ...this.corners, this.reading, this.failure));
    this.greyCanvas = make("canvas", { width: this.plane.columns, height: this.plane.rows });
    this.maskCanvas = make("canvas", { width: this.plane.columns, height: this.plane.rows });
    this.image = new ImageData(this.plane.columns, this.plane.rows);
    this.table = null;
  }

  get title() {
    return `${this.series.name}, ${this.plane.name}`;
  }

  get k() {
    return this.plane.slice(this.view.cursor).k;
  }

  keyOf(k) {
    return `${this.view.number}/${this.series.number}/${this.plane.name}/${k}`;
  }

  wish(k) {
    return { key: this.keyOf(k), columns: this.plane.columns, rows: this.plane.rows };
  }

  /** Shows the slice at the cursor as soon as it is there. While one is awaited, only the last wish counts. */
  follow() {
    const k = this.k;
    if (k !== this.wantedK) {
      this.wantedK = k;
      this.wantedSince = performance.now();
    }
    const held = slices.held(this.keyOf(k));
    if (held) this.take(held, k, "memory");
    else this.ask(k);
  }

  async ask(k) {
    if (this.isAsking) return;
    this.isAsking = true;
    try {
      const { key, columns, rows } = this.wish(k);
      const slice = await slices.load(key, columns, rows);
      say(this.failure, "");
      this.take(slice, k, "server");
    } catch (error) {
      if (k === this.wantedK) {
        say(this.failure, `Slice ${k + 1}: ${error.message}`);
        this.wantedK = -1;
      }
      this.isAsking = false;
      return;
    }
    this.isAsking = false;
    if (this.wantedK !== this.shownK && this.element.isConnected) this.follow();
  }

  take(slice, k, source) {
    if (this.slice !== slice) {
      this.slice = slice;
      this.shownK = k;
      this.path = outline(slice.mask, this.plane.columns, this.plane.rows);
      this.holdsLesion = this.path !== null;
      this.isPainted = false;
      if (k === this.wantedK) this.unmeasured = { start: this.wantedSince, source, k };
    }
    this.view.redraw();
  }

  /** Called when the window of the series has changed. */
  windowChanged() {
    this.table = null;
    this.isPainted = false;
  }

  paint() {
    this.table ??= lookup(this.view.windowOf(this.series), this.series);
    paintGreys(this.image, this.slice.greys, this.table);
    this.greyCanvas.getContext("2d").putImageData(this.image, 0, 0);
    if (this.path) this.paintMask();
    this.isPainted = true;
  }

  paintMask() {
    paintMask(this.image, this.slice.mask, contour);
    this.maskCanvas.getContext("2d").putImageData(this.image, 0, 0);
  }

  /** Canvas pixels of the picture's left upper corner and of one mm. */
  get layout() {
    const ratio = this.canvas.width / Math.max(1, this.canvas.clientWidth);
    const scale = this.view.scale * ratio;
    const centre = this.view.centre ? this.plane.pixel(this.view.centre) : [(this.plane.columns - 1) / 2, (this.plane.rows - 1) / 2];
    const [across, down] = this.plane.spacing.map((spacing) => spacing * scale);
    return {
      ratio, across, down,
      left: this.canvas.width / 2 - (centre[0] + 0.5) * across,
      top: this.canvas.height / 2 - (centre[1] + 0.5) * down,
    };
  }

  fitCanvas() {
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    const width = Math.round(this.canvas.clientWidth * ratio), height = Math.round(this.canvas.clientHeight * ratio);
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
    }
  }

  draw() {
    const { isWithin } = this.plane.slice(this.view.cursor);
    this.describe(isWithin);
    if (!this.slice || this.canvas.clientWidth === 0) return;
    this.fitCanvas();
    if (!this.isPainted) this.paint();
    const context = this.canvas.getContext("2d");
    const { left, top, across, down, ratio } = this.layout;
    const { columns, rows } = this.plane;
    const { settings } = this.view;
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    context.imageSmoothingEnabled = settings.isSmooth;
    context.imageSmoothingQuality = "high";
    context.drawImage(this.greyCanvas, left, top, columns * across, rows * down);
    if (settings.hasVeil && this.path) {
      context.globalAlpha = settings.opacity;
      context.imageSmoothingEnabled = false;
      context.drawImage(this.maskCanvas, left, top, columns * across, rows * down);
      context.globalAlpha = 1;
    }
    if (settings.hasOutline && this.path) this.stroke(context, left, top, across, down, ratio);
    if (settings.hasCross) this.cross(context, left, top, across, down, ratio);
    this.measure();
  }

  stroke(context, left, top, across, down, ratio) {
    const path = new Path2D();
    path.addPath(this.path, new DOMMatrix([across, 0, 0, down, left, top]));
    context.strokeStyle = contourLine;
    context.lineWidth = 1.5 * ratio;
    context.stroke(path);
  }

  /** Two lines that leave out their middle, where the reader looks. */
  cross(context, left, top, across, down, ratio) {
    const [x, y] = this.plane.pixel(this.view.cursor);
    const at = [left + (x + 0.5) * across, top + (y + 0.5) * down];
    const gap = 12 * ratio;
    context.strokeStyle = "rgba(255, 212, 121, 0.75)";
    context.lineWidth = ratio;
    context.beginPath();
    for (const [fromX, fromY, toX, toY] of [
      [0, at[1], at[0] - gap, at[1]], [at[0] + gap, at[1], this.canvas.width, at[1]],
      [at[0], 0, at[0], at[1] - gap], [at[0], at[1] + gap, at[0], this.canvas.height],
    ]) {
      context.moveTo(fromX, fromY);
      context.lineTo(toX, toY);
    }
    context.stroke();
  }

  describe(isWithin) {
    const k = this.k;
    const waits = this.shownK !== k ? ", loading" : "";
    const lesion = waits ? "" : this.holdsLesion ? ", lesion" : "";
    const where = isWithin ? "" : ", ends before this position";
    say(this.caption, `${this.title}: ${k + 1} of ${this.plane.count}${lesion}${where}${waits}`);
    const label = `${this.title}, slice ${k + 1} of ${this.plane.count}${this.holdsLesion ? ", holds the lesion" : ", no lesion in it"}`;
    if (this.canvas.getAttribute("aria-label") !== label) this.canvas.setAttribute("aria-label", label);
    this.element.classList.toggle("beyond", !isWithin);
  }

  /** The time from the wish to the drawn slice, for tests and for whoever asks why it is slow. */
  measure() {
    if (!this.unmeasured || this.shownK !== this.wantedK) return;
    const { start, source, k } = this.unmeasured;
    this.unmeasured = null;
    if (++measures % 2000 === 0) performance.clearMeasures("slice");
    performance.measure("slice", { start, end: performance.now(), detail: { source, k, plane: this.plane.name, series: this.series.name } });
  }

  /** Pixel of the slice under a point of the window, fractions included. */
  pixelAt(event) {
    const box = this.canvas.getBoundingClientRect();
    const { left, top, across, down, ratio } = this.layout;
    return [
      ((event.clientX - box.left) * ratio - left) / across - 0.5,
      ((event.clientY - box.top) * ratio - top) / down - 0.5,
    ];
  }

  positionAt(event) {
    const [x, y] = this.pixelAt(event);
    return this.plane.position(x, y, this.k);
  }

  /** The place in the patient and the value there, or nothing where the picture ends. */
  read(position) {
    const [column, row] = this.plane.pixel(position).map(Math.round);
    const { columns, rows } = this.plane;
    if (!this.slice || column < 0 || row < 0 || column >= columns || row >= rows) return say(this.reading, "");
    const index = row * columns + column;
    const value = this.series.offset + this.series.slope * this.slice.greys[index];
    const unit = this.series.modality === "CT" ? " HU" : "";
    say(this.reading, `${brief(value)}${unit}${this.slice.mask[index] ? ", in the lesion" : ""} · ${place(position)}`);
  }
}
