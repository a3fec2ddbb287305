// Greys and masks as pixels.

/** A byte for each grey, so that a slice needs no arithmetic per voxel. */
export function lookup([low, high], { offset, slope }) {
  const table = new Uint8ClampedArray(65536);
  const scale = 255 / (high > low ? high - low : 1);
  const start = (offset - low) * scale, step = slope * scale;
  for (let grey = 0; grey < 65536; grey++) table[grey] = start + step * grey;
  return table;
}

/** Opaque pixels of a slice in `image`, an ImageData of its size. */
export function paintGreys(image, greys, table) {
  const pixels = new Uint32Array(image.data.buffer);
  for (let index = 0; index < greys.length; index++) {
    pixels[index] = 0xff000000 | (table[greys[index]] * 0x010101);
  }
}

export function paintMask(image, mask, [red, green, blue]) {
  const pixels = new Uint32Array(image.data.buffer);
  const colour = (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
  for (let index = 0; index < mask.length; index++) pixels[index] = mask[index] ? colour : 0;
}

/** Rows and columns that hold the mask, [left, top, right, bottom] with the last ones excluded; null where there is none. */
function extent(mask, columns, rows) {
  let left = columns, right = 0, top = rows, bottom = 0;
  for (let y = 0, index = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++, index++) {
      if (mask[index] === 0) continue;
      if (x < left) left = x;
      if (x >= right) right = x + 1;
      if (y < top) top = y;
      bottom = y + 1;
    }
  }
  return right > 0 ? [left, top, right, bottom] : null;
}

/**
 * Edges between the mask and the rest, in pixels; it follows the voxels, since they are what features are computed from. Null where
 * there is no mask. Runs of edges are joined, so that a large lesion is some hundred lines and not thousands.
 */
export function outline(mask, columns, rows) {
  const box = extent(mask, columns, rows);
  if (!box) return null;
  const [left, top, right, bottom] = box;
  const path = new Path2D();
  for (let y = top; y <= bottom; y++) {
    let start = -1;
    for (let x = left; x <= right; x++) {
      const below = y < bottom && x < right && mask[y * columns + x] !== 0;
      const above = y > top && x < right && mask[(y - 1) * columns + x] !== 0;
      if (below !== above && start < 0) start = x;
      if (below === above && start >= 0) {
        path.moveTo(start, y);
        path.lineTo(x, y);
        start = -1;
      }
    }
  }
  for (let x = left; x <= right; x++) {
    let start = -1;
    for (let y = top; y <= bottom; y++) {
      const after = x < right && y < bottom && mask[y * columns + x] !== 0;
      const before = x > left && y < bottom && mask[y * columns + x - 1] !== 0;
      if (after !== before && start < 0) start = y;
      if (after === before && start >= 0) {
        path.moveTo(x, start);
        path.lineTo(x, y);
        start = -1;
      }
    }
  }
  return path;
}

/** 1 % to 99 % of the lesion's values in this slice, a window for what is inside the contour; null where there is none. */
export function lesionWindow({ greys, mask }, { offset, slope }) {
  const inside = [];
  for (let index = 0; index < mask.length; index++) if (mask[index]) inside.push(greys[index]);
  if (inside.length < 16) return null;
  inside.sort((a, b) => a - b);
  const value = (share) => offset + slope * inside[Math.floor(share * (inside.length - 1))];
  const low = value(0.01), high = value(0.99), margin = Math.max((high - low) * 0.1, slope);
  return [low - margin, high + margin];
}
