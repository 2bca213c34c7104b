/* On paper: the width of the paper and light colours, charts as they stand, and where it all comes from. A page has no time to lay
   itself out anew once it is being printed, so it is done before. */
(function () {
  "use strict";
  var boot = JSON.parse(document.getElementById("wm-boot").textContent), shell = window.wmShell, root = document.documentElement;
  var theme = "", copies = [], foot = null;

  /* The grid draws only the rows in sight: on paper all of them, as they are sorted and filtered. */
  function table(place) {
    var lines = window.wmTable.text().split(/\r?\n/).filter(Boolean).map(function (line) { return line.split("\t"); });
    var drawn = document.createElement("table");
    drawn.className = "wm-table wm-printed-table";
    lines.forEach(function (cells, at) {
      var row = (at < 2 ? drawn.tHead || drawn.createTHead() : drawn.tBodies[0] || drawn.createTBody()).insertRow();
      cells.forEach(function (cell, column) {
        var made = document.createElement(at < 2 || !column ? "th" : "td");
        made.textContent = cell;
        row.append(made);
      });
    });
    place.before(drawn);
    copies.push(drawn);
  }

  /* A chart keeps its proportions and takes the width there is. */
  function copy(chart) {
    var parts = [].slice.call(chart.querySelectorAll(".main-svg"));
    if (!parts.length || !chart.clientWidth) return;
    var place = document.createElement("div"), width = parts[0].width.baseVal.value, height = parts[0].height.baseVal.value;
    place.className = "wm-printed-chart";
    place.style.aspectRatio = width + " / " + height;
    parts.forEach(function (part) {
      var drawn = part.cloneNode(true);
      drawn.setAttribute("viewBox", "0 0 " + width + " " + height);
      drawn.removeAttribute("width");
      drawn.removeAttribute("height");
      place.append(drawn);
    });
    chart.parentNode.insertBefore(place, chart);
    copies.push(place);
  }

  window.addEventListener("beforeprint", function () {
    theme = shell.scheme();
    document.querySelectorAll(".js-plotly-plot").forEach(copy);
    if (window.wmTable) document.querySelectorAll(".wm-grid-place").forEach(table);
    root.classList.add("wm-printing");
    root.classList.toggle("wm-was-dark", theme === "dark");
    if (theme === "dark") shell.setTheme("light");
    if (window.wm && window.wm.relaid) window.wm.relaid();
    foot = document.createElement("p");
    foot.className = "wm-printed";
    var day = window.wm.date(new Date().toISOString().slice(0, 10)), address = shell.address();
    foot.textContent = boot.texts["print.foot"].replace("{address}", address).replace("{release}", boot.release).replace("{day}", day);
    document.body.append(foot);
  });
  window.addEventListener("afterprint", function () {
    root.classList.remove("wm-printing");
    copies.concat(foot || []).forEach(function (one) { one.remove(); });
    copies = [];
    foot = null;
    if (theme === "dark") shell.setTheme("dark");
    if (window.wm && window.wm.relaid) window.wm.relaid();
  });
})();
