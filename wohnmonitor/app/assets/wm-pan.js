/* Where the map stands: fitted beside the legend, zoomed and moved by buttons, wheel, drag, pinch and keys. */
(function (wm) {
  "use strict";

  const pan = (wm.pan = { k: 1, x: 0, y: 0, fitted: true });
  const FARTHEST = 1;
  const NEAREST = 24;

  /** The rectangle the Euregio is fitted into, in px of the frame. */
  const room = () => {
    const { width, height, panel, narrow, banner } = wm.layout;
    const left = narrow ? 0 : panel;
    const top = banner ? 92 : 0;
    const side = narrow ? 8 : 10;
    return { left: left + side, top: top + side, right: width - side, bottom: height - side - (narrow ? 30 : 8) };
  };

  const fitScale = (r) => {
    const { geo } = wm.map;
    return Math.min((r.right - r.left) / geo.width, (r.bottom - r.top) / geo.height);
  };

  /** Fits the whole Euregio. */
  pan.fit = () => {
    const r = room();
    const { geo } = wm.map;
    const k = fitScale(r);
    pan.fitted = true;
    pan.k = k;
    pan.x = (r.left + r.right - geo.width * k) / 2;
    pan.y = (r.top + r.bottom - geo.height * k) / 2;
    apply();
  };

  function apply() {
    for (const map of wm.maps) map.place(pan);
    wm.frame.classList.toggle("is-zoomed", !pan.fitted);
    wm.placeLabels();
    wm.placeScale(pan.k);
  }

  /** Keeps some of the Euregio in sight. */
  function clamp() {
    const { width, height } = wm.layout;
    const { geo } = wm.map;
    const [w, h] = [geo.width * pan.k, geo.height * pan.k];
    const r = room();
    const [cx, cy] = [(r.left + r.right) / 2, (r.top + r.bottom) / 2];
    pan.x = Math.min(cx, Math.max(cx - w, pan.x));
    pan.y = Math.min(cy, Math.max(cy - h, pan.y));
    if (!Number.isFinite(pan.x) || !Number.isFinite(pan.y)) [pan.x, pan.y] = [width / 2, height / 2];
  }

  /** Zooms by a factor around a point of the frame (its middle by default). */
  pan.zoom = (factor, px, py) => {
    const r = room();
    const [cx, cy] = [px === undefined ? (r.left + r.right) / 2 : px, py === undefined ? (r.top + r.bottom) / 2 : py];
    const fit = fitScale(r);
    const k = Math.min(fit * NEAREST, Math.max(fit * FARTHEST, pan.k * factor));
    if (k <= fit * 1.001) return pan.fit();
    pan.x = cx - ((cx - pan.x) * k) / pan.k;
    pan.y = cy - ((cy - pan.y) * k) / pan.k;
    pan.k = k;
    pan.fitted = false;
    clamp();
    return apply();
  };

  pan.move = (dx, dy) => {
    pan.x += dx;
    pan.y += dy;
    pan.fitted = false;
    clamp();
    apply();
  };

  /** Brings a label point into sight when keyboard focus goes there. */
  pan.reveal = (id) => {
    if (pan.fitted) return;
    const point = wm.map.at.shapes.label[wm.map.at.index.get(id)];
    const [x, y] = [point[0] * pan.k + pan.x, point[1] * pan.k + pan.y];
    const r = room();
    const dx = x < r.left + 30 ? r.left + 30 - x : x > r.right - 60 ? r.right - 60 - x : 0;
    const dy = y < r.top + 30 ? r.top + 30 - y : y > r.bottom - 30 ? r.bottom - 30 - y : 0;
    if (dx || dy) pan.move(dx, dy);
  };

  /** Listens on the frame. A drag is no click; the page scrolls unless Ctrl is held or the map has the focus. */
  pan.listen = (frame, map) => {
    const pointers = new Map();
    let dragged = false;
    let gap = 0;
    const local = (event) => {
      const box = frame.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    const spread = () => {
      const [a, b] = [...pointers.values()];
      return { size: Math.hypot(a[0] - b[0], a[1] - b[1]), x: (a[0] + b[0]) / 2, y: (a[1] + b[1]) / 2 };
    };
    frame.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey && !map.svg.contains(document.activeElement)) return;
      if (!map.svg.contains(event.target)) return;
      event.preventDefault();
      pan.zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.002)), ...local(event));
    }, { passive: false });
    // a finger's drag ends without a click: the next touch, be it of a button, is a new one
    frame.addEventListener("pointerdown", () => { if (!pointers.size) dragged = false; }, true);
    map.svg.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      pointers.set(event.pointerId, local(event));
      if (pointers.size === 2) gap = spread().size;
    });
    const moved = (event) => {
      const before = pointers.get(event.pointerId);
      if (!before) return;
      const now = local(event);
      if (pointers.size === 2) {
        const old = spread();
        pointers.set(event.pointerId, now);
        const fresh = spread();
        dragged = true;
        pan.zoom(fresh.size / (gap || fresh.size), fresh.x, fresh.y);
        if (!pan.fitted) pan.move(fresh.x - old.x, fresh.y - old.y);
        gap = fresh.size;
        return;
      }
      const [dx, dy] = [now[0] - before[0], now[1] - before[1]];
      if (event.pointerType === "touch" && pan.fitted) return; // one finger scrolls the page until the map is zoomed
      if (!dragged && Math.hypot(dx, dy) < 4) return;
      dragged = true;
      pointers.set(event.pointerId, now);
      frame.classList.add("is-dragging");
      pan.move(dx, dy);
    };
    const ended = (event) => {
      pointers.delete(event.pointerId);
      if (!pointers.size) frame.classList.remove("is-dragging");
    };
    addEventListener("pointermove", moved);
    addEventListener("pointerup", ended);
    addEventListener("pointercancel", ended);
    frame.addEventListener("click", (event) => {
      if (!dragged) return;
      dragged = false;
      event.stopPropagation();
      event.preventDefault();
    }, true);
  };

  /** Buttons at the top right. */
  pan.buttons = () => {
    const button = (name, key, act) => wm.html("button", { type: "button", class: "map-button", "aria-label": wm.t(key), title: wm.t(key), onclick: act }, wm.icon(name));
    return wm.html("div", { class: "map-zoom", role: "group", "aria-label": wm.t("map.zoom") }, [
      button("plus", "map.zoom_in", () => pan.zoom(1.6)),
      button("minus", "map.zoom_out", () => pan.zoom(1 / 1.6)),
      button("fit", "map.zoom_fit", () => pan.fit()),
      wm.box.button(),
      wm.layers.button(),
    ]);
  };

  /** The scale bar: the longest round number of kilometres that fits into 90 px. */
  wm.placeScale = (k) => {
    const perKm = k / wm.map.geo.km_per_unit;
    const km = [50, 20, 10, 5, 2, 1, 0.5].find((length) => length * perKm <= 90) || 0.5;
    wm.say(wm.scaleBar.firstChild, `${wm.number(km, km < 1 ? 1 : 0)}\u00a0km`);
    wm.scaleBar.lastChild.style.width = `${(km * perKm).toFixed(1)}px`;
  };
})((window.wm = window.wm || {}));
