/* From values to classes, colours and ranks: one scale, one around zero, or five ranks within each country. */
(function (wm) {
  "use strict";

  /** Class of a value: the first whose upper limit it does not pass. */
  const below = wm.below = (limits, value) => {
    let c = 0;
    while (c < limits.length && value > limits[c]) c += 1;
    return c;
  };

  /** The scale of a view: kind, classes per area, limits, colours, counts. `common`: one scale although a border forbids it. */
  wm.scale = (view, state) => {
    const { set } = view;
    const perCountry = set.data.per_country && state.scale !== "common";
    const scale = perCountry ? ranksPerCountry(view) : signed(view) ? aroundZero(view, state) : sequence(view, state);
    scale.rank = placesOf(view, set.data.per_country); // a rank never crosses such a border, whatever the colours do
    return scale;
  };

  /** Limits around zero of a view that has two directions; a view may bring its own, and its own pool of values over the years. */
  const signed = (view) => view.diverging || view.set.diverging;
  wm.middle = (view) => view.set.middle || 0;
  const pooledOf = (view) => view.pooled || view.set.pooled;
  /** The values that the limits are found on: of all years, or of what is on show. */
  wm.reach = (view, state) => (state.over === "year" ? view.valued.map(({ value }) => value).sort((a, b) => a - b) : pooledOf(view));

  /** The method of a state: natural where limits by hand are asked for and none is named. */
  wm.method = (state) => (state.classes === "manual" && !(state.breaks || []).length ? "natural" : state.classes || "natural");
  /** How many limits by hand lie outside the values, and the lowest and highest of these; null where none does. */
  wm.beyond = (view, scale, state) => {
    const values = wm.reach(view, { over: "years" });
    const many = wm.method(state) === "manual" && values.length ? scale.limits.filter((limit) => !(limit >= values[0] && limit < values[values.length - 1])).length : 0;
    const [low, high] = many ? wm.limits([values[0], values[values.length - 1]]) : [];
    return many ? wm.count("classes.beyond", many, { low, high }) : null;
  };

  const kept = new WeakMap();
  /** Limits found once for the same values. */
  function once(values, key, find) {
    if (!kept.has(values)) kept.set(values, new Map());
    const found = kept.get(values);
    if (!found.has(key)) found.set(key, find());
    return found.get(key);
  }

  function sequence(view, state) {
    const n = state.n || 5;
    const values = wm.reach(view, state);
    const { decimals } = view.meta || view.set.meta;
    const method = wm.method(state);
    if (method === "manual") return classed("sequence", view, state.breaks, "sequence", 0);
    const given = method === "natural" && !view.set.origin && values === view.set.pooled && (view.set.data.breaks || {})[n];
    return classed("sequence", view, given || once(values, method + n, () => wm.breaks[method](values, n, decimals)), "sequence", 0);
  }

  /** Limits on both sides of the middle, which is zero, or 100 of an index; outer classes that nobody reaches are dropped, so that a colour keeps its distance from zero. */
  function aroundZero(view, state) {
    const values = wm.reach(view, state);
    const method = wm.method(state);
    if (method === "manual") return bySides(view, state.breaks);
    const { decimals } = view.meta || view.set.meta;
    const middle = wm.middle(view);
    const n = state.n || 5;
    const from0 = (find) => find(values.map((v) => v - middle)).map((limit) => Number((limit + middle).toPrecision(12)));
    const all = !values.length ? [middle]
      : method !== "natural" ? once(values, `around ${method}${n} ${middle}`, () => from0((v) => wm.breaks.mirrored(method, v, n, decimals)))
      : state.over === "year" ? from0((v) => wm.breaks.diverging(v)) : signed(view);
    let [from, to] = [0, all.length];
    while (to - from > 1 && all[from] < middle && !(values[0] <= all[from])) from += 1;
    while (to - from > 1 && all[to - 1] > middle && !(values[values.length - 1] > all[to - 1])) to -= 1;
    const scale = classed("diverging", view, all.slice(from, to), "diverging", from);
    scale.row = all.length + 1;
    return scale;
  }

  /** Limits by hand: what lies below zero is brown, above blue, a class with zero inside neutral; at most four shades a side. */
  function bySides(view, limits) {
    const scale = classed("diverging", view, limits, "diverging", 0);
    const middle = wm.middle(view);
    const [low, high] = [limits.filter((x) => x < middle).length, limits.filter((x) => x > middle).length];
    const zero = limits.includes(middle);
    const sides = [low + (zero ? 1 : 0), high + (zero ? 1 : 0)];
    const most = Math.min(4, Math.max(...sides, 1));
    scale.colours = () => {
      const row = wm.palette().diverging[2 * most + (zero ? 0 : 1)];
      const near = (far) => Math.min(most, far);
      return Array.from({ length: scale.n }, (_, c) =>
        c < sides[0] ? row[most - near(sides[0] - c)] : !zero && c === sides[0] ? row[most] : row[row.length - 1 - most + near(c - sides[0] + (zero ? 1 : 0))]);
    };
    return scale;
  }

  /** Classes by limits; `skip` colours are left out at the lower end of the palette's row. */
  function classed(kind, view, limits, palette, skip) {
    const n = limits.length + 1;
    const counts = new Array(n).fill(0);
    const classes = view.areas.map((area) => {
      if (area.value === null) return -1;
      const c = below(limits, area.value);
      counts[c] += 1;
      return c;
    });
    const scale = { kind, limits, classes, counts, n, skip, row: n };
    if (kind === "diverging") scale.below = (c) => c < limits.length && limits[c] <= wm.middle(view); // the whole class lies below
    scale.colours = () => {
      const rows = wm.palette()[palette];
      const row = rows[Math.max(2, scale.row)] || rows[9];
      return scale.n === 1 ? [row[row.length - 1]] : row.slice(skip, skip + n);
    };
    scale.colour = (i) => scale.colours()[classes[i]];
    return scale;
  }

  /** Five ranks within each country; equal values share a rank. */
  function ranksPerCountry(view) {
    const classes = new Array(view.areas.length).fill(-1);
    const countries = {};
    for (const country of wm.COUNTRIES) {
      const own = view.areas.map((area, i) => ({ i, value: area.value, country: area.country })).filter((a) => a.country === country && a.value !== null);
      if (!own.length) continue;
      own.sort((a, b) => a.value - b.value);
      const counts = [0, 0, 0, 0, 0];
      const highest = [null, null, null, null, null];
      own.forEach((area, place) => {
        let last = place;
        while (last + 1 < own.length && own[last + 1].value === area.value) last += 1;
        const c = Math.max(1, Math.ceil(((last + 1) / own.length) * 5)) - 1;
        classes[area.i] = c;
        counts[c] += 1;
        highest[c] = area.value;
      });
      const limits = highest.slice(0, 4);
      for (let c = 0; c < 4; c += 1) if (limits[c] === null) limits[c] = c ? limits[c - 1] : own[0].value;
      countries[country] = { n: own.length, counts, limits, low: own[0].value, high: own[own.length - 1].value };
    }
    const scale = { kind: "country", classes, countries, n: 5 };
    scale.colour = (i) => wm.palette().country[view.areas[i].country][classes[i]];
    return scale;
  }

  /** Place of each area among those with a value, 1 for the highest, ties sharing the better one; within the country for grades C and D. */
  /** A value of low reliability (U) is coloured, but has no place. */
  function placesOf(view, perCountry) {
    const groups = {};
    view.areas.forEach((area, i) => {
      if (area.value === null || area.status === "U") return;
      const group = perCountry ? area.country : "all";
      (groups[group] = groups[group] || []).push(i);
    });
    const places = new Array(view.areas.length).fill(null);
    for (const group of Object.values(groups)) {
      group.sort((a, b) => view.areas[b].value - view.areas[a].value);
      let place = 0;
      group.forEach((i, at) => {
        if (!at || view.areas[group[at - 1]].value !== view.areas[i].value) place = at + 1;
        places[i] = { place, of: group.length };
      });
    }
    return places;
  }

  /** Which pattern a reason takes. */
  wm.PATTERN = {
    not_collected: "dots",
    uncollected: "dots",
    district_only: "dots",
    suppressed: "diagonals",
    not_delivered: "circles",
    licence: "circles",
    no_row: "circles",
    not_convertible: "grid",
    break: "grid",
    cannot_exist: "flat",
    undefined: "flat",
    unreliable: "crossed",
  };
})((window.wm = window.wm || {}));
