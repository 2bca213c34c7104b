/* From values to classes, colours and ranks: one scale, one around zero, or five ranks within each country. */
(function (wm) {
  "use strict";

  const below = (limits, value) => {
    let c = 0;
    while (c < limits.length && value > limits[c]) c += 1;
    return c;
  };

  /** The scale of a view: kind, classes per area, colours, counts. `common`: one scale although a border forbids it. */
  wm.scale = (view, state) => {
    const { set } = view;
    const perCountry = set.data.per_country && state.scale !== "common";
    const scale = perCountry ? ranksPerCountry(view) : set.diverging ? aroundZero(view) : sequence(view, state.n || 5);
    scale.rank = placesOf(view, set.data.per_country); // a rank never crosses such a border, whatever the colours do
    return scale;
  };

  function sequence(view, n) {
    const breaks = view.set.data.breaks || {};
    const given = breaks[n] || breaks[5] || [];
    const limits = given.length === Number(n) ? given.slice(0, -1) : given; // files may carry the highest value as a last limit
    return classed("sequence", view, limits, "sequence", 0);
  }

  function aroundZero(view) {
    const { diverging, pooled, middle = 0 } = view.set;
    const high = pooled[pooled.length - 1];
    let [from, to] = [0, diverging.length];
    while (to - from > 1 && diverging[from] < middle && pooled[0] > diverging[from]) from += 1;
    while (to - from > 1 && diverging[to - 1] > middle && high <= diverging[to - 1]) to -= 1;
    const scale = classed("diverging", view, diverging.slice(from, to), "diverging", from);
    scale.row = diverging.length + 1;
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
