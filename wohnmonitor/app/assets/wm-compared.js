/* A change or a difference in words: title, unit line, sentences, rows of the card; and what the reader chooses for it. */
(function (wm) {
  "use strict";

  const { html } = wm;
  const told = (wm.told = {});
  const raw = (view) => (view.set.origin || view.set).meta;

  /** The year of a figure, or the years of a change. */
  told.when = (view, year) => (view.told && view.told.since ? wm.span(view.told.since, year) : String(year));

  /** What stands in the title beside the indicator: [key of the pattern, when]; null for values as they are. */
  told.title = (view) => {
    if (!view.told) return null;
    return [`map.title_${view.told.mode}`, told.when(view, view.year)];
  };

  /** The day most figures of a year stand for, in words; the year alone for what was counted through the year. */
  const day = (set, year) => {
    const ref = set.data.ref[set.data.years.indexOf(year)] || {};
    const days = Object.values(ref).filter(Boolean);
    if (!days.length || days.some((one) => one === `${year}-12-31`)) return String(year);
    return wm.date(days.includes(`${year}-01-01`) ? `${year}-01-01` : days[0]);
  };

  told.unit = (view) => {
    const { mode, measure, since } = view.told;
    const unit = raw(view).unit_text;
    if (mode === "difference") return wm.t(`difference.unit_${measure}`, { unit });
    const [from, to] = [since === null ? "\u2013" : day(view.set, since), day(view.set, view.year)];
    return wm.t(`change.unit_${measure}`, { unit, from, to });
  };

  /** Sentences in place of the usual ones: how many rose and fell, or lie above and below, and who most. */
  told.sentences = (view) => {
    const { mode } = view.told;
    const middle = view.set.middle;
    const { meta } = view.set;
    const found = { up: 0, down: 0, same: 0 };
    let [high, low] = [view.valued[0], view.valued[0]];
    for (const area of view.valued) {
      found[Number(Math.abs(area.value - middle).toFixed(meta.decimals || 0)) === 0 ? "same" : area.value > middle ? "up" : "down"] += 1;
      if (area.value > high.value) high = area;
      if (area.value < low.value) low = area;
    }
    const n = view.valued.length;
    const words = { ...Object.fromEntries(Object.entries(found).map(([key, many]) => [key, wm.number(many)])), n: wm.number(n), areas: wm.t(`map.in.${wm.map.level}`) };
    const ends = { high: wm.name(high.id), high_value: wm.format(high.value, { ...meta, unit_text: short(meta) }), low: wm.name(low.id), low_value: wm.format(low.value, { ...meta, unit_text: short(meta) }) };
    const side = found.up && found.down ? "both" : found.up ? "up" : found.down ? "down" : null;
    const sentences = [["main", wm.t(`${mode}.signs${found.same ? "_same" : ""}`, words)]];
    if (n > 1 && side) sentences.push(["main", wm.t(`${mode}.ends_${side}`, ends)]);
    return sentences;
  };
  const short = (meta) => (/^[%‰€]/.test(meta.unit_text || "") ? meta.unit_text[0] : "");

  /** `Einwohner 2024` for what is counted, else `Wert 2024`. */
  told.value = (view, year) => {
    const { unit_kind: kind, unit_text: unit } = raw(view);
    return `${kind === "count" ? unit[0].toUpperCase() + unit.slice(1) : wm.t("change.what")} ${year}`;
  };

  /** Rows of the card: [name, value]. */
  told.rows = (view, area) => {
    if (!view.told) return [];
    const meta = raw(view);
    const of = (value) => (value === null || value === undefined ? "\u2013" : wm.format(value, meta.unit_kind === "count" ? { ...meta, unit_text: "" } : meta));
    const rows = [];
    if (view.told.mode === "difference") {
      rows.push([told.value(view, view.year), of(area.now)]);
      if (area.mark) rows.push([wm.name(area.mark), of(area.before)]);
      return rows;
    }
    rows.push([told.value(view, view.year), of(area.now)]);
    const far = area.value !== null && view.told.measure !== "absolute" && view.told.measure !== "points";
    if (far) rows.push([wm.t("change.since", { year: view.told.since }), wm.number(area.now - area.before, meta.decimals, true)]);
    else if (view.told.since !== null) rows.push([told.value(view, view.told.since), of(area.before)]);
    return rows;
  };

  /** `Euregio Maas-Rhein 12,3 (geschätzt, 95 % erfasst)`: the values behind a difference. */
  const markWords = (view, mark) => {
    const said = [];
    if (mark.status !== "A") said.push(wm.t(`status.${mark.status}`));
    if (mark.coverage < 0.9995) said.push(wm.t("selection.covered", { share: wm.format(Math.floor(mark.coverage * 100), { unit_text: "%", decimals: 0 }) }));
    return `${wm.name(mark.id)} ${wm.format(mark.value, raw(view))}${said.length ? ` (${said.join(", ")})` : ""}`;
  };

  told.build = () => {
    told.measures = html("span", { class: "map-choices" });
    told.pick = html("select", { class: "map-pick", "aria-label": wm.t("difference.name"), onchange: () => wm.act({ benchmark: told.pick.value }) });
    told.note = html("span", { class: "map-border-only" });
    told.box = html("div", { class: "map-borders map-told", hidden: true }, [told.measures, told.pick, told.note]);
    return told.box;
  };

  told.paint = (view) => {
    told.box.hidden = !view.told;
    if (!view.told) return;
    const { meta } = view.set.origin;
    const { mode, measure } = view.told;
    const measures = wm.measuresOf(meta, mode);
    const key = [mode, measure, measures, view.told.benchmark, wm.state.level, meta.title].join();
    if (told.key !== key) {
      told.key = key;
      told.measures.replaceChildren(...(measures.length < 2 ? [] : measures.map((one) =>
        html("button", { type: "button", class: "map-border", "data-measure": one, "aria-pressed": String(one === measure), onclick: () => wm.act({ measure: one }) }, wm.t(`measure.as_${one}`)))));
      wm.set(told.measures, { role: "group", "aria-label": wm.t(`${mode}.measure`) });
      told.pick.hidden = mode !== "difference";
      if (mode === "difference") fillPick(meta, view.told.benchmark);
    }
    wm.say(told.note, mode === "difference" ? noteOf(view) : view.told.since === null ? wm.t("change.none") : wm.state.borders === "then" && wm.state.level === "municipality" ? wm.t("change.borders") : "");
  };

  function noteOf(view) {
    const meta = raw(view);
    if (!view.told.benchmark) return wm.t(view.told.fell ? "difference.none" : "difference.count");
    const said = [view.told.fell && wm.t("difference.fell")];
    said.push(view.marks.length ? wm.pair(wm.t("difference.mark"), view.marks.map((mark) => markWords(view, mark)).join(wm.t("list.part"))) : wm.t("difference.no_value", { title: meta.title.replace(/\u00ad/g, "") }));
    return said.filter(Boolean).join(" ");
  }

  /** Benchmarks above the level, then the selected areas, then all of the level by name. */
  function fillPick(meta, chosen) {
    const option = (value, text) => html("option", { value, selected: value === chosen }, text);
    const ids = Object.keys(wm.boot.areas).filter((id) => wm.boot.areas[id].l === wm.state.level).sort((a, b) => wm.name(a).localeCompare(wm.name(b), wm.boot.lang));
    const above = wm.benchmarks(meta, wm.state.level);
    told.pick.replaceChildren(...[
      !chosen && html("option", { value: "", selected: true, disabled: true }, wm.t("difference.choose")),
      ...above.map((one) => option(one, one === "emr" ? wm.name("emr") : wm.t(`difference.${one}`))),
      html("optgroup", { label: wm.t(`level.${wm.state.level}`) }, ids.map((id) => option(id, wm.name(id)))),
      chosen && !above.includes(chosen) && !ids.includes(chosen) && option(chosen, wm.name(chosen)),
    ].filter(Boolean));
  }
})((window.wm = window.wm || {}));
