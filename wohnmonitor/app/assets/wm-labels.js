/* Names on the map, laid out in screen pixels: capsules of the selection first, then towns by rank, none touching another. */
(function (wm) {
  "use strict";

  const touches = (a, b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
  const box = (cx, cy, w, h) => ({ x: cx - w / 2, y: cy - h / 2, w, h });
  const grown = (b, by) => ({ x: b.x - by, y: b.y - by, w: b.w + 2 * by, h: b.h + 2 * by });

  /** One or two lines: names over twelve characters break at a hyphen or blank nearest to the middle. */
  const lines = (name) => {
    if (name.length <= 12) return [name];
    let best = 0;
    for (let i = 1; i < name.length - 1; i += 1) {
      if (!/[-\s/]/.test(name[i])) continue;
      if (!best || Math.abs(i - name.length / 2) < Math.abs(best - name.length / 2)) best = i;
    }
    if (!best) return [name];
    return [name.slice(0, best + (name[best] === "-" ? 1 : 0)), name.slice(best + 1)].map((part) => part.trim());
  };

  const tag = (className, x, y, rows, extra) =>
    wm.svg("text", { class: className, x: x.toFixed(1), y: y.toFixed(1), ...extra }, rows.length < 2 ? rows[0]
      : rows.map((row, i) => wm.svg("tspan", { x: x.toFixed(1), dy: i ? 13 : 0 }, row)));

  /** What no label may cover: legend, controls, scale bar, attribution, banner. */
  const reserved = () => {
    const { width, height, panel, narrow, banner } = wm.layout;
    const boxes = narrow
      ? [{ x: 0, y: height - 74, w: 244, h: 74 }, { x: width - 230, y: height - 24, w: 230, h: 24 }, { x: width - 100, y: height - 50, w: 100, h: 50 }]
      : [{ x: 0, y: 0, w: panel + 8, h: height }, { x: width - 56, y: 0, w: 56, h: 190 }, { x: width - 110, y: height - 56, w: 110, h: 56 }, { x: width - 380, y: height - 26, w: 380, h: 26 }];
    if (banner) boxes.push({ x: panel, y: 0, w: width - panel, h: 100 });
    return boxes;
  };

  /** Draws all labels for the place the map has now. */
  wm.placeLabels = () => {
    const { map, pan, layout } = wm;
    const parts = [];
    const taken = reserved();
    const inside = (b) => b.x > 2 && b.y > 2 && b.x + b.w < layout.width - 2 && b.y + b.h < layout.height - 2;
    const free = (b) => inside(b) && !taken.some((other) => touches(b, other));
    const on = ([x, y]) => [x * pan.k + pan.x, y * pan.k + pan.y];

    const capsules = placeCapsules(on, taken, inside);
    for (const { country, name, x, y } of map.geo.country_labels) {
      const [px, py] = on([x, y]);
      const w = wm.textWidth(name.toUpperCase(), 11, 600) + name.length * 1.8;
      const b = box(px, py, w, 14);
      if (!free(grown(b, 4)) || (layout.narrow && country === "BE")) continue;
      taken.push(grown(b, 6));
      parts.push(tag("map-country", px, py + 4, [name.toUpperCase()]));
    }
    if (map.level === "municipality") towns(parts, taken, free, on);
    else others(parts, taken, free, on);
    for (const city of map.geo.cities) {
      const [px, py] = on([city.x, city.y]);
      const w = wm.textWidth(city.name, 11, 400);
      if (px < 8 || px > layout.width - 8) continue;
      const right = px + 12 + w < layout.width - 4;
      const b = { x: right ? px - 5 : px - w - 10, y: py - 8, w: w + 16, h: 16 };
      if (!free(b)) continue;
      taken.push(b);
      parts.push(wm.svg("circle", { class: "map-city", cx: px.toFixed(1), cy: py.toFixed(1), r: 2 }));
      parts.push(tag("map-city-name", right ? px + 7 : px - 7, py + 4, [city.name], { style: `text-anchor:${right ? "start" : "end"}` }));
    }
    map.overlay.replaceChildren(...parts, ...capsules);
    for (const other of wm.maps.slice(1)) other.overlay.replaceChildren(...[...map.overlay.children].map((part) => part.cloneNode(true)));
  };

  function towns(parts, taken, free, on) {
    const { map, layout } = wm;
    const { ids, label, rank, large } = map.at.shapes;
    const most = layout.width < 560 ? 9 : layout.width < 860 ? 18 : 26;
    const chosen = new Set(wm.state.areas);
    const big = new Set(large || []);
    let placed = 0;
    for (const i of rank || ids.map((_, n) => n)) {
      if (placed >= most) break;
      if (chosen.has(wm.borders.today(ids[i]))) continue;
      if (name(parts, taken, free, on(label[i]), wm.name(ids[i]), big.has(i))) placed += 1;
    }
  }

  function others(parts, taken, free, on) {
    const { ids, label } = wm.map.at.shapes;
    const chosen = new Set(wm.state.areas);
    ids.forEach((id, i) => !chosen.has(id) && name(parts, taken, free, on(label[i]), wm.name(id), true));
  }

  function name(parts, taken, free, [px, py], text, big) {
    const rows = lines(text);
    const [size, weight] = big ? [12.5, 600] : [11.5, 500];
    const w = Math.max(...rows.map((row) => wm.textWidth(row, size, weight)));
    const b = box(px, py, w + 4, rows.length * 13 + 3);
    if (!free(b)) return false;
    taken.push(grown(b, 2));
    parts.push(tag(`map-name${big ? " is-large" : ""}`, px, py + 4 - (rows.length - 1) * 6.5, rows));
    return true;
  }

  /** Number, name and leader of each selected area, set clear of all selected areas. */
  function placeCapsules(on, taken, inside) {
    const { map, state } = wm;
    const own = state.areas.map((id, order) => ({ id, order, i: map.seatOf(id) })).filter((area) => area.i !== undefined);
    const bodies = own.map(({ i }) => grown(bounds(map.at.shapes.d[i], on), 3));
    const parts = [];
    const placed = [];
    const leaders = [];
    own.forEach(({ id, order, i }) => {
      const [px, py] = on(map.at.shapes.label[i]);
      if (px < 0 || py < 0 || px > wm.layout.width || py > wm.layout.height) return;
      const text = wm.name(id);
      const w = wm.textWidth(text, 13, 600) + 42;
      const spot = clearSpot(px, py, w, 25, [...taken, ...placed.map((b) => grown(b, 4)), ...bodies], leaders, inside);
      if (!spot) return;
      placed.push(spot);
      leaders.push([px, py, spot.x + spot.w / 2, spot.y + spot.h / 2]);
      parts.push(capsule(order, text, px, py, spot));
    });
    taken.push(...placed.map((b) => grown(b, 3)));
    return parts;
  }

  /** Nearest free place for a capsule: to the sides first, then further out; no leader crosses another. */
  function clearSpot(px, py, w, h, blocked, leaders, inside) {
    let best = null;
    for (let ring = 34; ring <= 300; ring += 14) {
      for (let step = 0; step < 24; step += 1) {
        const angle = (step / 24) * 2 * Math.PI;
        const b = box(px + Math.cos(angle) * (ring + w / 2), py + Math.sin(angle) * ring, w, h);
        if (!inside(b) || blocked.some((other) => touches(b, other))) continue;
        const line = [px, py, b.x + w / 2, b.y + h / 2];
        const cost = ring + Math.abs(Math.sin(angle)) * 26 + (leaders.some((other) => crosses(line, other)) ? 160 : 0);
        if (!best || cost < best.cost) best = { ...b, cost };
      }
      if (best && best.cost < ring) break;
    }
    return best;
  }

  const side = (ax, ay, bx, by, cx, cy) => (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
  const crosses = ([a, b, c, d], [e, f, g, h]) =>
    side(a, b, c, d, e, f) * side(a, b, c, d, g, h) < 0 && side(e, f, g, h, a, b) * side(e, f, g, h, c, d) < 0;

  function capsule(order, text, px, py, b) {
    const colour = `var(--wm-selection-${(order % 5) + 1})`;
    const cy = b.y + b.h / 2;
    const end = [Math.min(b.x + b.w - 12, Math.max(b.x + 12, px)), Math.min(b.y + b.h, Math.max(b.y, py))];
    return wm.svg("g", { class: "map-capsule", style: `--own:${colour}` }, [
      wm.svg("path", { class: "map-leader-halo", d: `M${px} ${py}L${end[0]} ${end[1]}` }),
      wm.svg("path", { class: `map-leader${order > 4 ? " map-dashed" : ""}`, d: `M${px} ${py}L${end[0]} ${end[1]}` }),
      wm.svg("circle", { class: "map-dot", cx: px, cy: py, r: 2.6 }),
      wm.svg("rect", { class: `map-capsule-body${order > 4 ? " map-dashed" : ""}`, x: b.x, y: b.y, width: b.w, height: b.h, rx: b.h / 2 }),
      wm.svg("circle", { class: "map-number-ground", cx: b.x + 14, cy, r: 9 }),
      wm.svg("text", { class: "map-number", x: b.x + 14, y: cy + 4 }, String(order + 1)),
      wm.svg("text", { class: "map-capsule-name", x: b.x + 28, y: cy + 4.5 }, text),
    ]);
  }

  /** Screen bounds of a path. */
  function bounds(d, on) {
    const e = wm.extent(d);
    const [x0, y0] = on([e[0], e[1]]);
    const [x1, y1] = on([e[2], e[3]]);
    return { x: x0, y: y0, w: x1 - x0, h: y1 - y0 };
  }
  wm.boundsOf = (id) => bounds(wm.map.at.shapes.d[wm.map.at.index.get(id)], ([x, y]) => [x * wm.pan.k + wm.pan.x, y * wm.pan.k + wm.pan.y]);
})((window.wm = window.wm || {}));
