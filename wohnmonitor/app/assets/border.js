/* The border page: what the reader sets there goes into the page's one state. */
(function () {
  "use strict";
  var shell = window.wmShell, shown = {}, followed = "";
  window.dash_clientside = window.dash_clientside || {};

  function none() { return window.dash_clientside.no_update; }
  /* A value that the page set itself is no wish of the reader. */
  function put(id, value) { shown[id] = value; shell.set("border-" + id, { value: value }); }
  function wished(id, value) {
    var by = window.dash_clientside.callback_context.triggered.some(function (one) { return one.prop_id === "border-" + id + ".value"; });
    if (!by || !value || value === shown[id]) return false;
    shown[id] = value;
    return true;
  }

  window.dash_clientside.border = {
    controls: function (indicator, year) {
      if (wished("indicator", indicator)) shell.change({ indicator: indicator, mode: "latest", year: "latest" }, "border");
      else if (wished("year", year)) shell.change(year === "latest" ? { mode: "latest", year: "latest" } : { mode: "year", year: +year }, "border");
      return none();
    },
    clicked: function () {
      var by = window.dash_clientside.callback_context.triggered[0], click = by && by.value;
      var id = click && click.points && click.points[0] && click.points[0].customdata;
      if (id) shell.toggle(id);
      return none();
    }
  };

  /* The controls at the state, also after Back and after a choice by search. */
  new MutationObserver(function () {
    var head = document.getElementById("border-head"), key = head && head.dataset.shown, state = shell.state();
    if (!key || key === followed) return;
    followed = key;
    put("indicator", state.indicator);
    put("year", state.mode === "year" ? String(state.year) : "latest");
  }).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-shown"] });
})();
