/* The legend where a scale may not cross a border: five ranks per country, equal boxes, each country with its own limits. */
(function (wm) {
  "use strict";

  const svg = wm.svg;

  /** One bar per country that has values, and the note that says how to read them. */
  wm.countryBars = (view, scale) => {
    const { meta } = view.set;
    const palettes = wm.palette().country;
    const shown = wm.COUNTRIES.slice().sort((a, b) => order(a) - order(b)).filter((country) => scale.countries[country]);
    const words = shown.map((country) => wordsOf(scale.countries[country], meta, 1));
    const all = shown.map((country) => scale.countries[country]);
    const thousands = words.some(cramped) && all.every(({ low }) => low >= 1000);
    const bars = shown.map((country, i) => bar(view, country, all[i], palettes[country], meta, thousands ? wordsOf(all[i], meta, 1000) : words[i]));
    const note = wm.t(`map.legend.fifths.${wm.map.level}`) + (thousands ? wm.t("list.part") + wm.t("map.legend.thousands") : "");
    const set = wm.layout.two ? [wm.html("div", { class: "map-bars-of-two" }, bars)] : bars;
    return [...set, wm.html("p", { class: "map-legend-note" }, note)];
  };

  /** Limits of a country's bar from lowest to highest value, in units or thousands. */
  const wordsOf = (own, meta, unit) =>
    [own.low, ...own.limits, own.high].map((limit) => wm.number(limit / unit, unit === 1 ? meta.decimals || 0 : 0, meta.signed));

  /** True where limits would touch below boxes of equal width; the outer ones stand inwards. */
  const cramped = (words) => {
    const w = words.map((word) => wm.textWidth(word, 10.5, 400) + 4);
    const box = wm.layout.legend / 5;
    return w[0] + w[1] / 2 > box || w[5] + w[4] / 2 > box || w.slice(1, 4).some((a, i) => (a + w[i + 2]) / 2 > box);
  };
  const order = (country) => ["NL", "BE", "DE"].indexOf(country);

  function bar(view, country, own, colours, meta, words) {
    const small = wm.layout.two; // three side by side, with the outer limits only
    const width = small ? wm.layout.legend / 3 - 8 : wm.layout.legend;
    const box = width / 5;
    const flags = flagsOf(view, country, own, box);
    const levels = flags.reduce((most, flag) => Math.max(most, flag.level), -1) + 1;
    const top = levels ? levels * 21 + 5 : 2;
    const parts = [];
    for (let c = 0; c < 5; c += 1) {
      parts.push(svg("rect", { class: "map-box", x: box * c, y: top, width: box, height: 17, fill: colours[c] }));
      parts.push(svg("text", { class: "map-count", x: box * (c + 0.5), y: top + 45 }, wm.number(own.counts[c])));
    }
    words.forEach((word, i) => {
      if (small && i > 0 && i < 5) return;
      const anchor = i === 0 ? "start" : i === 5 ? "end" : "middle";
      parts.push(svg("path", { class: "map-tick", d: `M${box * i} ${top}v20` }));
      parts.push(svg("text", { class: "map-limit", x: box * i, y: top + 31, "text-anchor": anchor, style: `text-anchor:${anchor}` }, word));
    });
    parts.push(...wm.flagMarks(flags, top + 17, (flag) => top - 11 - flag.level * 21));
    const statistic = (meta.statistic || {})[country];
    const height = top + 50;
    return wm.html("div", { class: "map-country-bar" }, [
      wm.html("div", { class: "map-country-head" }, [
        wm.html("b", {}, wm.boot.countries[country]),
        !small && statistic && statistic !== "\u2013" && wm.html("span", { class: "map-statistic" }, statistic),
        !small && wm.html("span", { class: "map-of" }, wm.count(`map.n.${wm.map.level}`, own.n)),
      ]),
      svg("svg", { width: "100%", height, viewBox: `-1 0 ${width + 2} ${height}`, role: "img", "aria-label": spoken(country, words, own) }, parts),
    ]);
  }

  /** Flags stand within the box of their rank, at their place between its limits. */
  function flagsOf(view, country, own, box) {
    const flags = [];
    const edges = [own.low, ...own.limits, own.high];
    wm.state.areas.forEach((id, number) => {
      const i = view.set.ids.indexOf(id);
      if (i < 0 || view.areas[i].value === null || view.areas[i].country !== country) return;
      const { value } = view.areas[i];
      let c = 0;
      while (c < 4 && value > own.limits[c]) c += 1;
      const share = edges[c + 1] > edges[c] ? (value - edges[c]) / (edges[c + 1] - edges[c]) : 0.5;
      const line = box * (c + Math.min(0.94, Math.max(0.06, share)));
      const x = Math.min(box * 5 - 9, Math.max(9, line));
      let level = 0;
      while (flags.some((flag) => flag.level === level && Math.abs(flag.x - x) < 20)) level += 1;
      flags.push({ order: number, x, line, level });
    });
    return flags;
  }

  const spoken = (country, words, own) =>
    wm.pair(wm.boot.countries[country], own.counts.map((n, c) => wm.pair(`${words[c]}\u2013${words[c + 1]}`, wm.number(n))).join(wm.t("list.part")));
})((window.wm = window.wm || {}));
