// The buttons of the viewer. Each does what a key does and says which.

import { button, make } from "./dom.js";
import { windowsOfCT } from "./viewer.js";
import { brief } from "./words.js";

const key = (name) => make("kbd", { "aria-hidden": "true" }, name);

export class Toolbar {
  constructor(view) {
    this.view = view;
    this.toggles = [];
    const toggle = (text, name, isOn, run, title) => {
      const element = button([text, " ", key(name)], run, { title, "aria-pressed": "false" });
      this.toggles.push({ element, isOn });
      return element;
    };
    const { settings } = view;
    const flip = (name) => () => view.set({ [name]: !settings[name] });
    const group = (label, ...content) => make("div", { class: "tools", role: "group", "aria-label": label }, ...content);
    const three = toggle("Three planes", "4", () => settings.layout === "planes", () => view.setLayout(settings.layout === "planes" ? "series" : "planes"));
    // A phone shows one picture at a time in either layout.
    three.classList.add("wide-only");
    const plane = (text, name) => toggle(text, name, () => view.planeName === text.toLowerCase(), () => view.setPlane(text.toLowerCase()));
    this.window = make("output", { class: "window", "aria-label": "Window" });
    this.tool = make("select", { id: "tool", onchange: () => view.set({ tool: this.tool.value }) },
      [["scroll", "slices"], ["window", "window"], ["move", "move"], ["zoom", "zoom"]].map(([value, text]) => make("option", { value }, text)));
    this.opacity = make("input", { type: "range", id: "opacity", min: "5", max: "100", step: "5", oninput: () =>
      view.set({ opacity: this.opacity.valueAsNumber / 100, hasVeil: true }) });
    this.series = group("Series");
    this.ct = make("span", { class: "ct" }, Object.keys(windowsOfCT).map((name, index) =>
      button([name, " ", key(String(index + 5))], () => view.windowPreset(name))));
    this.element = make("div", { class: "toolbar" },
      this.series,
      group("Plane", plane("Axial", "1"), plane("Coronal", "2"), plane("Sagittal", "3"),
        three),
      group("Lesion", button(["First ", key("Home")], () => view.toLesionSlice("first")), button(["Middle ", key("m")], () => view.toLesionSlice("middle")),
        button(["Last ", key("End")], () => view.toLesionSlice("last"))),
      group("Window", button(["Auto ", key("q")], () => view.windowPreset("automatic")), button(["Full ", key("w")], () => view.windowPreset("full")),
        button(["Lesion ", key("e")], () => view.windowPreset("lesion")), this.ct, this.window),
      group("Zoom", toggle("Image", "f", () => settings.zoom === "image" && !view.centre, () => view.fit()),
        toggle("Lesion", "z", () => settings.zoom === "lesion", () => view.toLesion()),
        button("+", () => view.zoomBy(1.25), { "aria-label": "Zoom in" }), button("−", () => view.zoomBy(0.8), { "aria-label": "Zoom out" })),
      group("Contour and marks", toggle("Outline", "o", () => settings.hasOutline, flip("hasOutline")), toggle("Fill", "v", () => settings.hasVeil, flip("hasVeil")),
        make("label", { for: "opacity", class: "unseen" }, "Opacity of the fill in percent"), this.opacity,
        toggle("Cross", "c", () => settings.hasCross, flip("hasCross")), toggle("Smooth", "i", () => settings.isSmooth, flip("isSmooth"))),
      group("Dragging", make("label", { for: "tool" }, "Drag"), this.tool));
  }

  /** After another patient was opened. */
  showPatient(patient) {
    const { view } = this;
    this.seriesButtons = patient.series.map((series) => ({
      series, element: button(series.name, () => view.toSeries(series), { "aria-pressed": "false" }),
    }));
    this.series.replaceChildren(...this.seriesButtons.map((one) => one.element), patient.series.length > 1 ? key("s") : "");
  }

  update() {
    const { view } = this;
    for (const { element, isOn } of this.toggles) element.setAttribute("aria-pressed", String(isOn()));
    for (const { element, series } of this.seriesButtons ?? []) element.setAttribute("aria-pressed", String(view.active.series === series));
    this.tool.value = view.settings.tool;
    this.opacity.value = Math.round(100 * view.settings.opacity);
    this.ct.hidden = view.active.series.modality !== "CT";
    const [low, high] = view.windowOf(view.active.series);
    this.window.textContent = `${brief(low)} to ${brief(high)}`;
  }
}
