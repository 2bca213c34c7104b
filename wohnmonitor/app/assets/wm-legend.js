/* The legend on one scale: histogram in class colours with flags, colour bar, counts, rug per country; then hatching and gaps. */
(function (wm) {
  "use strict";

  const svg = wm.svg;
  const BARS = () => (wm.layout.two ? 24 : 48);
  const FLAG = 21;

  wm.buildLegend = () => {
    wm.legendBody = wm.html("div", { class: "map-legend-scale" });
    wm.legendGaps = wm.html("div", { class: "map-legend-gaps" });
    wm.classesOpen = wm.classesButton();
    return wm.html("div", { class: "map-side" }, [wm.summary, wm.html("div", { class: "map-legend", role: "group", "aria-label": wm.t("map.legend.name") }, [wm.legendBody, wm.classesOpen, wm.legendGaps])]);
  };

  wm.paintLegend = (view, scale) => {
    const body = !view.valued.length ? [] : scale.kind === "bivariate" ? wm.bivariate.legend(view, scale) : scale.kind === "country" ? wm.countryBars(view, scale) : histogram(view, scale);
    wm.legendBody.replaceChildren(...body);
    wm.classesOpen.hidden = !view.valued.length || scale.kind === "bivariate";
    wm.say(wm.classesOpen, wm.classesWords(scale));
    wm.legendGaps.replaceChildren(...gapRows(view, scale));
  };

  /** The axis: linear, or logarithmic where equal steps would press classes together; both ends may clip what lies far out. */
  function axisOf(view, scale, width) {
    const pooled = wm.reach(view, { over: "years" });
    const within = (limit) => limit >= pooled[0] && limit <= pooled[pooled.length - 1];
    const limits = wm.method(wm.state) === "manual" ? scale.limits.filter(within) : scale.limits; // typed ones beyond the values stand at the ends
    const at = (share) => pooled[Math.min(pooled.length - 1, Math.max(0, Math.round(share * (pooled.length - 1))))];
    let [low, high] = [at(0.005), at(0.995)];
    if (limits.length) {
      const steps = limits.slice(1).map((limit, i) => limit - limits[i]).sort((a, b) => a - b);
      const step = steps.length ? steps[steps.length >> 1] : (high - low) / 4;
      const floor = pooled[0] >= 0 ? 0 : -Infinity; // what cannot be negative gets no axis below zero
      if (scale.kind === "diverging") [low, high] = [limits[0] - step, limits[limits.length - 1] + step];
      else [low, high] = [Math.max(floor, Math.min(low, limits[0] - step * 0.5)), Math.max(high, limits[limits.length - 1] + step * 0.5)];
    }
    if (!(high > low)) [low, high] = [low - Math.abs(low || 1) * 0.1, high + Math.abs(high || 1) * 0.1];
    const edges = (f) => [low, ...limits, high].map(f);
    if (!limits.length) return { low, high, x: (v) => ((Math.min(high, Math.max(low, v)) - low) / (high - low)) * width, log: false };
    const narrowest = (f) => edges(f).slice(1).map((x, i) => x - edges(f)[i]).reduce((a, b) => Math.min(a, b), width);
    const linear = (v) => ((Math.min(high, Math.max(low, v)) - low) / (high - low)) * width;
    if (narrowest(linear) >= 26 || scale.kind === "diverging" || !(limits[0] > 0) || high / limits[0] < 4) return { low, high, x: linear, log: false };
    const start = Math.min(limits[0] * 0.6, Math.max(at(0.02), limits[0] * 0.08));
    const end = pooled[pooled.length - 1];
    const log = (v) => (Math.log(Math.min(end, Math.max(start, v)) / start) / Math.log(end / start)) * width;
    return narrowest(log) > narrowest(linear) ? { low: start, high: end, x: log, log: true } : { low, high, x: linear, log: false };
  }

  function histogram(view, scale) {
    const width = wm.layout.legend;
    const axis = axisOf(view, scale, width);
    const colours = scale.colours();
    const edges = [0, ...scale.limits.map(axis.x), width];
    const bars = barsOf(view, scale, axis, edges);
    const flags = flagsOf(view, axis);
    const clipped = clippedOf(view, axis);
    const levels = flags.reduce((most, flag) => Math.max(most, flag.level), -1) + 1;
    const lines = clipped.length ? 14 : 0;
    const top = lines + Math.max(levels * FLAG + 2, 4);
    const base = top + BARS();
    const parts = [];
    const tallest = bars.reduce((most, bar) => Math.max(most, bar.dense), 0) || 1;
    for (const bar of bars) {
      const h = bar.n ? Math.max(2, (bar.dense / tallest) * BARS()) : 0;
      if (h) parts.push(svg("rect", { class: "map-bar", x: f(bar.x + 0.4), y: f(base - h), width: f(Math.max(0.4, bar.w - 0.8)), height: f(h), fill: colours[bar.c] }));
    }
    for (let c = 0; c < scale.n; c += 1) {
      const box = { x: f(edges[c]), y: base + 3, width: f(edges[c + 1] - edges[c]), height: 11 };
      parts.push(svg("rect", { class: "map-box", ...box, fill: colours[c] }));
      if (scale.below && scale.below(c)) parts.push(svg("rect", { class: "map-below-key", ...box }));
    }
    parts.push(...wm.flagMarks(flags, base + 14, (flag) => top - 10 - flag.level * FLAG));
    const [words, thousands] = limitWords(view, scale, edges);
    const wide = words.map((word) => wm.textWidth(word, 10.5, 400) + 5);
    const moved = spread(edges.slice(1, -1), wide, width).some((x, i) => Math.abs(x - Math.min(width - wide[i] / 2, Math.max(wide[i] / 2, edges[i + 1]))) > 12);
    const low = moved ? 11 : 0; // too many for one line: every other one stands lower
    for (const line of low ? [0, 1] : [0]) {
      const own = words.map((_, i) => i).filter((i) => !low || i % 2 === line);
      spread(own.map((i) => edges[i + 1]), own.map((i) => wide[i]), width).forEach((x, at) => {
        parts.push(svg("path", { class: "map-tick", d: `M${f(edges[own[at] + 1])} ${base + 3}v15` }));
        parts.push(svg("text", { class: "map-limit", x: f(x), y: base + 27 + line * low }, words[own[at]]));
      });
    }
    const middles = edges.slice(1).map((x, i) => (x + edges[i]) / 2);
    const numbers = scale.counts.map((n) => wm.number(n));
    spread(middles, numbers.map((word) => wm.textWidth(word, 11, 600) + 4), width).forEach((x, i) =>
      parts.push(svg("text", { class: "map-count", x: f(x), y: base + 42 + low }, numbers[i])));
    clipped.forEach(({ text, right }) => parts.push(svg("text", { class: "map-clipped", x: right ? width : 0, y: 10, "text-anchor": right ? "end" : "start" }, text)));
    const rug = wm.layout.two ? { parts: [], height: 0 } : rugOf(view, axis, base + 50 + low, width);
    parts.push(...rug.parts);
    const height = base + 50 + low + rug.height;
    const notes = [wm.t(`map.legend.count.${wm.map.level}`)];
    if (thousands) notes.push(wm.t("map.legend.thousands"));
    if (["low", "high"].includes(view.set.meta.direction)) notes.push(wm.t(`classes.${view.set.meta.direction}`));
    const beyond = wm.beyond(view, scale, wm.state);
    if (beyond) notes.push(beyond.replace(/\.$/, ""));
    if (axis.log) notes.push(wm.t("map.legend.log"));
    if (view.told && view.told.mode === "change" && view.told.since !== null && wm.state.over !== "year") notes.push(wm.t("map.legend.span", { n: view.year - view.told.since }));
    return [
      svg("svg", { class: "map-histogram", width: "100%", height, viewBox: `-1 0 ${width + 2} ${height}`, role: "img", "aria-label": spoken(scale, words, thousands) }, parts),
      wm.html("p", { class: "map-legend-note" }, notes.join(wm.t("list.part"))),
    ];
  }

  const f = (x) => x.toFixed(1);

  /** Bars of about 8 px that never straddle a limit; their area, not their height, tells how many. */
  function barsOf(view, scale, axis, edges) {
    const bars = [];
    const first = [];
    for (let c = 0; c < scale.n; c += 1) {
      const room = edges[c + 1] - edges[c];
      const many = Math.max(1, Math.round(room / 8.2));
      first.push([bars.length, many]);
      for (let b = 0; b < many; b += 1) bars.push({ c, x: edges[c] + (room / many) * b, w: room / many, n: 0 });
    }
    view.areas.forEach((area, i) => {
      const c = scale.classes[i];
      if (c < 0) return;
      const [start, many] = first[c];
      const within = Math.floor((axis.x(area.value) - edges[c]) / ((edges[c + 1] - edges[c]) / many) - 1e-6);
      bars[start + Math.min(many - 1, Math.max(0, within || 0))].n += 1; // a class may have no room
    });
    for (const bar of bars) bar.dense = bar.n / Math.max(1, bar.w);
    return bars;
  }

  /** Numbered flags of the selection, on as many levels as keep them apart. */
  function flagsOf(view, axis) {
    const flags = [];
    wm.state.areas.forEach((id, order) => {
      const i = view.set.ids.indexOf(id);
      if (i < 0 || view.areas[i].value === null) return;
      const x = Math.min(wm.layout.legend - 9, Math.max(9, axis.x(view.areas[i].value)));
      let level = 0;
      while (flags.some((flag) => flag.level === level && Math.abs(flag.x - x) < 20)) level += 1;
      flags.push({ order, x, line: axis.x(view.areas[i].value), level });
    });
    return flags;
  }

  /** Flags from the bar up to their numbers; all lines lie below all numbers. */
  wm.flagMarks = (flags, foot, height) => {
    const marks = flags.map((flag) => flagMark(flag, foot, height(flag)));
    return [...marks.map(([line]) => line), ...marks.flatMap(([, ...number]) => number)];
  };
  const flagMark = ({ order, x, line }, foot, y) => {
    const style = `--own:var(--wm-selection-${(order % 5) + 1})`;
    return [
      svg("path", { class: `map-flag-line${order > 4 ? " map-dashed" : ""}`, style, d: `M${f(line)} ${foot}V${f(y + 12)}L${f(x)} ${f(y + 8)}` }),
      svg("circle", { class: "map-number-ground", style, cx: f(x), cy: f(y), r: 9 }),
      svg("text", { class: "map-number", x: f(x), y: f(y + 4) }, String(order + 1)),
    ];
  };
  /** Values beyond the axis, named: the farthest, and how many more. */
  function clippedOf(view, axis) {
    const { meta } = view.set;
    const ends = [
      [view.valued.filter(({ value }) => value > axis.high), (a, b) => b.value - a.value, true],
      [view.valued.filter(({ value }) => value < axis.low), (a, b) => a.value - b.value, false],
    ];
    return ends.filter(([areas]) => areas.length).map(([areas, order, right]) => {
      const far = areas.sort(order)[0];
      const more = areas.length > 1 ? ` (+${areas.length - 1})` : "";
      const text = `${wm.name(far.id)} ${wm.number(far.value, meta.decimals, meta.signed)}${more}`;
      return { right, text: right ? `${text} \u25b8` : `\u25c2 ${text}` };
    });
  }

  /** Limits as words; in thousands where they would not fit otherwise. */
  function limitWords(view, scale, edges) {
    const words = wm.limits(scale.limits, scale.kind === "diverging" && !view.set.middle);
    const cramped = words.some((word, i) => i && edges[i + 1] - edges[i] < wm.textWidth(word, 10.5, 400) + 3);
    if (!cramped || !scale.limits.every((limit) => limit >= 1000)) return [words, false];
    return [scale.limits.map((limit) => wm.limits([limit / 1000])[0]), true];
  }

  /** Moves centres apart until texts of these widths do not touch, within 0 … width. */
  function spread(centres, widths, width) {
    const x = [...centres];
    for (let round = 0; round < 60; round += 1) {
      for (let i = 1; i < x.length; i += 1) {
        const lack = (widths[i] + widths[i - 1]) / 2 - (x[i] - x[i - 1]);
        if (lack > 0) {
          x[i - 1] -= lack / 2;
          x[i] += lack / 2;
        }
      }
      for (let i = 0; i < x.length; i += 1) x[i] = Math.min(width - widths[i] / 2 + 2, Math.max(widths[i] / 2 - 2, x[i]));
    }
    return x;
  }

  /** One row of marks per country that has values. */
  function rugOf(view, axis, top, width) {
    const parts = [];
    let y = top;
    for (const country of wm.COUNTRIES) {
      const own = view.valued.filter((area) => area.country === country);
      if (!own.length) continue;
      parts.push(svg("text", { class: "map-rug-name", x: 0, y: y + 7 }, country));
      const d = own.map(({ value }) => `M${f(Math.max(19, axis.x(value)))} ${y + 1}v6`).join("");
      parts.push(svg("path", { class: "map-rug", d }));
      y += 10;
    }
    return { parts, height: y - top, width };
  }

  /** The scale in words, for those who do not see it. */
  function spoken(scale, words, thousands) {
    const unit = thousands ? ` (${wm.t("map.legend.thousands")})` : "";
    return scale.counts.map((n, c) => {
      const [from, to] = [words[c - 1], words[c]];
      const range = from === undefined ? wm.t("map.legend.to", { to }) : to === undefined ? wm.t("map.legend.over", { from }) : `${from}\u2013${to}`;
      return scale.n === 1 ? wm.count(`map.n.${wm.map.level}`, n) : wm.pair(range, wm.count(`map.n.${wm.map.level}`, n));
    }).join(wm.t("list.part")) + unit;
  }

  const capital = (text) => text[0].toUpperCase() + text.slice(1);

  /** Hatchings and gap reasons that occur, with counts; together with the classes they add up to all areas. */
  function gapRows(view, scale) {
    const row = (mark, text, n) => wm.html("div", { class: "map-gap-row" }, [mark, wm.html("span", {}, text), wm.html("b", {}, wm.number(n))]);
    const rows = [];
    const estimated = view.areas.findIndex((area) => area.value !== null && area.status === "E");
    if (estimated >= 0) {
      const n = view.valued.filter((area) => area.status === "E").length;
      rows.push(row(wm.swatch("hatch", scale.colour(estimated)), capital(wm.t("map.legend.estimated")), n));
    }
    const gaps = wm.gaps(view);
    const missing = view.areas.length - view.valued.length;
    if (!missing) return [...rows, row(wm.swatch("diagonals"), wm.t("map.legend.no_gap"), 0)];
    const only = (areas) => {
      const countries = [...new Set(areas.map((area) => area.country))];
      return countries.length === 1 ? ` (${countries[0]})` : "";
    };
    if (gaps.length > 1) rows.push(wm.html("p", { class: "map-gap-total" }, wm.t("map.legend.gaps", { areas: wm.count(`map.n.${wm.map.level}`, missing) })));
    for (const [reason, areas] of gaps) {
      const text = wm.t(`reason.${reason}`);
      rows.push(row(wm.swatch(wm.PATTERN[reason] || "circles"), capital(text) + only(areas), areas.length));
    }
    return rows;
  }
})((window.wm = window.wm || {}));
