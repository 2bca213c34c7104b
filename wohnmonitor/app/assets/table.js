/* The table page: what the reader sets there goes into the page's one state; how cells are printed, sorted and copied. */
(function () {
  "use strict";
  var shell = window.wmShell, most = JSON.parse(document.getElementById("wm-boot").textContent).most_areas, shown = "";
  window.dash_clientside = window.dash_clientside || {};
  var functions = (window.dashAgGridFunctions = window.dashAgGridFunctions || {});

  function none() { return window.dash_clientside.no_update; }
  function api() { return window.dash_ag_grid && document.getElementById("grid") ? window.dash_ag_grid.getApi("grid") : null; }

  /* The table as shown: a line a row, cells as printed, between tabs. */
  function text(grid) {
    return grid.getDataAsCsv({
      columnSeparator: "\t", suppressQuotes: true,
      processCellCallback: function (cell) {
        var field = cell.column.getColId(), data = cell.node.data || {};
        return data[field + "t"] === undefined ? cell.value : data[field + "t"];
      }
    });
  }
  window.wmTable = { text: function () { var grid = api(); return grid ? text(grid) : ""; } };

  functions.wmCell = function (params) { var cell = params.data && params.data[params.colDef.field + "t"]; return cell === undefined ? "" : cell; };
  functions.wmTold = function (params) {
    var told = params.data && params.data[params.colDef.field + "s"];
    return told || (params.value === undefined || params.value === null ? functions.wmCell(params) : undefined);
  };
  /* Within each country: for figures that may not be ranked across a border. */
  functions.wmByCountry = function (a, b, nodeA, nodeB, isDescending) {
    var turn = isDescending ? -1 : 1;
    if (nodeA.data.country !== nodeB.data.country) return turn * (nodeA.data.country < nodeB.data.country ? -1 : 1);
    if (a === undefined || a === null) return b === undefined || b === null ? 0 : -1;
    if (b === undefined || b === null) return 1;
    return a - b;
  };
  functions.wmGridTheme = function (theme) {
    return theme.withParams({
      fontFamily: "inherit", fontSize: 13, headerFontSize: 12, headerFontWeight: 500, spacing: 6, wrapperBorderRadius: 0, borderRadius: 4,
      backgroundColor: "var(--wm-ground)", foregroundColor: "var(--wm-text)", headerBackgroundColor: "var(--wm-ground)",
      headerTextColor: "var(--wm-text-2)", borderColor: "var(--wm-hairline)", accentColor: "var(--wm-accent)",
      rowHoverColor: "var(--wm-surface)", selectedRowBackgroundColor: "var(--wm-accent-tint)", wrapperBorder: false
    });
  };

  window.dash_clientside.table = {
    /* All that decides about the grid; a new selection leaves it standing. */
    view: function (state) {
      follow(state);
      var own = Object.assign({}, state, { areas: shown ? [] : state.areas, series: "index", layers: [], width: state.width < 340 ? 240 : 470 });
      var asked = JSON.stringify(Object.assign({}, own, { areas: [] }));
      if (asked === shown) { sync(state.areas); return none(); }
      shown = asked;
      return Object.assign(own, { areas: state.areas });
    },
    controls: function (indicators, span, first, last, level) {
      var by = window.dash_clientside.callback_context.triggered.map(function (one) { return one.prop_id.split(".")[0].slice(6); });
      var state = shell.state(), next = {}, a = +first, b = +last;
      if (by.indexOf("indicators") >= 0 && indicators.length) {
        next.indicators = indicators;
        if (indicators.indexOf(state.indicator) < 0) next.indicator = indicators[0];
      }
      if (by.indexOf("level") >= 0) next.level = level;
      if (by.some(function (id) { return ["span", "first", "last"].indexOf(id) >= 0; })) {
        next.years = span === "years" ? [Math.min(a, b), Math.max(a, b)] : null;
        if (span !== "years") next.mode = span;
        if (span === "change") next.from = Math.min(a, b - 1);
        if (span !== "years") next.year = span === "latest" ? "latest" : b;
      }
      if (Object.keys(next).length) shell.change(next, "table");
      return none();
    },
    selected: function (rows) {
      var asked = rows && rows.ids ? rows.ids : (rows || []).map(function (row) { return row.id; });
      var have = shell.state().areas, here = {};
      var grid = api();
      if (!grid) return none();
      grid.forEachNode(function (node) { here[node.data.id] = true; });
      var next = have.filter(function (id) { return !here[id] || asked.indexOf(id) >= 0; });
      asked.forEach(function (id) { if (next.indexOf(id) < 0) next.push(id); });
      if (next.length > most) {
        shell.full();
        sync(have);
      } else if (String(next) !== String(have)) shell.change({ areas: next }, "table");
      return none();
    },
    copy: function (clicks) {
      var grid = api();
      if (!clicks || !grid) return none();
      var button = document.getElementById("table-copy");
      function failed() { shell.told(button, "controls.copy_failed"); }
      if (!navigator.clipboard) failed();
      else navigator.clipboard.writeText(text(grid)).then(function () { shell.told(button, "table.copied"); }, failed);
      return none();
    }
  };

  function sync(areas) {
    var grid = api();
    if (!grid) return;
    grid.forEachNode(function (node) { var wanted = areas.indexOf(node.data.id) >= 0; if (node.isSelected() !== wanted) node.setSelected(wanted); });
  }
  /* The controls at the state, also after Back; which years they ask for. */
  function follow(state) {
    var span = state.years ? "years" : state.mode;
    document.body.dataset.span = span;
    shell.set("table-span", { value: span });
    shell.set("table-level", { value: state.level });
    if (state.indicators.length) shell.set("table-indicators", { value: state.indicators });
    if (state.years) { shell.set("table-first", { value: String(state.years[0]) }); shell.set("table-last", { value: String(state.years[1]) }); }
    else if (state.year !== "latest") shell.set("table-last", { value: String(state.year) });
    if (span === "change" && state.from) shell.set("table-first", { value: String(state.from) });
  }
})();
