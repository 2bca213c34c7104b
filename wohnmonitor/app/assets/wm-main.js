/* The map of the monitor. One global, `wm`; no library. It paints before the app around it has arrived.

   The page holds <script type="application/json" id="wm-boot"> with
     state       {indicator, level, mode: "year"|"latest", year: number|"latest", window: years, areas: [ids], lang,
                  theme: "light"|"dark"|null, scale: "grade"|"common", n?: classes 5…7}
     urls        {geo, data}; data with {indicator} and {level} to fill in
     texts       flat keys -> words in the reader's language; number, months, date_pattern, first_day: how it writes numbers and dates
     palettes    figures.style.palettes_json()
     indicators  id -> {title, unit_line, unit_text, decimals, statistic: {BE, NL, DE}}
     areas       id -> {n: name, c: country, rn: name of the region, cn: name of the country}; countries: code -> name
   and an element #wm-stage, which is filled and later moved into #map-host when that appears; it is never drawn twice.

   wm.show(state)       -> promise. Shows a state or part of one; fetches one small file if indicator or level changed.
   wm.onchange(f)       -> f(partial state) after the reader selected an area or moved to another year; returns a function that stops it.
   wm.format(value, indicator), wm.number(value, decimals, sign), wm.date(iso): as the reader's language writes them.
   wm.fit(), wm.zoom(factor); window event "wm:loading" with detail true or false; "wm:painted" with the milliseconds of the paint. */
(function (wm) {
  "use strict";

  wm.state = { level: "municipality", mode: "year", areas: [], window: 15, scale: "grade", ...wm.boot.state };
  wm.now = { view: null, scale: null };
  const listeners = new Set();
  let asked = 0;

  wm.onchange = (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };

  /** A change that the reader made here: shown at once, then told to whoever listens. */
  wm.act = (partial) => {
    wm.show(partial);
    for (const listener of listeners) listener(partial);
  };

  wm.show = (partial) => {
    const before = wm.state;
    const state = { ...before, ...partial };
    if (state.year === "latest") state.mode = "latest";
    else if (partial && partial.year !== undefined && partial.mode === undefined && state.mode === "latest") state.mode = "year";
    state.areas = (state.areas || []).slice(0, wm.boot.most_areas);
    wm.state = state;
    if (!wm.map.svg) return wm.ready.then(() => wm.map.svg && wm.show({})); // asked before the geometry is here
    const ticket = (asked += 1);
    const { set } = wm.now.view || {};
    const shows = (loaded) => loaded.data.indicator === wm.state.indicator && loaded.data.level === wm.state.level
      && loaded.vintage === wm.borders.vintage(wm.state);
    if (set && shows(set) && wm.second.here(state)) {
      render(set, before);
      return Promise.resolve();
    }
    const slow = setTimeout(() => loading(true), 200);
    return Promise.all([wm.borders.load(state), wm.second.load(state)]).then(
      ([loaded]) => {
        clearTimeout(slow);
        if (ticket !== asked && !shows(loaded)) return;
        loading(false);
        wm.notice(null);
        render(loaded, before);
      },
      () => {
        clearTimeout(slow);
        loading(false);
        wm.notice(wm.t("failed.text"), wm.t("failed.retry"), () => wm.show({}));
      },
    );
  };

  function loading(on) {
    wm.frame.classList.toggle("is-loading", on);
    wm.frame.setAttribute("aria-busy", String(on));
    dispatchEvent(new CustomEvent("wm:loading", { detail: on }));
  }

  /** One paint. Everything is computed first and only what differs is written. */
  function render(set, before) {
    const start = performance.now();
    const { state } = wm;
    const fresh = !wm.now.view;
    const levelChanged = wm.map.level !== state.level || wm.map.vintage !== set.vintage;
    const raw = wm.view(set, state);
    const second = wm.second.view(raw, state);
    const crossed = second && state.view === "bivariate";
    const view = crossed ? wm.bivariate.joined(raw, second) : raw;
    const scale = crossed ? wm.bivariate.scale(view, raw, second, state) : wm.scale(view, state);
    wm.now = { view, scale, raw, second };
    const turned = wm.two.arrange(state);
    wm.layers.paint();
    wm.map.showLevel(state.level, set.vintage);
    wm.map.paint(view, scale);
    const selectionChanged = fresh || levelChanged || String(before.areas) !== String(state.areas);
    if (selectionChanged) wm.map.select(state.areas);
    wm.paintHead(view, scale);
    wm.borders.paint(view);
    wm.paintLegend(view, scale);
    wm.player.paint(view);
    wm.placeStop(view);
    const banner = wm.measureBanner();
    wm.two.paint(selectionChanged);
    if (turned) wm.pan.fit();
    else if (fresh || banner) wm.pan.fitted && wm.pan.fit();
    if (selectionChanged) wm.placeLabels();
    if (levelChanged && wm.card.id) wm.card.close();
    wm.card.refresh();
    wm.offerYear(raw);
    wm.fold();
    dispatchEvent(new CustomEvent("wm:painted", { detail: performance.now() - start }));
  }

  /** The same again, in other colours or words; where the second figure is still on its way it is painted when that comes. */
  wm.repaint = () => wm.now.view && wm.second.here(wm.state) && render(wm.now.view.set, wm.state);

  /** A short message over the map with one way out; null takes it away. */
  wm.notice = (text, action, act) => {
    wm.noticeBox.hidden = !text;
    if (!text) return;
    wm.noticeBox.replaceChildren(wm.html("span", {}, text), action ? wm.html("button", { type: "button", class: "map-link", onclick: act }, action) : "");
  };

  /** Where hardly any area has a value in this year: say so and offer the nearest year that has. */
  wm.offerYear = (view) => {
    const { set } = view;
    const n = view.valued.length;
    if (!set.data.years.length) return wm.notice(wm.t("uncollected.text"));
    if (view.latest || view.told || n >= set.full / 2) return wm.notice(null);
    const better = set.data.years.filter((_, y) => set.counts[y].all >= set.full / 2)
      .sort((a, b) => Math.abs(a - view.year) - Math.abs(b - view.year) || b - a)[0];
    if (better === undefined) return wm.notice(null);
    const missing = view.areas.length - n;
    const text = wm.count("map.notice", missing, { total: wm.number(view.areas.length), areas: wm.t(`map.in.${wm.map.level}`), year: view.year });
    return wm.notice(text, wm.t("map.notice_show", { year: better }), () => wm.act({ year: better }));
  };

  wm.fit = () => wm.pan.fit();
  wm.zoom = (factor) => wm.pan.zoom(factor);
})((window.wm = window.wm || {}));
