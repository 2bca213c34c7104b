/* The border page: what the reader sets there goes into the page's one state. */
(function () {
  "use strict";
  var shell = window.wmShell, selects = shell.bound("border"), followed = "";
  window.dash_clientside = window.dash_clientside || {};

  function none() { return window.dash_clientside.no_update; }

  window.dash_clientside.border = {
    controls: function (indicator, year) {
      if (selects.wished("indicator", indicator)) shell.change({ indicator: indicator, mode: "latest", year: "latest" }, "border");
      else if (selects.wished("year", year)) shell.change(year === "latest" ? { mode: "latest", year: "latest" } : { mode: "year", year: +year }, "border");
      return none();
    },
    clicked: selects.clicked
  };

  /* The controls at the state, also after Back and after a choice by search. */
  new MutationObserver(function () {
    var head = document.getElementById("border-head"), key = head && head.dataset.shown, state = shell.state();
    if (!key || key === followed) return;
    followed = key;
    selects.put("indicator", state.indicator);
    selects.put("year", state.mode === "year" ? String(state.year) : "latest");
  }).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-shown"] });
})();
