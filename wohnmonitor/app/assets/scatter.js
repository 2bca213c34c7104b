/* The scatter page: what the reader sets there goes into the page's one state; the player over the years both figures have. */
(function () {
  "use strict";
  var shell = window.wmShell, selects = shell.bound("scatter"), STEP = 900, timer = 0, followed = "";
  var texts = JSON.parse(document.getElementById("wm-boot").textContent).texts;
  window.dash_clientside = window.dash_clientside || {};

  function none() { return window.dash_clientside.no_update; }

  window.dash_clientside.scatter = {
    controls: function (x, y, size, colour, mode) {
      var next = {};
      if (selects.wished("x", x)) next.second = x;
      if (selects.wished("y", y)) { next.indicator = y; next.year = shell.state().year; next.mode = shell.state().mode; }
      if (selects.wished("size", size)) next.size = size;
      if (selects.wished("colour", colour)) next.colour = colour;
      if (selects.wished("mode", mode)) next.mode = mode;
      if (Object.keys(next).length) shell.change(next, "scatter");
      return none();
    },
    swap: function (clicks) {
      if (clicks) shell.change({ indicator: selects.shown.x, second: shell.state().indicator, year: shell.state().year, mode: shell.state().mode }, "scatter");
      return none();
    },
    clicked: selects.clicked
  };

  function years() { var player = document.getElementById("scatter-player"); return player && player.dataset.years ? player.dataset.years.split(",").map(Number) : []; }

  /* The controls at the state, also after Back and after a choice by search. */
  function follow() {
    var state = shell.state(), all = years(), slider = document.getElementById("scatter-year");
    if (!slider || !all.length) return;
    var player = document.getElementById("scatter-player"), key = shell.query() + all + player.dataset.second;
    if (key === followed) return;
    followed = key;
    selects.put("x", state.second && state.second !== state.indicator ? state.second : player.dataset.second);
    selects.put("y", state.indicator);
    selects.put("size", state.size);
    selects.put("colour", state.colour);
    selects.put("mode", state.mode === "latest" ? "latest" : "year");
    var at = all.indexOf(state.year);
    slider.max = Math.max(0, all.length - 1);
    slider.value = at < 0 ? all.length - 1 : at;
    slider.setAttribute("aria-valuetext", state.mode === "latest" ? texts["controls.mode_latest"] : String(state.year));
    slider.setAttribute("aria-label", texts["map.player.year"]);
    document.getElementById("scatter-when").textContent = state.mode === "latest" ? "" : state.year;
    document.getElementById("scatter-previous").disabled = at === 0 || !all.length;
    document.getElementById("scatter-next").disabled = at === all.length - 1 || !all.length;
  }
  function step(by) {
    var all = years(), at = all.indexOf(shell.state().year), to = at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by;
    if (to < 0 || to >= all.length) return false;
    shell.change({ mode: "year", year: all[to] }, "scatter");
    return true;
  }
  function stop() { clearInterval(timer); timer = 0; mark(); }
  function mark() {
    var button = document.getElementById("scatter-play"), words = texts[timer ? "map.player.pause" : "map.player.play"];
    button.textContent = timer ? "❚❚" : "▶";
    button.setAttribute("aria-label", words);
    button.title = words;
  }
  document.addEventListener("click", function (event) {
    var button = event.target.closest("#scatter-play,#scatter-previous,#scatter-next");
    if (!button) return;
    if (button.id !== "scatter-play") { stop(); step(button.id === "scatter-next" ? 1 : -1); return; }
    if (timer) { stop(); return; }
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) { step(1); return; }
    var all = years();
    if (all.indexOf(shell.state().year) >= all.length - 1 || shell.state().mode === "latest") shell.change({ mode: "year", year: all[0] }, "scatter");
    timer = setInterval(function () { if (!step(1)) stop(); }, STEP);
    mark();
  });
  document.addEventListener("input", function (event) {
    if (event.target.id !== "scatter-year") return;
    stop();
    shell.change({ mode: "year", year: years()[+event.target.value] }, "scatter");
  });
  /* The table stays open, and the focus where it was, when a choice in it has the page drawn anew. */
  var opened = false, chosen = "";
  document.addEventListener("toggle", function (event) { if (event.target.closest("#scatter-place")) opened = event.target.open; }, true);
  document.addEventListener("click", function (event) { chosen = (event.target.closest("#scatter-place [data-toggle]") || { dataset: {} }).dataset.toggle || chosen; });
  function reopen() {
    var table = document.querySelector("#scatter-place details");
    if (!opened || !table || table.open) return;
    table.open = true;
    var button = chosen && table.querySelector("[data-toggle='" + chosen + "']");
    if (button) button.focus();
  }
  new MutationObserver(function () { if (document.getElementById("scatter-title")) { follow(); reopen(); } })
    .observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-years", "data-second"] });
})();
