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

/** Edges between the mask and the rest, in pixels; it follows the voxels, since they are what features are computed from. */
export function outline(mask, columns, rows) {
  const path = new Path2D();
  const first = mask.findIndex(Boolean);
  if (first < 0) return path;
  // Most slices have the lesion in few rows; the others need no look.
  const top = Math.floor(first / columns), bottom = Math.floor(mask.findLastIndex(Boolean) / columns) + 1;
  const inside = (x, y) => x >= 0 && y >= 0 && x < columns && y < rows && mask[y * columns + x] !== 0;
  // Runs of edges are joined, so that a large lesion is some hundred lines and not thousands.
  const runs = (places, from, to, differs, line) => {
    for (let place = places[0]; place <= places[1]; place++) {
      let start = -1;
      for (let along = from; along <= to; along++) {
        const isEdge = along < to && differs(place, along);
        if (isEdge && start < 0) start = along;
        if (!isEdge && start >= 0) {
          line(place, start, along);
          start = -1;
        }
      }
    }
  };
  runs([top, bottom], 0, columns, (y, x) => inside(x, y) !== inside(x, y - 1), (y, from, to) => {
    path.moveTo(from, y);
    path.lineTo(to, y);
  });
  runs([0, columns], top, bottom, (x, y) => inside(x, y) !== inside(x - 1, y), (x, from, to) => {
    path.moveTo(x, from);
    path.lineTo(x, to);
  });
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
