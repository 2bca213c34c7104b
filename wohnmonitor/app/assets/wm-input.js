/* Pointer, touch and keyboard on the areas: hover, one tab stop with arrows to the neighbour in that direction, selection. */
(function (wm) {
  "use strict";

  const MOST = wm.boot.most_areas;
  let byKey = false; // the map may move below a resting pointer: that is no hover
  addEventListener("keydown", () => (byKey = true), true);
  addEventListener("pointerdown", () => (byKey = false), true);
  addEventListener("pointermove", (event) => { if (event.movementX || event.movementY) byKey = false; }, true);

  /** Adds an area to the selection or takes it out. */
  wm.toggle = (shown) => {
    const id = wm.borders.today(shown);
    const { areas } = wm.state;
    if (areas.includes(id)) wm.act({ areas: areas.filter((other) => other !== id) });
    else if (areas.length < MOST) wm.act({ areas: [...areas, id] });
    else wm.announce(wm.t("map.selection_full", { most: MOST }));
  };

  const idOf = (event) => (event.target.dataset ? event.target.dataset.area : null);

  /** Listens on one of the maps; what happens there shows on all. */
  wm.listenAreas = (frame, map) => {
    const { fills, svg } = map;
    fills.addEventListener("pointerover", (event) => {
      const id = idOf(event);
      if (!id || byKey || event.pointerType === "touch" || frame.classList.contains("is-dragging")) return;
      wm.hover(id);
      wm.card.open(id);
    });
    fills.addEventListener("pointerout", (event) => {
      if (event.pointerType === "touch" || (event.relatedTarget && fills.contains(event.relatedTarget))) return;
      wm.hover(null);
      wm.card.later();
    });
    fills.addEventListener("click", (event) => {
      const id = idOf(event);
      if (!id) return;
      stop(map, id);
      if (wm.layout.narrow) {
        wm.hover(id);
        wm.card.open(id); // on a small screen the sheet carries the button that selects
      } else {
        wm.toggle(id);
        wm.card.open(id);
      }
    });
    // on the frame: a group that listens to focus becomes a tab stop of its own
    frame.addEventListener("focusin", (event) => {
      const id = idOf(event);
      if (!id) return;
      stop(map, id);
      if (!byKey) return;
      for (const shown of wm.maps) shown.focus(id);
      wm.pan.reveal(id);
      wm.card.open(id);
    });
    frame.addEventListener("focusout", (event) => {
      if (!idOf(event)) return;
      for (const shown of wm.maps) shown.focus(null);
      wm.card.later();
    });
    svg.addEventListener("keydown", (event) => keyed(event, map));
    addEventListener("keydown", (event) => {
      if (event.key === "Escape" && wm.card.id && !svg.contains(document.activeElement)) wm.card.close();
    });
  };

  const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

  function keyed(event, map) {
    const id = idOf(event);
    if (!id || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in ARROWS) {
      const next = neighbour(id, ARROWS[event.key]);
      if (next && map.has(next)) map.path(next).focus({ preventScroll: true });
    } else if (event.key === "Enter" || event.key === " ") {
      wm.toggle(id);
      wm.card.open(id);
    } else if (event.key === "+" || event.key === "=") wm.pan.zoom(1.6, ...centre(id));
    else if (event.key === "-") wm.pan.zoom(1 / 1.6, ...centre(id));
    else if (event.key === "0") wm.pan.fit();
    else if (event.key === "c" && wm.card.id) wm.card.element.querySelector("[data-cite]")?.click();
    else if (event.key === "Escape") {
      if (wm.card.id) wm.card.close();
      else event.target.blur();
    } else return;
    event.preventDefault();
  }

  const label = (id) => wm.map.at.shapes.label[wm.map.at.index.get(id)];
  const centre = (id) => label(id).map((v, axis) => v * wm.pan.k + (axis ? wm.pan.y : wm.pan.x));

  /** The neighbour that lies most in a direction; across a gap the nearest area there. */
  function neighbour(id, [dx, dy]) {
    const { shapes } = wm.map.at;
    const from = label(id);
    const cost = (other, narrow) => {
      const [vx, vy] = [label(other)[0] - from[0], label(other)[1] - from[1]];
      const distance = Math.hypot(vx, vy) || 1;
      const along = (vx * dx + vy * dy) / distance;
      return along < narrow ? Infinity : distance * (1 + 2.5 * (1 - along));
    };
    const best = (ids, narrow) => ids.reduce((found, other) => {
      const c = cost(other, narrow);
      return c < found.c ? { other, c } : found;
    }, { other: null, c: Infinity }).other;
    return best(shapes.neighbours[id] || [], 0.5) || best(shapes.ids.filter((other) => other !== id), 0.72) || best(shapes.neighbours[id] || [], 0.2);
  }

  /** Moves the one tab stop. */
  function stop(map, id) {
    const path = map.path(id);
    if (!path || map.rover === path) return;
    if (map.rover) map.rover.setAttribute("tabindex", "-1");
    path.setAttribute("tabindex", "0");
    map.rover = path;
  }

  wm.hover = (id) => wm.maps.forEach((map) => map.hover(id));

  /** After a change of level or data: the tab stop is the first selected area, else the highest value. */
  wm.placeStop = (view) => {
    const { map } = wm;
    if (map.rover && map.rover.isConnected && map.path(map.rover.dataset.area) === map.rover) return;
    const chosen = wm.state.areas.find((id) => map.has(id));
    const top = view.valued.reduce((best, area) => (!best || area.value > best.value ? area : best), null);
    stop(map, chosen || (top ? top.id : map.at.shapes.ids[0]));
  };

  /** Says something to screen readers only. */
  wm.announce = (text) => {
    wm.voice.textContent = "";
    wm.voice.textContent = text;
  };
})((window.wm = window.wm || {}));
