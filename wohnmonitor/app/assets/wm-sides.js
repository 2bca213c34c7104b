/* One map or two: what stands beside, the second map's frame, head and legend, and painting it with what paints the first. */
(function (wm) {
  "use strict";

  const { html } = wm;
  const two = (wm.two = { side: null });
  const stage = document.getElementById("wm-stage");

  two.shown = () => wm.state.view === "two";

  /** Which figure stands beside the first, and of which year. */
  two.build = () => {
    two.indicator = html("select", { class: "map-select is-indicator", "aria-label": wm.t("two.indicator"), onchange: () => wm.act({ second: two.indicator.value, second_year: null }) });
    two.year = html("select", { class: "map-select", "aria-label": wm.t("two.year"), onchange: () => wm.act({ second_year: two.year.value === "latest" ? "latest" : Number(two.year.value) }) });
    two.picker = html("div", { class: "map-second", role: "group", "aria-label": wm.t("two.second"), hidden: true }, [html("span", { class: "map-second-name", "aria-hidden": "true" }, wm.t("two.with")), two.indicator, two.year]);
    two.row = html("div", {}, two.picker);
    return two.row;
  };

  function fill(state) {
    two.picker.hidden = !wm.second.wanted(state);
    if (two.picker.hidden) return;
    if (!two.indicator.childElementCount) {
      const groups = wm.boot.themes.map(({ id, title }) => html("optgroup", { label: title }, Object.entries(wm.boot.indicators)
        .filter(([, about]) => about.theme === id && !about.empty).map(([key, about]) => html("option", { value: key }, about.title.replace(/\u00ad/g, "")))));
      two.indicator.append(...groups.filter((group) => group.childElementCount));
    }
    two.indicator.value = wm.second.indicator(state);
    const { second } = wm.now;
    if (!second) return;
    const years = wm.playable(second.set);
    const key = String(years);
    if (two.years !== key) {
      two.years = key;
      two.year.replaceChildren(html("option", { value: "latest" }, wm.t("controls.mode_latest")), ...years.slice().reverse().map((year) => html("option", { value: year }, String(year))));
    }
    two.year.value = second.latest ? "latest" : String(second.year);
  }

  /** Brings the stage to the number of maps asked for; the second is built once and kept. True where the number changed. */
  two.arrange = (state) => {
    const on = state.view === "two";
    fill(state);
    if (on && !two.side) build();
    if (Boolean(two.on) === on) return false;
    two.on = on;
    stage.classList.toggle("is-two", on);
    if (two.side) {
      for (const element of [two.side.head, two.side.frame, two.side.legend]) element.hidden = !on;
      wm.maps = on ? [wm.map, two.side.map] : [wm.map];
      if (on) two.side.head.append(two.picker);
      else two.row.append(two.picker);
    }
    wm.measure();
    return true;
  };

  function build() {
    const frame = html("div", { class: "map-frame" });
    const side = (two.side = {
      map: wm.createMap(), frame, title: html("h2", { class: "map-title" }), unitLine: html("p", { class: "map-unit" }),
      summary: html("p", { class: "map-summary", id: "wm-summary-second" }), titleText: "", legendBody: null, legendGaps: null, classesOpen: null, now: null,
    });
    within(side, () => { side.legend = wm.buildLegend(); });
    side.map.build(frame, wm.map.geo);
    side.same = html("p", { class: "map-legend-note" });
    side.legend.querySelector(".map-legend").append(side.same);
    side.head = html("div", { class: "map-head" }, [side.title, side.unitLine]);
    stage.append(side.head, frame, side.legend);
    wm.pan.listen(frame, side.map);
    wm.listenAreas(frame, side.map);
  }

  /** What belongs to one map, by its name in `wm`; work(on it) finds the other map's in its place. */
  const OWN = ["map", "title", "unitLine", "titleText", "summary", "legendBody", "legendGaps", "classesOpen", "now"];
  function within(side, work) {
    const first = OWN.map((name) => wm[name]);
    OWN.forEach((name) => { wm[name] = side[name]; });
    try {
      work();
    } finally {
      OWN.forEach((name, i) => {
        side[name] = wm[name];
        wm[name] = first[i];
      });
    }
  }

  /** Paints the second map, its head and its legend. */
  two.paint = (selectionChanged) => {
    if (!two.on) return;
    const { second: view, scale: first } = wm.now;
    const { side } = two;
    const scale = wm.scale(view, wm.state);
    const fresh = side.map.level !== wm.state.level || !side.now;
    side.now = { view, scale };
    within(side, () => {
      wm.map.showLevel(wm.state.level, view.set.vintage);
      wm.map.paint(view, scale);
      if (selectionChanged || fresh) wm.map.select(wm.state.areas);
      wm.paintHead(view, scale);
      wm.map.svg.setAttribute("aria-describedby", "wm-summary-second");
      wm.paintLegend(view, scale);
      wm.placeStop(view);
    });
    const shared = scale.kind !== "country" && view.set.data.indicator === wm.now.view.set.data.indicator && String(scale.limits) === String(first.limits);
    wm.say(side.same, shared ? wm.t("two.same_scale") : wm.t("two.own_scale"));
    if (fresh) side.map.place(wm.pan);
  };
})((window.wm = window.wm || {}));
