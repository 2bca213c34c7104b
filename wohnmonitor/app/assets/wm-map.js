/* The map itself: one SVG, one path per area, layers in a fixed order, widths in screen pixels at every zoom. */
(function (wm) {
  "use strict";

  const GAPS = ["dots", "diagonals", "circles", "grid", "flat", "crossed"];
  /** Tile size and marks of each pattern, in screen pixels. */
  const TILE = {
    dots: [9, [["circle", { cx: 2.25, cy: 2.25, r: 1 }], ["circle", { cx: 6.75, cy: 6.75, r: 1 }]]],
    diagonals: [6, [["path", { d: "M3-1V7", "stroke-width": 1.5 }]], -45],
    circles: [9, [["circle", { cx: 4.5, cy: 4.5, r: 2.1, class: "map-open" }]]],
    grid: [6, [["path", { d: "M0 3H6M3 0V6", "stroke-width": 1.1 }]]],
    flat: [6, [["rect", { width: 6, height: 6, class: "map-flat" }]]],
    crossed: [7, [["path", { d: "M0 3.5H7M3.5 0V7", "stroke-width": 1.1 }]], 45],
    level: [4, [["path", { d: "M-1 2H5", "stroke-width": 0.7 }]]],
    hatch: [5, [["path", { d: "M2.5-1V6", "stroke-width": 0.8 }]], -45],
  };

  function pattern(name, id) {
    const [size, marks, turn] = TILE[name];
    const bare = name === "hatch" || name === "level";
    const ground = bare ? [] : [wm.svg("rect", { width: size, height: size, class: "map-gap-ground" })];
    const drawn = marks.map(([tag, attributes]) => wm.svg(tag, { class: bare ? "map-hatch" : "map-mark", ...attributes }));
    const element = wm.svg("pattern", { id, width: size, height: size, patternUnits: "userSpaceOnUse" }, [...ground, ...drawn]);
    element.wmTurn = turn ? ` rotate(${turn})` : "";
    element.setAttribute("patternTransform", `scale(1)${element.wmTurn}`);
    return element;
  }

  /** The surroundings end somewhere: they fade towards their left and right ends instead of breaking off. */
  function edge(d) {
    const [left, , right] = wm.extent(d || "M0 0l1 1");
    const width = right - left;
    const stops = [[0, 0], [0.1, 1], [0.9, 1], [1, 0]].map(([offset, shade]) => wm.svg("stop", { offset, "stop-color": "#fff", "stop-opacity": shade }));
    const box = { x: left, y: -1e4, width, height: 4e4 };
    return [
      wm.svg("linearGradient", { id: "wm-edge-shade", gradientUnits: "userSpaceOnUse", x1: left, x2: right }, stops),
      wm.svg("mask", { id: "wm-edge", maskUnits: "userSpaceOnUse", ...box }, wm.svg("rect", { ...box, fill: "url(#wm-edge-shade)" })),
    ];
  }

  /** A map: build() once, then showLevel(), paint(), select(), hover(), focus(), place(). The tiles of the first map serve all. */
  wm.createMap = () => {
    const map = {};

    /** Builds the SVG once. `frame`: the element that holds it. */
    map.build = (frame, geo) => {
      map.geo = geo;
      const tiles = (map.patterns = map === wm.map ? [...GAPS, "hatch", "level"].map((name) => pattern(name, `wm-gap-${name}`)) : []);
      // the legend's swatches need the same tiles unscaled
      const keys = [...GAPS, "hatch", "level"].map((name) => pattern(name, `wm-key-${name}`));
      const line = (name, d) => wm.svg("path", { class: `map-line map-${name}`, d: d || "", "aria-hidden": "true" });
      const { lines } = geo;
      map.fills = wm.svg("g", { class: "map-areas", role: "group" });
      map.hatch = line("hatched");
      map.below = line("below"); // what lies below zero, where colour cannot tell: in print and high contrast
      map.own = line("municipality");
      map.stateHalo = line("state-halo", lines.state);
      map.state = line("state", lines.state);
      map.selected = wm.svg("g", { "aria-hidden": "true" });
      map.hovered = [line("hovered-halo"), line("hovered")];
      map.focused = [line("focused-halo"), line("focused")];
      map.world = wm.svg("g", { class: "map-world" }, [
        wm.svg("g", { mask: "url(#wm-edge)" }, [line("water", lines.river), line("outer", lines.state_outside)]),
        map.fills, map.below, map.hatch, map.own, line("water map-meuse", lines.river_inside),
        line("district", lines.district), line("region-halo", lines.region), line("region", lines.region), line("outline", lines.outline),
        map.stateHalo, map.state, line("language-halo", lines.language), line("language", lines.language), map.selected, ...map.hovered, ...map.focused,
      ]);
      map.overlay = wm.svg("g", { class: "map-overlay", "aria-hidden": "true" });
      map.svg = wm.svg("svg", { class: "map-svg", width: "100%", height: "100%", role: "group" }, [
        tiles.length ? wm.svg("defs", {}, [...tiles, ...keys, ...edge(lines.river)]) : null, map.world, map.overlay,
      ]);
      frame.prepend(map.svg);
      map.levels = {};
    };

    /** Shows the paths of a level; built on first use, kept afterwards. */
    map.showLevel = (level, vintage = null) => {
      if (map.level === level && map.vintage === vintage) return;
      const key = vintage ? `${level}@${vintage}` : level;
      if (!map.levels[key]) {
        const shapes = vintage ? wm.borders.outlines(vintage) : map.geo.levels[level];
        const paths = shapes.ids.map((id, i) =>
          wm.svg("path", { class: "map-area", d: shapes.d[i], "data-area": id, role: "button", tabindex: -1, "aria-pressed": "false" }));
        const parts = new Map(); // area of today -> its areas on this map
        shapes.ids.forEach((id, i) => parts.set(wm.borders.today(id), [...(parts.get(wm.borders.today(id)) || []), i]));
        map.levels[key] = { shapes, paths, parts, index: new Map(shapes.ids.map((id, i) => [id, i])), joined: shapes.d.join("") };
      }
      map.level = level;
      map.vintage = vintage;
      map.at = map.levels[key];
      map.fills.replaceChildren(...map.at.paths);
      wm.set(map.own, { d: map.at.joined });
      map.svg.dataset.level = level;
    };

    /** Paints a view: fills, values, statuses, names. Only what changed is set. */
    map.paint = (view, scale) => {
      const { paths, shapes } = map.at;
      const palette = scale.kind === "country" ? null : scale.colours();
      const hatched = [];
      const below = [];
      const { meta } = view.set;
      for (let i = 0; i < paths.length; i += 1) {
        const area = view.areas[i];
        let fill;
        if (area.value === null) fill = `url(#wm-gap-${wm.PATTERN[area.reason] || "circles"})`;
        else {
          fill = palette ? palette[scale.classes[i]] : scale.colour(i);
          if (scale.below && scale.below(scale.classes[i])) below.push(shapes.d[i]);
          if (area.status === "E") hatched.push(shapes.d[i]);
        }
        wm.set(paths[i], {
          fill,
          "data-value": area.value === null ? null : String(area.value),
          "data-second": area.second ? String(area.second.value) : null,
          "data-status": area.status,
          "data-reason": area.reason,
          "data-year": area.year === null ? null : String(area.year),
          "aria-label": wm.areaLabel(area, meta, wm.told.when(view, area.year)),
        });
      }
      wm.set(map.below, { d: below.join("") });
      wm.set(map.hatch, { d: hatched.join("") });
      const moat = scale.kind === "country" || Boolean(scale.perCountry);
      wm.set(map.stateHalo, { class: `map-line map-${moat ? "moat" : "state-halo"}` });
      wm.set(map.state, { class: `map-line map-${moat ? "moat-dash" : "state"}` });
    };

    const outline = (id) => {
      const i = map.at.index.get(id);
      return i === undefined ? "" : map.at.shapes.d[i];
    };

    /** Outlines of the selected areas in their colours; from the sixth on dashed. */
    map.select = (ids) => {
      const chosen = new Set(ids);
      map.at.paths.forEach((path, i) => wm.set(path, { "aria-pressed": chosen.has(wm.borders.today(map.at.shapes.ids[i])) ? "true" : "false" }));
      // the longest outlines below, so that a small neighbour is not covered by a large one
      const whole = (id) => {
        const paths = map.partsOf(id).map((i) => map.at.shapes.d[i]);
        return paths.length > 1 ? wm.outlineOf(paths) : paths.join("");
      };
      const lines = ids.map((id, order) => [order, whole(id)]).filter(([, d]) => d).sort((a, b) => b[1].length - a[1].length);
      map.selected.replaceChildren(
        ...lines.map(([, d]) => wm.svg("path", { class: "map-line map-selected-halo", d })),
        ...lines.map(([order, d]) =>
          wm.svg("path", { class: `map-line map-selected${order > 4 ? " map-dashed" : ""}`, d, style: `stroke:var(--wm-selection-${(order % 5) + 1})` })),
      );
    };

    /** Places of an area's parts on this map: of an area of the reader's own those of its members. */
    map.partsOf = (id) => {
      const { m: members } = wm.boot.areas[id] || {};
      return members ? members.flatMap((member) => map.at.parts.get(member) || []) : map.at.parts.get(id) || [];
    };

    /** The part in the middle of an area's parts: where its name points to. */
    map.seatOf = (id) => {
      const parts = map.partsOf(id);
      const at = (i) => map.at.shapes.label[i];
      const middle = [0, 1].map((axis) => parts.reduce((sum, i) => sum + at(i)[axis], 0) / parts.length);
      const far = (i) => Math.hypot(at(i)[0] - middle[0], at(i)[1] - middle[1]);
      return parts.reduce((best, i) => (best === undefined || far(i) < far(best) ? i : best), undefined);
    };

    map.hover = (id) => map.hovered.forEach((line) => wm.set(line, { d: id ? outline(id) : "" }));
    map.focus = (id) => map.focused.forEach((line) => wm.set(line, { d: id ? outline(id) : "" }));
    map.path = (id) => map.at.paths[map.at.index.get(id)];
    map.has = (id) => map.at.index.has(id);

    /** Moves the world; patterns keep their size on screen. */
    map.place = ({ k, x, y }) => {
      map.world.setAttribute("transform", `translate(${x} ${y}) scale(${k})`);
      if (map.k !== k) {
        map.k = k;
        for (const tile of map.patterns) tile.setAttribute("patternTransform", `scale(${1 / k})${tile.wmTurn}`);
      }
    };
    return map;
  };
  wm.map = wm.createMap();
  /** Maps on show: what is pointed at, chosen or moved in one is so in all. */
  wm.maps = [wm.map];

  /** `Aachen, Deutschland: 252.769 Einwohner, 2024` */
  wm.areaLabel = (area, meta, when = area.year) => {
    const known = wm.boot.areas[area.id] || {};
    const where = known.cn && known.cn !== known.n ? `, ${known.cn}` : "";
    const what = area.value === null ? wm.reason(area) : wm.format(area.value, meta);
    const status = area.value !== null && area.status !== "A" ? `, ${wm.t(`status.${area.status}`)}` : "";
    return `${wm.pair(wm.name(area.id) + where, what)}${area.year === null ? "" : `, ${when}`}${status}${area.second ? wm.bivariate.said(area) : ""}`;
  };
  wm.reason = (area) => wm.t(`reason.${area.reason || "no_row"}`);

  /** A small square of a pattern, or of a colour with the hatching of estimates, for legend and card. */
  wm.swatch = (name, colour) =>
    wm.svg("svg", { class: "map-swatch", width: 26, height: 16, "aria-hidden": "true" }, [
      colour && wm.svg("rect", { x: 0.5, y: 0.5, width: 25, height: 15, fill: colour }),
      wm.svg("rect", { x: 0.5, y: 0.5, width: 25, height: 15, fill: `url(#wm-key-${name})`, class: "map-swatch-edge" }),
    ]);
})((window.wm = window.wm || {}));
