/* Selection from a list: a dialog with all areas of a level by region, to tick, to filter, and to take with their neighbours. */
(function () {
  "use strict";
  var boot = JSON.parse(document.getElementById("wm-boot").textContent), texts = boot.texts, areas = boot.areas, shell = window.wmShell;
  var LEVELS = ["municipality", "district", "region", "country"];
  var dialog = null, rows = [], count = null, level = null, filter = null, list = null;

  function element(tag, attributes, children) {
    var made = document.createElement(tag);
    Object.keys(attributes).forEach(function (name) { made.setAttribute(name, attributes[name]); });
    made.append.apply(made, children || []);
    return made;
  }
  function button(words, kind, act, hint) {
    var made = element("button", { type: "button", class: kind, "aria-label": hint || words, title: hint || words }, [words]);
    made.addEventListener("click", act);
    return made;
  }
  function by(name) { return function (a, b) { return name(a).localeCompare(name(b), boot.lang); }; }

  /* Rows of areas by region where there are many, in alphabetical order; `row(id)` draws one. */
  function byRegion(place, ids, row) {
    var groups = {};
    ids.forEach(function (id) { var name = areas[id].rn || areas[id].cn; (groups[name] = groups[name] || []).push(id); });
    place.replaceChildren.apply(place, Object.keys(groups).sort(by(String)).map(function (name) {
      return element("fieldset", {}, [element("legend", {}, [name])].concat(groups[name].sort(by(function (id) { return areas[id].n; })).map(row)));
    }));
    place.scrollTop = 0;
  }

  /* Hides the rows that do not go by what is typed. */
  function sifted(place, rows, wanted) {
    rows.forEach(function (one) { one.line.hidden = Boolean(wanted) && !window.wmSearch.names(one.id, wanted); });
    place.querySelectorAll("fieldset").forEach(function (group) { group.hidden = !group.querySelector(".wm-list-row:not([hidden])"); });
  }

  function open() {
    if (!dialog) build();
    var last = shell.state().areas.slice(-1)[0];
    level.value = last && LEVELS.indexOf(areas[last].l) >= 0 ? areas[last].l : shell.state().level;
    filter.value = "";
    fill();
    dialog.showModal();
    filter.focus();
  }

  function build() {
    filter = element("input", { type: "search", class: "wm-list-filter", placeholder: texts["list_areas.filter"], "aria-label": texts["list_areas.filter"] });
    filter.addEventListener("input", sift);
    level = element("select", { class: "wm-list-level", "aria-label": texts["controls.level"] }, LEVELS.map(function (key) {
      return element("option", { value: key }, [texts["level." + key]]);
    }));
    level.addEventListener("change", fill);
    list = element("div", { class: "wm-list-areas" });
    count = element("p", { class: "wm-list-count", role: "status" });
    var heading = element("h2", { id: "wm-list-title" }, [texts["list_areas.title"]]);
    dialog = element("dialog", { class: "wm-list", "aria-labelledby": "wm-list-title" }, [
      heading, element("div", { class: "wm-list-tools" }, [filter, level]), list,
      element("div", { class: "wm-list-foot" }, [count, button(texts["selection.clear"], "wm-link", function () { shell.change({ areas: [] }, "page"); tick(); }, texts["selection.clear_hint"]),
        button(texts["list_areas.done"], "wm-button wm-button-filled", function () { dialog.close(); })])
    ]);
    dialog.addEventListener("click", function (event) { if (event.target === dialog) dialog.close(); });
    document.body.append(dialog);
  }

  function fill() {
    rows = [];
    byRegion(list, Object.keys(areas).filter(function (id) { return areas[id].l === level.value; }), row);
    sift();
    tick();
  }

  function row(id) {
    var box = element("input", { type: "checkbox" });
    box.addEventListener("change", function () { shell.toggle(id); tick(); });
    var beside = button(texts["list_areas.neighbours"], "wm-link", function () { shell.neighbours(id).then(tick); }, texts["list_areas.neighbours_of"].replace("{name}", areas[id].n));
    var line = element("div", { class: "wm-list-row" }, [element("label", {}, [box, element("span", {}, [areas[id].n])]), beside]);
    rows.push({ id: id, box: box, line: line });
    return line;
  }

  function sift() { sifted(list, rows, filter.value.trim()); }

  /* The page's state says what is ticked; a full selection takes no more. */
  function tick() {
    var chosen = shell.state().areas, full = chosen.length >= boot.most_areas;
    rows.forEach(function (one) {
      one.box.checked = chosen.indexOf(one.id) >= 0;
      one.box.disabled = full && !one.box.checked;
    });
    count.textContent = texts["list_areas.count"].replace("{n}", chosen.length).replace("{most}", boot.most_areas);
  }

  document.addEventListener("click", function (event) { if (event.target.closest("[data-act='list']")) open(); });
  window.wmList = { element: element, button: button, byRegion: byRegion, sifted: sifted };
})();
