// Pointer and wheel on a pane: mouse, pen and touch.

const still = 5;

export class Gestures {
  constructor(view, pane) {
    this.view = view;
    this.pane = pane;
    this.pointers = new Map();
    this.wheel = 0;
    const canvas = pane.canvas;
    const listen = (name, run, options) => canvas.addEventListener(name, run, options);
    listen("pointerdown", (event) => this.down(event));
    listen("pointermove", (event) => this.move(event));
    listen("pointerup", (event) => this.up(event));
    listen("pointercancel", (event) => this.pointers.delete(event.pointerId));
    listen("pointerleave", () => view.unread());
    listen("contextmenu", (event) => event.preventDefault());
    listen("dblclick", () => view.fit());
    listen("wheel", (event) => this.turned(event), { passive: false });
  }

  turned(event) {
    event.preventDefault();
    this.view.activate(this.pane);
    if (event.ctrlKey) return this.view.zoomBy(Math.exp(-event.deltaY / 200), this.pane.positionAt(event), this.pane);
    // A wheel turns by about 100 a notch, a touchpad by a few; both shall pass slices at a speed that an eye follows.
    this.wheel += event.deltaMode === 0 ? event.deltaY / 60 : event.deltaY;
    const steps = Math.trunc(this.wheel);
    if (steps !== 0) {
      this.wheel -= steps;
      this.view.scroll(Math.sign(steps) * Math.min(3, Math.abs(steps)));
    }
  }

  tool(event) {
    if (event.pointerType === "mouse" && event.button === 2) return "window";
    if (event.pointerType === "mouse" && event.button === 1) return "move";
    return event.shiftKey ? "move" : this.view.settings.tool;
  }

  down(event) {
    event.preventDefault();
    this.view.activate(this.pane);
    this.pane.canvas.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    this.drag = { tool: this.tool(event), x: event.clientX, y: event.clientY, moved: 0, rest: 0 };
    if (this.pointers.size === 2) this.drag.tool = "pinch";
  }

  move(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return event.pointerType === "mouse" ? this.view.read(this.pane.positionAt(event)) : undefined;
    const x = event.clientX - before.x, y = event.clientY - before.y;
    if (this.drag.tool === "pinch") return this.pinch(event, before);
    this.pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    this.drag.moved += Math.abs(x) + Math.abs(y);
    if (this.drag.moved < still) return undefined;
    return this.dragged(x, y);
  }

  dragged(x, y) {
    switch (this.drag.tool) {
      case "window": return this.view.windowBy(x, y);
      case "move": return this.view.moveBy(x, y, this.pane);
      case "zoom": return this.view.zoomBy(Math.exp(-y / 150));
      default: return this.pull(y);
    }
  }

  /** Slices by dragging: the whole stack over the height of the picture, but no slice under less than 4 pixels. */
  pull(y) {
    const perSlice = Math.max(4, Math.min(14, this.pane.canvas.clientHeight / this.pane.plane.count));
    this.drag.rest += y / perSlice;
    const steps = Math.trunc(this.drag.rest);
    if (steps === 0) return;
    this.drag.rest -= steps;
    this.view.scroll(steps);
  }

  pinch(event, before) {
    const other = [...this.pointers].find(([id]) => id !== event.pointerId)?.[1];
    if (!other) return;
    const distance = (from) => Math.hypot(from.x - other.x, from.y - other.y);
    const now = { x: event.clientX, y: event.clientY };
    this.pointers.set(event.pointerId, now);
    const middle = { clientX: (now.x + other.x) / 2, clientY: (now.y + other.y) / 2 };
    this.drag.moved += still;
    this.view.zoomBy(distance(now) / Math.max(1, distance(before)), this.pane.positionAt(middle), this.pane);
    this.view.moveBy((now.x - before.x) / 2, (now.y - before.y) / 2, this.pane);
  }

  up(event) {
    const isTap = this.pointers.size === 1 && this.drag && this.drag.moved < still && event.button === 0;
    this.pointers.delete(event.pointerId);
    if (isTap) {
      const position = this.pane.positionAt(event);
      this.view.point(position);
      this.view.read(position);
    }
    // The finger that stays after a pinch must not scroll.
    if (this.drag?.tool === "pinch") this.drag.tool = this.pointers.size > 0 ? "pinch" : null;
  }
}
