/* What is drawn besides the areas, chosen at the map: borders of districts, language areas, rivers and cities. */
(function (wm) {
  "use strict";

  const { html } = wm;
  const layers = (wm.layers = {});
  const NONE = "none"; // an address must be able to say that none is wanted
  const NAMES = ["district", "language", "water"];
  const chosen = () => (wm.state.layers || []).filter((name) => name !== NONE);

  /** The button of the map's tools; `layers.panel` is what it opens. */
  layers.button = () => {
    layers.control = html("button", {
      type: "button", class: "map-button", "aria-expanded": "false", "aria-controls": "wm-layers", "aria-label": wm.t("map.layers.name"), title: wm.t("map.layers.name"),
      onclick: () => open(layers.panel.hidden),
    }, wm.icon("layers"));
    layers.checks = NAMES.map((name) => html("input", { type: "checkbox", onchange: () => wm.act({ layers: wanted() }) }));
    const rows = NAMES.map((name, i) => html("label", {}, [layers.checks[i], wm.svg("svg", { class: "map-layer-key", viewBox: "0 0 24 12", width: 24, height: 12, "aria-hidden": "true" },
      wm.svg("path", { class: `map-line map-${name}`, d: "M1 6h22" })), html("span", {}, wm.t(`map.layers.${name}`))]));
    layers.panel = html("div", { class: "map-layers", id: "wm-layers", role: "group", "aria-label": wm.t("map.layers.name"), hidden: true }, rows);
    layers.panel.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      open(false);
      layers.control.focus();
    });
    addEventListener("pointerdown", (event) => {
      if (!layers.panel.hidden && !layers.panel.contains(event.target) && !layers.control.contains(event.target)) open(false);
    });
    return layers.control;
  };

  function open(on) {
    layers.panel.hidden = !on;
    layers.control.setAttribute("aria-expanded", String(on));
    if (on) layers.checks[0].focus();
  }

  function wanted() {
    const on = NAMES.filter((_, i) => layers.checks[i].checked);
    return on.length ? on : [NONE];
  }

  /** The stage says what is on: the style sheet shows it on every map. */
  layers.paint = () => {
    const on = chosen();
    if (wm.stage.dataset.layers === on.join(" ")) return;
    wm.stage.dataset.layers = on.join(" ");
    NAMES.forEach((name, i) => { layers.checks[i].checked = on.includes(name); });
  };
})((window.wm = window.wm || {}));
