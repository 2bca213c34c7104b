/* Last of the map's files: builds the stage, paints the first view, follows size and theme, moves into the app when it arrives. */
(function (wm) {
  "use strict";

  const stage = document.getElementById("wm-stage");
  if (!stage) return;
  const { html } = wm;
  wm.stage = stage;

  /** Sizes the parts are laid out by; read once per resize, never while painting. */
  wm.measure = () => {
    const width = wm.frame.clientWidth || 900;
    const height = wm.frame.clientHeight || 640;
    const narrow = stage.clientWidth < 560;
    const wide = innerWidth >= 1280;
    const two = wm.two.shown();
    const legend = two ? Math.min(460, Math.max(200, width - 48)) : narrow ? Math.max(260, stage.clientWidth - 32) : wide ? 272 : 244;
    const old = wm.layout || {};
    wm.layout = { width, height, narrow, wide, two, legend, panel: narrow || two ? 0 : legend + 24, track: wm.player.row.clientWidth || 600, banner: Boolean(old.banner) };
    stage.classList.toggle("is-narrow", narrow);
    return width !== old.width || height !== old.height || wm.layout.track !== old.track || narrow !== old.narrow || legend !== old.legend;
  };

  /** True when the warning of grades C and D came or went: it takes room at the top of a wide map. */
  wm.measureBanner = () => {
    const banner = Boolean(wm.now.view && (wm.now.view.set.data.per_country || (wm.now.second && wm.now.second.set.data.per_country)) && wm.now.view.set.data.years.length && wm.layout.wide && !wm.layout.two);
    const changed = banner !== wm.layout.banner;
    wm.layout.banner = banner;
    return changed;
  };

  /** What is told elsewhere too folds away before the legend reaches the card: sentences on selection and gaps, the rug, then the rest. Measured once per text and size. */
  wm.fold = () => {
    const { layout } = wm;
    const carded = layout.wide || Boolean(wm.card.id); // a mouse would make the legend jump at every turn
    const key = `${wm.summary.wmText} ${wm.legendGaps.childElementCount} ${wm.titleText} ${layout.height} ${layout.legend} ${layout.narrow} ${layout.two} ${carded} ${wm.borders.box.hidden} ${wm.told.box.textContent}`;
    if (key === folded) return;
    folded = key;
    cancelAnimationFrame(folding);
    folding = requestAnimationFrame(() => {
      stage.dataset.fold = "0";
      if (layout.two) stage.dataset.fold = "3";
      if (layout.narrow || layout.two) return;
      const limit = layout.height - (carded ? CARD : 12);
      for (const step of ["1", "2", "3", "4", "5", "6"]) {
        const bottom = wm.legendGaps.getBoundingClientRect().bottom - wm.frame.getBoundingClientRect().top;
        if (bottom <= limit) return;
        stage.dataset.fold = step;
      }
    });
  };
  const CARD = 202;
  let folded = "";
  let folding = 0;

  wm.frame = html("div", { class: "map-frame" });
  wm.scaleBar = html("div", { class: "map-scale", "aria-hidden": "true" }, [html("span"), html("i")]);
  wm.noticeBox = html("div", { class: "map-notice", role: "status", hidden: true });
  wm.voice = html("div", { class: "map-voice", role: "status" });
  const head = wm.buildHead();
  const side = wm.buildLegend();
  const player = wm.player.build();
  wm.frame.append(
    html("div", { class: "map-fade", "aria-hidden": "true" }), wm.pan.buttons(), wm.layers.panel, wm.scaleBar,
    html("div", { class: "map-attribution" }, [wm.t("map.attribution"), html("span", {}, ` \u00b7 ${wm.t("map.attribution_water")}`)]), wm.noticeBox, wm.card.build(), html("div", { class: "map-progress", "aria-hidden": "true" }), wm.voice,
  );
  stage.classList.add("map-stage");
  stage.replaceChildren(head, wm.frame, player, side);

  let drawn = false;
  const first = Promise.all([wm.loadGeo(), wm.loadData(wm.state.indicator, wm.state.level)]);
  wm.ready = first.then(([geo]) => {
    wm.map.build(wm.frame, geo);
    wm.measure();
    wm.pan.listen(wm.frame, wm.map);
    wm.listenAreas(wm.frame, wm.map);
    wm.box.listen(wm.frame);
    drawn = true;
  });
  wm.ready.then(() => wm.show({})).catch(() => wm.notice(wm.t("failed.text"), wm.t("failed.retry"), () => location.reload()));

  let waiting = 0;
  /** Lays the map out for the room there is now. */
  wm.relaid = () => {
    if (!drawn || !stage.isConnected || !wm.frame.clientWidth || !wm.measure()) return;
    wm.measureBanner();
    if (wm.pan.fitted) wm.pan.fit();
    else wm.placeLabels();
    wm.fitTitle();
    wm.repaint();
  };
  const resized = (wm.resized = () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(wm.relaid);
  });
  new ResizeObserver(resized).observe(wm.frame);
  addEventListener("resize", resized);

  // colours of the areas are attributes: they follow the theme by a repaint
  let theme = wm.theme();
  const themed = () => {
    if (theme === wm.theme()) return;
    theme = wm.theme();
    wm.repaint();
  };
  new MutationObserver(themed).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", themed);

  // text widths were measured with a stand-in if the reader's font came late
  if (document.fonts) document.fonts.ready.then(() => drawn && wm.placeLabels());

  /** Moves the stage into the app once; the drawing stays as it is. */
  const adopt = () => {
    const host = document.getElementById("map-host");
    if (!host || host.contains(stage)) return false;
    host.append(stage);
    resized();
    return true;
  };
  if (!adopt()) new MutationObserver(adopt).observe(document.body || document.documentElement, { childList: true, subtree: true });
})((window.wm = window.wm || {}));
