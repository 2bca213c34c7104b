/* Two figures in one map: nine classes from the thirds of each, a square as legend. */
(function (wm) {
  "use strict";

  const { svg, html } = wm;
  const bivariate = (wm.bivariate = {});
  const LEVELS = ["low", "middle", "high"];

  /** One view of two: an area has both figures or a gap, whose reason is that of the figure it lacks. */
  bivariate.joined = (first, second) => {
    const index = new Map(second.set.ids.map((id, i) => [id, i]));
    const areas = first.areas.map((area) => {
      const other = second.areas[index.get(wm.borders.today(area.id))];
      if (area.value === null) return area;
      if (!other || other.value === null) return { ...area, value: null, status: other ? other.status : "O", reason: other ? other.reason : "no_row", year: null };
      return { ...area, second: other };
    });
    const valued = areas.filter((area) => area.value !== null);
    const title = `${wm.second.name(first)} ${wm.t("list.and")} ${wm.second.name(second)}`;
    const unitLine = [first, second].map((view) => (view.told ? wm.told.unit(view) : view.set.meta.unit_line)).join(wm.t("list.part"));
    return { ...first, areas, valued, title, unitLine };
  };

  /** Thirds among the areas that have both; within each country where a border may not be crossed. */
  bivariate.scale = (view, first, second, state) => {
    const perCountry = (first.set.data.per_country || second.set.data.per_country) && state.scale !== "common";
    const groups = new Map();
    view.areas.forEach((area, i) => {
      if (area.value === null) return;
      const group = perCountry ? area.country : "all";
      groups.set(group, [...(groups.get(group) || []), i]);
    });
    const classes = new Array(view.areas.length).fill(-1);
    const limits = {};
    for (const [group, own] of groups) {
      const [x, y] = [thirds(own, (i) => view.areas[i].value), thirds(own, (i) => view.areas[i].second.value)];
      own.forEach((i, at) => { classes[i] = y.third[at] * 3 + x.third[at]; });
      limits[group] = [x.limits, y.limits];
    }
    view.areas.forEach((area, i) => { if (classes[i] >= 0) area.words = words(classes[i], first, second); });
    const counts = new Array(9).fill(0);
    classes.forEach((c) => { if (c >= 0) counts[c] += 1; });
    const scale = { kind: "bivariate", classes, counts, limits, perCountry, n: 9, first, second, rank: wm.scale(first, state).rank };
    scale.colours = () => wm.palette().bivariate;
    scale.colour = (i) => scale.colours()[classes[i]];
    return scale;
  };

  function thirds(own, valueOf) {
    const sorted = own.map(valueOf).sort((a, b) => a - b);
    const third = own.map((i) => Math.max(1, Math.ceil(((upper(sorted, valueOf(i))) / sorted.length) * 3)) - 1);
    const highest = [0, 1].map((c) => own.reduce((most, i, at) => (third[at] <= c ? Math.max(most, valueOf(i)) : most), -Infinity));
    return { third, limits: highest };
  }

  /** How many lie at or below a value; equal values share a third. */
  function upper(sorted, value) {
    let [from, to] = [0, sorted.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (sorted[middle] <= value) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  const short = (view) => (view.set.meta.short || view.set.meta.title).replace(/\u00ad/g, "");
  const words = (c, first, second) =>
    [wm.pair(short(first), wm.t(`two.${LEVELS[c % 3]}`)), wm.pair(short(second), wm.t(`two.${LEVELS[Math.floor(c / 3)]}`))].join(", ");

  /** For the name of an area: `, price: 2.310 €/m², vacancy: high, price: low`. */
  bivariate.said = (area) => `, ${wm.pair(short(wm.now.second || { set: wm.second.set }), wm.format(area.second.value, wm.second.set.meta))}, ${area.words}`;

  bivariate.rows = (id) => {
    const { view, scale } = wm.now;
    if (scale.kind !== "bivariate") return [];
    const area = view.areas[view.set.ids.indexOf(id)];
    return area && area.words ? [[wm.t("two.class"), area.words]] : [];
  };

  /** In words: how often both are high, both low, and one against the other; the rank correlation with n, never a cause. */
  bivariate.summary = (view, scale) => {
    const n = (c) => wm.number(scale.counts[c]);
    const areas = wm.t(`map.in.${wm.map.level}`);
    const found = [["main", wm.t("two.summary", { first: short(scale.first), second: short(scale.second), high: n(8), low: n(0), right: n(2), left: n(6), n: wm.number(view.valued.length), areas })]];
    const groups = scale.perCountry ? wm.COUNTRIES : ["all"];
    const said = groups.map((group) => {
      const own = view.valued.filter((area) => group === "all" || area.country === group);
      const r = wm.second.correlation(own.map((area) => [area.value, area.second.value]));
      if (r === null) return null;
      const text = `${wm.number(r, 2)} (n\u00a0=\u00a0${wm.number(own.length)})`;
      return group === "all" ? text : wm.pair(wm.boot.countries[group], text);
    }).filter(Boolean);
    if (said.length) found.push(["main", wm.t("two.correlation", { list: said.join(wm.t("list.part")) })]);
    return found;
  };

  const CELL = 46;
  /** A square of nine: first figure to the right, second upwards, counts in the cells; pointing at one shows its areas. */
  bivariate.legend = (view, scale) => {
    light(view, scale, null); // a legend built anew has no cell that is pointed at
    const colours = scale.colours();
    const [left, side] = [22, CELL * 3];
    const cells = scale.counts.map((n, c) => {
      const [x, y] = [left + (c % 3) * CELL, (2 - Math.floor(c / 3)) * CELL];
      const name = `${words(c, scale.first, scale.second)}: ${wm.count(`map.n.${wm.map.level}`, n)}`;
      const cell = svg("g", { class: "map-cell-of-two", tabindex: c ? -1 : 0, role: "img", "aria-label": name, "data-class": c, onpointerenter: () => light(view, scale, c), onpointerleave: () => light(view, scale, null), onfocus: () => light(view, scale, c), onblur: () => light(view, scale, null) }, [
        svg("title", {}, name),
        svg("rect", { class: "map-box", x, y, width: CELL, height: CELL, fill: colours[c] }),
        svg("text", { class: "map-count-of-two", x: x + CELL / 2, y: y + CELL / 2 + 4 }, wm.number(n)),
      ]);
      return cell;
    });
    const axis = [
      svg("text", { class: "map-axis-of-two", x: left, y: side + 15 }, `${fitted(short(scale.first), side + 70)} \u2192`),
      svg("text", { class: "map-axis-of-two", transform: `translate(14 ${side}) rotate(-90)` }, `${fitted(short(scale.second), side - 14)} \u2192`),
    ];
    const notes = [wm.t(scale.perCountry ? "two.thirds_country" : "two.thirds", { areas: wm.t(`map.in.${wm.map.level}`) })];
    return [
      svg("svg", { class: "map-of-two", width: wm.layout.legend, height: side + 22, viewBox: `0 0 ${wm.layout.legend} ${side + 22}`, role: "group", "aria-label": wm.t("map.legend.name"), onkeydown: (event) => walk(event, cells) }, [...cells, ...axis]),
      html("p", { class: "map-legend-note" }, notes),
      limitsOf(scale),
    ];
  };

  /** One tab stop for the square; arrows lead from cell to cell. */
  function walk(event, cells) {
    const [dx, dy] = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key] || [0, 0];
    const at = cells.indexOf(document.activeElement);
    const [x, y] = [(at % 3) + dx, Math.floor(at / 3) + dy];
    if (at < 0 || !(dx || dy)) return;
    event.preventDefault();
    if (x < 0 || x > 2 || y < 0 || y > 2) return;
    cells.forEach((cell, i) => cell.setAttribute("tabindex", i === y * 3 + x ? "0" : "-1"));
    cells[y * 3 + x].focus();
  }

  /** Where the thirds end, so that "high" is a figure and no opinion. */
  function limitsOf(scale) {
    const line = (view, at) => Object.entries(scale.limits).map(([group, pair]) => {
      const text = pair[at].map((limit) => wm.short(limit, view.set.meta)).join(" \u00b7 ");
      return group === "all" ? text : `${group} ${text}`;
    }).join(wm.t("list.part"));
    return html("p", { class: "map-legend-note" }, [scale.first, scale.second].map((view, at) => html("span", { class: "map-limits-of-two" }, wm.pair(short(view), line(view, at)))));
  }

  const fitted = (text, room) => {
    if (wm.textWidth(text, 11, 500) <= room) return text;
    const parts = text.split(" ");
    while (parts.length > 1 && wm.textWidth(`${parts.join(" ")} \u2026`, 11, 500) > room) parts.pop();
    return `${parts.join(" ")} \u2026`;
  };

  /** Shows the areas of a class and dims the others. */
  function light(view, scale, c) {
    wm.map.at.paths.forEach((path, i) => wm.set(path, { opacity: c === null || scale.classes[i] === c ? null : "0.22" }));
  }
})((window.wm = window.wm || {}));
