/* From two figures to one: the change between two years, the difference from a benchmark. The same figures as view.py. */
(function (wm) {
  "use strict";

  const telling = wm.boot.telling || { suited: {}, differences: [], trend: [], decimals: {}, offered: {}, comparable: {} };
  const LEVELS_ABOVE = ["region", "country"];
  const RANKS = "APBEUF";

  /** Measures that suit an indicator in a mode, the usual one first. */
  wm.measuresOf = (meta, mode) => {
    const suited = telling.suited[meta.unit_kind] || ["absolute"];
    return mode === "change" ? suited : telling.differences.filter((measure) => suited.includes(measure));
  };

  /** The one rule of comparability. */
  const may = (meta, use, countries) =>
    Object.entries(meta.grades || {}).every(([pair, grade]) => !pair.split("-").every((country) => countries.includes(country)) || (telling.comparable[grade] || []).includes(use));

  /** How a state tells its figures: mode, measure, benchmark, first year; null for values as they are. */
  wm.telling = (state, meta) => {
    const { mode } = state;
    if (mode !== "change" && mode !== "difference") return null;
    const suited = wm.measuresOf(meta, mode);
    const measure = suited.includes(state.measure) ? state.measure : suited[0];
    if (mode === "change") return { mode, measure, since: state.from === null || state.from === undefined ? null : Number(state.from), benchmark: null, fell: false };
    return { mode, measure, since: null, ...benchmarkOf(state, meta) };
  };

  wm.benchmarks = (meta, level) => (meta.unit_kind === "count" ? [] : telling.offered[level] || []);

  function benchmarkOf(state, meta) {
    const offered = wm.benchmarks(meta, state.level);
    let asked = state.benchmark || "emr";
    if (!["emr", "country", "region"].includes(asked)) {
      const level = (wm.boot.areas[asked] || {}).l;
      if (level === state.level || (offered.length && LEVELS_ABOVE.includes(level))) return { benchmark: asked, fell: false };
      asked = "emr";
    }
    if (asked === "emr" && !may(meta, "scale", wm.COUNTRIES)) return { benchmark: offered.includes("country") ? "country" : null, fell: true };
    return { benchmark: offered.includes(asked) ? asked : offered[0] || null, fell: false };
  }

  /** The benchmark of one area; null where it has none, or a border of grade C or D lies between. */
  function markOf(told, id, meta) {
    const area = wm.boot.areas[id] || {};
    let mark = told.benchmark;
    if (mark === "country") mark = area.c;
    else if (mark === "region") mark = area.l === "region" ? id : area.r;
    if (!mark || mark === "emr") return mark || null;
    return may(meta, "scale", [area.c, (wm.boot.areas[mark] || {}).c]) ? mark : null;
  }

  const rounded = (value, decimals) => Math.floor(value * 10 ** decimals + 0.5) / 10 ** decimals;

  /** Two figures as one; null where there is no ratio. */
  function figure(measure, before, now, years, decimals) {
    if (measure === "absolute" || measure === "points") return rounded(now - before, decimals + 2);
    if (!(before > 0) || now < 0) return null;
    let ratio = now / before;
    if (measure === "yearly") ratio **= 1 / Math.max(years, 1);
    return rounded(measure === "index" ? ratio * 100 : (ratio - 1) * 100, telling.decimals[measure] + 2);
  }

  const rank = (status) => (status === "B" ? 0 : Math.max(0, RANKS.indexOf(status || "A")));
  const weaker = (a, b) => RANKS[Math.max(rank(a), rank(b))];

  /** Value of a larger area or of one on the map in a year: {value, status, coverage}, or null. */
  wm.markAt = (set, id, y) => {
    const { data } = set;
    if (id === null || y < 0) return null;
    const year = String(data.years[y]);
    const above = data.upper && data.upper[id];
    const r = data.ids.indexOf(id);
    if (r >= 0) return data.values[y][r] === null ? null : { id, value: data.values[y][r], status: data.status[y][r], coverage: 1 };
    if (!above || above[year] === undefined) return null;
    const [status, coverage] = ((data.upper_told || {})[id] || {})[year] || ["A", 1];
    return { id, value: above[year], status, coverage };
  };

  /** The change of one row between two indices of years: what replaces its value. */
  function changed(set, told, r, from, to) {
    const { data } = set;
    const [before, now] = [from < 0 ? null : data.values[from][r], data.values[to][r]];
    if (before === null || now === null) return { before, now, value: null };
    if (data.segment && data.segment[from][r] !== data.segment[to][r]) return { before, now, value: null, reason: "break", status: "O" };
    const value = figure(told.measure, before, now, data.years[to] - data.years[from], set.meta.decimals || 0);
    if (value === null) return { before, now, value, reason: "undefined", status: "M" };
    return { before, now, value, reason: null, status: weaker(data.status[to][r], data.status[from][r]) };
  }

  /** A view of one year told as a change or a difference; any other view as it is. */
  wm.retold = (plain, state) => {
    const told = wm.telling(state, plain.set.meta);
    if (!told) return plain;
    const { set, y } = plain;
    const from = set.data.years.indexOf(told.since);
    const marks = new Map();
    const areas = plain.areas.map((area, i) => {
      const r = set.row[i];
      if (r < 0 || y < 0) return area;
      if (told.mode === "change") {
        const found = changed(set, told, r, from, y);
        if (found.value !== null || found.reason) return { ...area, ...found };
        return area.value === null ? { ...area, ...found } : { ...area, ...found, reason: wm.reasonAt(set.data, from, r), status: from < 0 ? "O" : set.data.status[from][r] };
      }
      const id = markOf(told, area.id, set.meta);
      if (!marks.has(id)) marks.set(id, wm.markAt(set, id, y));
      const mark = marks.get(id);
      if (area.value === null) return { ...area, now: null, before: mark && mark.value, mark: id };
      const value = mark ? figure(told.measure, mark.value, area.value, 1, set.meta.decimals || 0) : null;
      const more = { now: area.value, before: mark && mark.value, mark: id, value };
      return value === null ? { ...area, ...more, reason: "undefined", status: "M" } : { ...area, ...more, status: weaker(area.status, mark.status) };
    });
    return { ...plain, told, areas, marks: [...marks.values()].filter(Boolean), valued: areas.filter((area) => area.value !== null), set: retoldSet(set, told, areas, plain, state) };
  };

  /** The set as the scale, the legend and the words read it: other unit, other values to class, limits around zero. */
  function retoldSet(set, told, areas, plain, state) {
    const kept = set.kept || (set.kept = new Map());
    const key = [told.mode, told.measure, told.since, plain.year, told.benchmark, state.over].join(" ");
    if (kept.has(key)) return kept.get(key);
    const middle = told.measure === "index" ? 100 : 0;
    const pooled = pool(set, told, areas, plain, state);
    const use = told.mode === "change" && telling.trend.includes(told.measure) ? "trend" : "scale";
    const unit = told.measure === "absolute" ? set.meta.unit_text : told.measure === "index" ? "" : wm.t(`measure.unit_${told.measure}`);
    const meta = {
      ...set.meta, unit_text: unit, signed: told.measure !== "index",
      decimals: told.measure in telling.decimals ? telling.decimals[told.measure] : set.meta.decimals,
    };
    const data = { ...set.data, breaks: {}, per_country: !may(set.meta, use, wm.COUNTRIES), decimals: meta.decimals };
    const found = { ...set, origin: set, told, meta, data, pooled, middle, diverging: pooled.length ? around(pooled, middle) : null };
    kept.set(key, found);
    return found;
  }

  /** Values that make the limits: those of all years of the same span (or of this one, where the reader asks so), in order. */
  function pool(set, told, areas, plain, state) {
    const here = () => areas.map((area) => area.value).filter((value) => value !== null).sort((a, b) => a - b);
    if (state.over === "year" || (told.mode === "change" && told.since === null)) return here();
    if (told.mode === "difference") return poolOfYears(set, told);
    const span = plain.year - told.since;
    const spans = set.spans || (set.spans = new Map());
    const key = `${span} ${told.measure}`;
    if (!spans.has(key)) {
      const values = [];
      set.data.years.forEach((year, to) => {
        const from = set.data.years.indexOf(year - span);
        if (from < 0) return;
        set.row.forEach((r) => {
          const found = r < 0 ? null : changed(set, told, r, from, to);
          if (found && found.value !== null && found.status !== "F") values.push(found.value);
        });
      });
      spans.set(key, values.sort((a, b) => a - b));
    }
    return spans.get(key).length ? spans.get(key) : here();
  }

  /** The differences of all years, in order: a colour means the same in each. */
  function poolOfYears(set, told) {
    const values = [];
    const ids = set.ids.map((id) => markOf(told, id, set.meta));
    set.data.years.forEach((_, y) => {
      const marks = new Map([...new Set(ids)].map((id) => [id, wm.markAt(set, id, y)]));
      set.row.forEach((r, i) => {
        const mark = marks.get(ids[i]);
        if (r < 0 || !mark || set.data.values[y][r] === null || set.data.status[y][r] === "F") return;
        const value = figure(told.measure, mark.value, set.data.values[y][r], 1, set.meta.decimals || 0);
        if (value !== null) values.push(value);
      });
    });
    return values.sort((a, b) => a - b);
  }

  /** Steps of equal, round size on both sides of the middle: figures.classes.diverging. */
  function around(pooled, middle, n = 8) {
    const far = pooled.map((value) => Math.abs(value - middle)).sort((a, b) => a - b);
    const at = 0.95 * (far.length - 1);
    const low = Math.floor(at);
    const reach = far[low] + (at - low) * ((far[low + 1] === undefined ? far[low] : far[low + 1]) - far[low]) || far[far.length - 1] || 1;
    const size = reach / (n / 2);
    const power = 10 ** Math.floor(Math.log10(size));
    const step = [1, 2, 2.5, 5, 10].map((m) => m * power).find((one) => one >= size * 0.93);
    return Array.from({ length: n - 1 }, (_, i) => Number((middle + step * (i + 1 - n / 2)).toFixed(10)));
  }
})((window.wm = window.wm || {}));
