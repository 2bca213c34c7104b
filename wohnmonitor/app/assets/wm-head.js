/* Title, unit and date, and the sentence that says what the map shows. */
(function (wm) {
  "use strict";

  const nowrap = (text) => wm.html("span", { class: "map-nowrap" }, text);

  /** The elements, once. */
  wm.buildHead = () => {
    wm.title = wm.html("h1", { class: "map-title" });
    wm.unitLine = wm.html("p", { class: "map-unit" });
    wm.summary = wm.html("p", { class: "map-summary", id: "wm-summary" });
    return wm.html("div", { class: "map-head" }, [wm.two.build(), wm.title, wm.unitLine, wm.borders.build(), wm.told.build(), wm.ages.build()]);
  };

  wm.paintHead = (view, scale) => {
    const { meta } = view.set;
    const told = wm.told.title(view);
    const when = view.title ? "" : !view.set.data.years.length ? "" : told ? told[1] : view.latest ? (view.from === null ? "" : wm.span(view.from, view.to)) : String(view.year);
    const what = view.title ? view.title : when && told ? wm.t(told[0], { title: meta.title }) : when && view.latest ? wm.t("map.title_latest", { title: meta.title }) : meta.title;
    wm.titleText = `${what} ${when}`.trim();
    if (wm.title.wmText !== wm.titleText) {
      wm.title.wmText = wm.titleText;
      wm.title.replaceChildren(`${what} `, nowrap(when));
      fitTitle(what);
    }
    wm.say(wm.unitLine, view.unitLine || (view.told ? wm.told.unit(view) : meta.unit_line + dates(view)));
    if (wm.map === wm.maps[0]) {
      wm.told.paint(view);
      wm.ages.paint(view);
    }
    paintSummary(wm.summaryOf(view, scale));
    wm.map.svg.setAttribute("aria-label", wm.t("map.name", { title: wm.titleText }));
    wm.map.svg.setAttribute("aria-describedby", "wm-summary");
  };

  /** Sentences as spans, so that a low window may drop the less important ones; the element keeps the whole for readers of the page. */
  function paintSummary(sentences) {
    const text = sentences.map(([, sentence]) => sentence).join(" ");
    if (wm.summary.wmText === text) return;
    wm.summary.wmText = text;
    wm.summary.replaceChildren(...sentences.map(([kind, sentence]) => wm.html("span", { class: `is-${kind}` }, `${sentence} `)));
  }

  /** A word too long for the line is set smaller, never broken at a wrong place. */
  function fitTitle(what) {
    const room = wm.layout.narrow ? wm.layout.width - 32 : wm.layout.legend;
    const word = what.split(/[\s\u00ad]+/).reduce((a, b) => (b.length > a.length ? b : a), "");
    const usual = wm.layout.narrow ? 20 : 22;
    const lines = wm.textWidth(wm.titleText, usual, 650) / room;
    const most = lines > 2.4 ? usual - 4 : usual; // more than three lines would push the legend down
    const size = Math.max(16, Math.min(most, Math.floor((usual * room) / (wm.textWidth(word, usual, 650) * 1.01))));
    wm.title.style.fontSize = size < usual ? `${size}px` : "";
    wm.title.style.lineHeight = size < usual ? `${size + 5}px` : "";
  }
  wm.fitTitle = () => wm.title.wmText && fitTitle(wm.title.wmText);

  /** Real dates behind the unit line: ` (DE: 31. Dezember 2023)`, ` · 15. Mai 2022`. Nothing for 1 January, which that line names,
      nor for flows, whose year is in the title. */
  function dates(view) {
    if (view.latest) return view.from === null ? "" : `\u00a0\u00b7 ${wm.t("map.latest_within", { from: view.oldest, to: view.year })}`;
    const ref = view.y < 0 ? null : view.set.data.ref[view.y];
    if (!ref) return "";
    const shown = Object.entries(ref).filter(([country]) => wm.COUNTRIES.includes(country) && view.set.counts[view.y][country]);
    const days = new Map();
    for (const [country, day] of shown) if (day) days.set(day, [...(days.get(day) || []), country]);
    if (!days.size || (days.size === 1 && days.has(`${view.year}-12-31`))) return "";
    const groups = [...days].sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? 1 : -1));
    const usual = `${view.year}-01-01`;
    const rest = groups.slice(days.has(usual) ? 0 : 1).filter(([day]) => day !== usual).map(([day, countries]) => wm.pair(countries.join(", "), wm.date(day)).replace(/ /g, "\u00a0"));
    return (days.has(usual) ? "" : `\u00a0\u00b7 ${wm.date(groups[0][0])}`) + (rest.length ? ` (${rest.join(wm.t("list.part"))})` : "");
  }

  /** The view in words, [[kind, sentence], …]: signs or extremes, the selection, what is missing and why. */
  wm.summaryOf = (view, scale) => {
    const { valued, set } = view;
    const level = wm.map.level;
    if (!set.data.years.length) return [["main", wm.uncollected(set.meta)]];
    if (!valued.length) return [["main", wm.t("map.summary.none", { reasons: reasons(view) })]];
    const sentences = [];
    if (scale.kind === "bivariate") sentences.push(...wm.bivariate.summary(view, scale));
    else if (scale.kind === "country") {
      for (const country of Object.keys(scale.countries)) {
        const own = valued.filter((area) => area.country === country);
        if (own.length > 1) sentences.push(["main", wm.pair(wm.boot.countries[country], extremes(own, set.meta, "map.summary.extremes_short"))]);
      }
    } else {
      if (view.told) sentences.push(...wm.told.sentences(view));
      else if (scale.kind === "diverging") sentences.push(["main", signs(view, level)]);
      if (valued.length > 1 && !view.told) sentences.push(["main", extremes(valued, set.meta, "map.summary.extremes")]);
      const chosen = set.data.per_country ? [] : wm.state.areas.slice(0, 3).map((id) => [id, scale.rank[set.ids.indexOf(id)]]).filter(([, rank]) => rank);
      if (chosen.length) {
        const items = chosen.map(([id, rank]) => wm.t("map.summary.at", { name: wm.name(id), rank: wm.number(rank.place) }));
        sentences.push(["selection", wm.t("map.summary.selection", { list: wm.listed(items), n: wm.number(valued.length) })]);
      }
    }
    const missing = view.areas.length - valued.length;
    if (missing) sentences.push(["missing", wm.count("map.summary.missing", missing, { total: wm.number(view.areas.length), areas: wm.t(`map.in.${level}`), reasons: reasons(view) })]);
    return sentences;
  };

  /** Why an indicator has no value at all, and who has the figures. */
  wm.uncollected = (meta) => [wm.t("uncollected.text"), meta.live && wm.t("uncollected.live", { list: meta.live })].filter(Boolean).join(" ");

  function signs(view, level) {
    const decimals = view.set.meta.decimals || 0;
    const found = { up: 0, down: 0, same: 0 };
    for (const { value } of view.valued) found[Number(Math.abs(value).toFixed(decimals)) === 0 ? "same" : value > 0 ? "up" : "down"] += 1;
    const words = Object.fromEntries(Object.entries(found).map(([key, n]) => [key, wm.number(n)]));
    return wm.t(found.same ? "map.summary.signs_same" : "map.summary.signs", { ...words, n: wm.number(view.valued.length), areas: wm.t(`map.in.${level}`) });
  }

  function extremes(areas, meta, key) {
    let [high, low] = [areas[0], areas[0]];
    for (const area of areas) {
      if (area.value > high.value) high = area;
      if (area.value < low.value) low = area;
    }
    return wm.t(key, { high: wm.name(high.id), high_value: wm.short(high.value, meta), low: wm.name(low.id), low_value: wm.short(low.value, meta) });
  }

  /** Gap reasons with their counts, most frequent first: [[reason, areas], …] */
  wm.gaps = (view) => {
    const found = new Map();
    for (const area of view.areas) if (area.value === null) found.set(area.reason, [...(found.get(area.reason) || []), area]);
    return [...found].sort((a, b) => b[1].length - a[1].length);
  };
  const reasons = (view) => {
    const found = wm.gaps(view);
    if (found.length === 1) return wm.t(`reason.${found[0][0]}`);
    return found.map(([reason, areas]) => `${wm.number(areas.length)} ${wm.t(`reason.${reason}`)}`).join(", ");
  };
})((window.wm = window.wm || {}));
