// Where a voxel lies in the patient (LPS, mm), and which pixel of which plane shows it.

function inverse([a, b, c, d, e, f, g, h, i]) {
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  return [
    e * i - f * h, c * h - b * i, b * f - c * e,
    f * g - d * i, a * i - c * g, c * d - a * f,
    d * h - e * g, b * g - a * h, a * e - b * d,
  ].map((value) => value / determinant);
}

const product = (m, [x, y, z]) => [0, 3, 6].map((row) => m[row] * x + m[row + 1] * y + m[row + 2] * z);

/** The grid of a series. The inverse is a general one, as sheared grids exist. */
export class Grid {
  constructor({ size, spacing, origin, direction }) {
    this.size = size;
    this.origin = origin;
    this.toPatient = direction.map((value, index) => value * spacing[index % 3]);
    this.toVoxel = inverse(this.toPatient);
  }

  position(voxel) {
    return product(this.toPatient, voxel).map((value, axis) => value + this.origin[axis]);
  }

  voxel(position) {
    return product(this.toVoxel, position.map((value, axis) => value - this.origin[axis]));
  }
}

/** One of the three planes of a series: pixels (x, y) of slice k, and the voxels behind them. */
export class Plane {
  constructor(series, name) {
    Object.assign(this, series.planes[name], { name });
    this.grid = series.grid;
  }

  voxel(x, y, k) {
    const voxel = [0, 0, 0];
    [x, y, k].forEach((pixel, index) => {
      const { axis, isReversed } = this.axes[index];
      voxel[axis] = isReversed ? this.grid.size[axis] - 1 - pixel : pixel;
    });
    return voxel;
  }

  /** Pixel and slice of a position, fractions included: [x, y, k]. */
  pixel(position) {
    const voxel = this.grid.voxel(position);
    return this.axes.map(({ axis, isReversed }) => (isReversed ? this.grid.size[axis] - 1 - voxel[axis] : voxel[axis]));
  }

  position(x, y, k) {
    return this.grid.position(this.voxel(x, y, k));
  }

  /** The slice that is nearest to a position, and whether the position is within the series at all. */
  slice(position) {
    const k = this.pixel(position)[2];
    return { k: this.clamped(k), isWithin: k > -1 && k < this.count };
  }

  clamped(k) {
    return Math.min(this.count - 1, Math.max(0, Math.round(k)));
  }

  /** First and last slice and both corners of the box around the lesion, as pixels. */
  get lesionBox() {
    if (!this.box) return null;
    const corners = [this.box.low, this.box.high].map((voxel) => this.pixel(this.grid.position(voxel)));
    const low = corners[0].map((value, index) => Math.round(Math.min(value, corners[1][index])));
    const high = corners[0].map((value, index) => Math.round(Math.max(value, corners[1][index])));
    return { low, high };
  }

  /** Runs [first, last] of slices that hold the lesion. */
  get lesionRuns() {
    if (this.lesion) return this.lesion;
    const box = this.lesionBox;
    return box ? [[box.low[2], box.high[2]]] : [];
  }

  /** The side to which slices of higher number lie, in a letter. */
  get towards() {
    const step = this.position(0, 0, 1).map((value, axis) => value - this.position(0, 0, 0)[axis]);
    const axis = [0, 1, 2].reduce((best, one) => (Math.abs(step[one]) > Math.abs(step[best]) ? one : best));
    return step[axis] > 0 ? "LPS"[axis] : "RAI"[axis];
  }
}

/** A series as the server describes it, with its grid and planes. */
export function prepared(series) {
  const grid = new Grid(series);
  const whole = { ...series, grid };
  whole.plane = Object.fromEntries(
    Object.keys(series.planes).map((name) => [name, Object.assign(new Plane(whole, name), { box: series.lesion })]));
  return whole;
}

/** The middle of the lesion in the middle of its slices. */
export function lesionCentre(series) {
  if (!series.lesion) return series.grid.position(series.size.map((count) => (count - 1) / 2));
  return series.grid.position(series.lesion.low.map((low, axis) => Math.floor((low + series.lesion.high[axis]) / 2)));
}
