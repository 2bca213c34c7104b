/* The two files behind the map, fetched once each, and the view of one state on them: a value, status and year per area. */
(function (wm) {
  "use strict";

  const files = new Map();
  const fetched = (url) => {
    if (!files.has(url)) {
      const answer = fetch(url).then((response) => {
        if (!response.ok) throw new Error(`${url}: ${response.status}`);
        return response.json();
      });
      answer.catch(() => files.delete(url)); // a failure may be tried again
      files.set(url, answer);
    }
    return files.get(url);
  };

  wm.loadGeo = () => fetched(wm.boot.urls.geo);

  const prepared = new Map();
  /** Data of an indicator at a level, set beside the geometry (promise). */
  wm.loadData = (indicator, level) => {
    const url = wm.boot.urls.data.replace("{indicator}", indicator).replace("{level}", level);
    return Promise.all([fetched(url), wm.loadGeo()]).then(([data, geo]) => {
      if (!prepared.has(url)) prepared.set(url, prepare(data, geo.levels[level]));
      return prepared.get(url);
    });
  };

  wm.fetched = fetched;
  wm.rows = (data, shapes) => {
    const at = new Map(data.ids.map((id, i) => [id, i]));
    return shapes.ids.map((id) => (at.has(id) ? at.get(id) : -1));
  };

  function prepare(data, shapes) {
    const row = wm.rows(data, shapes);
    const totals = {};
    for (const country of shapes.country) totals[country] = (totals[country] || 0) + 1;
    const counts = data.years.map((_, y) => {
      const found = { all: 0 };
      row.forEach((r, i) => {
        if (r < 0 || data.values[y][r] === null) return;
        found.all += 1;
        found[shapes.country[i]] = (found[shapes.country[i]] || 0) + 1;
      });
      return found;
    });
    const pooled = [].concat(...data.values).filter((value) => value !== null).sort((a, b) => a - b);
    const diverging = (data.breaks && data.breaks.diverging) || null;
    const meta = { ...(wm.boot.indicators[data.indicator] || {}), signed: Boolean(diverging) };
    if (data.decimals !== undefined && data.decimals !== null) meta.decimals = data.decimals;
    const full = counts.map((count) => count.all).reduce((a, b) => Math.max(a, b), 0);
    return { vintage: null, data, ids: shapes.ids, country: shapes.country, row, totals, counts, pooled, diverging, meta, full };
  }

  const reasonAt = (wm.reasonAt = (data, y, r) => {
    if (y < 0) return "no_row";
    const found = data.reason[y] && data.reason[y][r];
    if (typeof found === "string" && found) return found;
    return (typeof found === "number" && data.reasons[found]) || null;
  });

  /** Years that have at least one value, in order. */
  wm.playable = (set) => set.data.years.filter((_, y) => set.counts[y].all > 0);

  /** Index of the newest year that holds a value which is no forecast; -1 if there is none. */
  const newest = (set) => {
    const { data } = set;
    for (let y = data.years.length - 1; y >= 0; y -= 1) {
      if (data.values[y].some((value, r) => value !== null && data.status[y][r] !== "F")) return y;
    }
    return -1;
  };
  wm.newestYear = (set) => set.data.years[newest(set)];

  /** What a state shows: per area (in the order of the geometry) value, status, reason, year, index of the year. A set that was
      retold as a change or difference is read anew from its origin. */
  wm.view = (given, state) => wm.retold(plain(given.origin || given, state), state);

  const plain = (set, state) => {
    const latest = state.mode === "latest" || state.year === "latest";
    const { data, row } = set;
    const last = newest(set);
    const fixed = data.years.indexOf(Number(state.year));
    const oldest = latest && last >= 0 ? data.years[last] - (state.window || 15) : null;
    const areas = row.map((r, i) => {
      const y = latest ? newestOf(data, r, last, oldest) : fixed;
      if (y < 0 || r < 0) return gap(set, i, data.years.length ? "no_row" : "uncollected", latest ? null : Number(state.year), -1);
      const value = data.values[y][r];
      if (value === null) return gap(set, i, reasonAt(data, y, r) || "no_row", data.years[y], y, data.status[y][r]);
      return { id: set.ids[i], country: set.country[i], value, status: data.status[y][r], reason: null, year: data.years[y], y };
    });
    const valued = areas.filter((area) => area.value !== null);
    const years = valued.map((area) => area.year);
    return {
      set,
      latest,
      areas,
      valued,
      year: latest ? (last >= 0 ? data.years[last] : null) : Number(state.year),
      y: latest ? last : fixed,
      from: years.length ? Math.min(...years) : null,
      to: years.length ? Math.max(...years) : null,
      oldest,
    };
  };

  const gap = (set, i, reason, year, y, status) => ({ id: set.ids[i], country: set.country[i], value: null, status: status || "O", reason, year, y });

  /** Newest year of an area within the window; where it has none, its newest year up to then, which says why. */
  function newestOf(data, r, last, oldest) {
    if (r < 0) return -1;
    for (let y = last; y >= 0 && data.years[y] >= oldest; y -= 1) {
      if (data.values[y][r] !== null && data.status[y][r] !== "F") return y;
    }
    for (let y = last; y >= 0; y -= 1) if (data.values[y][r] === null) return y;
    return -1;
  }

  /** The nearest year in which an area has a value, or null. */
  wm.nearestYear = (set, id, year) => {
    const r = set.row[set.ids.indexOf(id)];
    let best = null;
    if (r === undefined || r < 0) return null;
    set.data.years.forEach((candidate, y) => {
      const value = set.data.values[y][r];
      if (value === null || set.data.status[y][r] === "F") return;
      if (!best || Math.abs(candidate - year) <= Math.abs(best.year - year)) best = { year: candidate, value };
    });
    return best;
  };

  /** Whether a figure in a value was corrected by hand. */
  wm.corrected = (set, area) => ((set.data.corrected || {})[area.year] || []).includes(set.data.ids.indexOf(area.id));

  /** Real date of a value: of the area's country, or what the file says for all. */
  wm.refDate = (set, area) => {
    const dates = set.data.ref[area.y];
    if (!dates) return null;
    return dates[area.country] || Object.values(dates)[0] || null;
  };
})((window.wm = window.wm || {}));
