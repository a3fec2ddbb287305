// The bar of slices, with those that hold the lesion marked on it.

import { make, say } from "./dom.js";

export class SliceBar {
  constructor(view) {
    this.view = view;
    this.input = make("input", { type: "range", id: "slice", min: "1", step: "1", oninput: () => view.toSlice(this.input.valueAsNumber - 1) });
    this.marks = make("div", { class: "marks", "aria-hidden": "true" });
    this.name = make("label", { for: "slice" });
    this.ends = [make("span", { class: "end", "aria-hidden": "true" }), make("span", { class: "end", "aria-hidden": "true" })];
    this.element = make("div", { class: "slicebar" }, this.name,
      make("div", { class: "track" }, this.ends[0], make("div", { class: "rail" }, this.marks, this.input), this.ends[1]));
  }

  follow() {
    const pane = this.view.active;
    const { plane } = pane;
    if (this.pane !== pane) {
      this.pane = pane;
      this.input.max = plane.count;
      this.mark(plane);
    }
    this.input.value = pane.k + 1;
    const isIn = plane.lesionRuns.some(([first, last]) => pane.k >= first && pane.k <= last);
    const label = `Slice ${pane.k + 1} of ${plane.count}`;
    say(this.name, label);
    this.input.setAttribute("aria-valuetext", `${label}${isIn ? ", holds the lesion" : ""}`);
  }

  mark(plane) {
    const opposite = { L: "R", R: "L", P: "A", A: "P", S: "I", I: "S" };
    say(this.ends[1], plane.towards);
    say(this.ends[0], opposite[plane.towards]);
    // The thumb travels from half its width to the end less that, so a mark stands where the thumb is at that slice.
    this.marks.replaceChildren(...plane.lesionRuns.map(([first, last]) => {
      const run = make("span", { class: "run" });
      const places = Math.max(1, plane.count - 1);
      run.style.left = `${(100 * (first - 0.5)) / places}%`;
      run.style.width = `${(100 * (last - first + 1)) / places}%`;
      return run;
    }));
  }
}
