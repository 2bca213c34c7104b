/* Borders of the year shown: where municipalities were others than today's, their outlines and figures come on demand. */
(function (wm) {
  "use strict";

  const { html } = wm;
  const vintages = wm.boot.vintages || [];
  const newest = vintages[vintages.length - 1];
  const borders = (wm.borders = {});
  const drawn = new Map();

  const drawnIn = (year) => vintages.filter((vintage) => vintage <= year).pop();

  /** The older outlines that a state shows; null for today's. */
  borders.vintage = (state) => {
    if (state.borders !== "then" || state.mode !== "year" || state.level !== "municipality") return null;
    const found = drawnIn(Number(state.year));
    return found === undefined || found === newest ? null : found;
  };

  /** Outlines of a vintage, once loaded. */
  borders.outlines = (vintage) => drawn.get(vintage).level;

  /** The area of today that an area of the map is part of. */
  borders.today = (id) => (wm.boot.areas[id] || {}).part || id;

  /** Data for a state (promise): of today, or of the municipalities of its year on the scale and time line of today. */
  borders.load = (state) => {
    const vintage = borders.vintage(state);
    const today = wm.loadData(state.indicator, state.level);
    if (!vintage) return today;
    const at = (url) => wm.fetched(wm.boot.urls[url].replace("{vintage}", vintage).replace("{indicator}", state.indicator));
    return Promise.all([today, at("then"), at("outlines")]).then(([set, data, outlines]) => {
      if (!drawn.has(vintage)) {
        drawn.set(vintage, outlines);
        for (const [id, [n, part]] of Object.entries(outlines.parts)) wm.boot.areas[id] = { ...wm.boot.areas[part], n, part };
      }
      return then(set, data, outlines.level, vintage);
    });
  };

  const kept = new Map();
  function then(set, data, shapes, vintage) {
    const key = `${vintage} ${data.indicator}`;
    if (!kept.has(key)) {
      const empty = data.ids.map(() => null);
      const along = (name, other) => set.data.years.map((year) => (data.years.includes(year) ? data[name][data.years.indexOf(year)] : other));
      const lasting = {
        ids: data.ids, values: along("values", empty), status: along("status", "L".repeat(empty.length)), reason: along("reason", {}),
        reasons: data.reasons, ref: along("ref", null),
      };
      kept.set(key, { ...set, vintage, data: { ...set.data, ...lasting }, ids: shapes.ids, country: shapes.country, row: wm.rows(data, shapes) });
    }
    return kept.get(key);
  }

  borders.build = () => {
    const choice = (value) => html("button", { type: "button", class: "map-border", onclick: () => wm.act({ borders: value }) });
    borders.choices = { today: choice("today"), then: choice("then") };
    borders.only = html("span", { class: "map-border-only" });
    const name = wm.t("map.borders.name");
    borders.box = html("div", { class: "map-borders", role: "group", "aria-label": name, hidden: true },
      [html("span", { "aria-hidden": "true" }, name), borders.choices.today, borders.choices.then, borders.only]);
    return borders.box;
  };

  /** The choice shows where the year had other borders; before the first outlines it says since when there are any. */
  borders.paint = (view) => {
    const { state } = wm;
    const year = Number(view.year);
    const vintage = drawnIn(year);
    borders.box.hidden = view.latest || Boolean(view.told) || state.level !== "municipality" || !vintages.length || vintage === newest;
    if (borders.box.hidden) return;
    const { today, then: old } = borders.choices;
    const chosen = borders.vintage(state) !== null;
    wm.say(today, wm.t("map.borders.today"));
    wm.say(old, wm.t("map.borders.then", { year }));
    wm.set(today, { "aria-pressed": String(!chosen) });
    wm.set(old, { "aria-pressed": String(chosen) });
    old.hidden = vintage === undefined;
    borders.only.hidden = vintage !== undefined;
    wm.say(borders.only, wm.t("map.borders.only", { first: vintages[0] }));
  };
})((window.wm = window.wm || {}));
