/* Selection by a box: a rectangle is drawn over the map by mouse, pen or finger; the areas whose label point lies in it are chosen. */
(function (wm) {
  "use strict";

  const box = (wm.box = { on: false });
  const MOST = wm.boot.most_areas;
  let from = null;
  let done = false; // the click that ends a box selects nothing more

  box.button = () => {
    box.control = wm.html("button", {
      type: "button", class: "map-button", "aria-pressed": "false", "aria-label": wm.t("map.box"), title: wm.t("map.box"), onclick: () => turn(!box.on),
    }, wm.icon("box"));
    return box.control;
  };

  function turn(on) {
    box.on = on;
    from = null;
    box.frame.hidden = true;
    box.control.setAttribute("aria-pressed", String(on));
    wm.frame.classList.toggle("is-boxing", on);
    if (on) wm.announce(wm.t("map.box_hint"));
  }

  const local = (event) => {
    const edge = wm.frame.getBoundingClientRect();
    return [event.clientX - edge.left, event.clientY - edge.top];
  };
  const around = (to) => [Math.min(from[0], to[0]), Math.min(from[1], to[1]), Math.max(from[0], to[0]), Math.max(from[1], to[1])];

  /** Areas of the map whose label point lies in a rectangle of the frame, px. */
  box.within = ([left, top, right, bottom]) => {
    const { ids, label } = wm.map.at.shapes;
    const inside = ids.filter((_, i) => {
      const [x, y] = [label[i][0] * wm.pan.k + wm.pan.x, label[i][1] * wm.pan.k + wm.pan.y];
      return x >= left && x <= right && y >= top && y <= bottom;
    });
    return [...new Set(inside.map(wm.borders.today))];
  };

  /** More than a selection holds may still be an area of the reader's own. */
  function offer(areas) {
    const text = wm.t("map.box_many", { n: wm.number(areas.length), most: MOST });
    const towns = wm.state.level === "municipality" && window.wmOwn;
    wm.notice(text, towns ? wm.t("own.from_box") : "", () => { wm.notice(null); window.wmOwn.edit(areas); });
  }

  box.listen = (frame) => {
    box.frame = wm.html("div", { class: "map-drawn-box", hidden: true, "aria-hidden": "true" });
    frame.append(box.frame);
    // in the capture phase: the map neither moves nor selects while a box is drawn
    frame.addEventListener("pointerdown", (event) => {
      if (!box.on || event.button || !wm.map.svg.contains(event.target)) return;
      event.stopPropagation();
      event.preventDefault();
      from = local(event);
    }, true);
    addEventListener("pointermove", (event) => {
      if (!from) return;
      const [left, top, right, bottom] = around(local(event));
      box.frame.hidden = false;
      Object.assign(box.frame.style, { left: `${left}px`, top: `${top}px`, width: `${right - left}px`, height: `${bottom - top}px` });
    });
    addEventListener("pointerup", (event) => {
      if (!from) return;
      const areas = box.within(around(local(event)));
      turn(false);
      done = true;
      setTimeout(() => { done = false; }, 0);
      if (areas.length > MOST) offer(areas);
      else if (areas.length) wm.act({ areas });
    });
    frame.addEventListener("click", (event) => {
      if (!box.on && !done) return;
      if (event.target.closest("button")) return;
      event.stopPropagation();
      event.preventDefault();
    }, true);
    addEventListener("keydown", (event) => { if (event.key === "Escape" && box.on) turn(false); });
  };
})((window.wm = window.wm || {}));
