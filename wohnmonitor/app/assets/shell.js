/* The page's one state: controls, map, URL and reading column all follow it, and every change goes through change(). */
(function () {
  "use strict";
  var boot = JSON.parse(document.getElementById("wm-boot").textContent);
  var texts = boot.texts, indicators = boot.indicators, areas = boot.areas;
  var root = document.documentElement;
  var SOFT_HYPHEN = /\u00ad/g, MOST = boot.most_areas;

  var state = Object.assign({}, boot.state);
  var cameWith = location.search;
  var lastYear = state.year === "latest" ? indicators[state.indicator].default.year : state.year;
  var pending = 0, yearPushed = 0;

  /* A former municipality in the address: from here on it says what that is part of today. */
  if ((state.former || []).length) history.replaceState({}, "", "?" + query(state));

  /* Not every page has every control. */
  var EVERYWHERE = ["mantine", "state", "menu", "search", "search-menu"];
  function set(id, props) {
    if (EVERYWHERE.indexOf(id) < 0 && !document.getElementById(id)) return;
    if (window.dash_clientside && window.dash_clientside.set_props && document.querySelector(".wm-app")) {
      window.dash_clientside.set_props(id, props);
    }
  }

  /* The address of a state: the same that to_query() in state.py writes. */
  function query(of) {
    return boot.parameters.names.filter(function (name) {
      if (boot.parameters.always.indexOf(name) >= 0) return true;
      if (name === "mode") return of.mode !== "year" && of.mode !== "latest";
      var value = of[name] === undefined ? null : of[name];
      return name in boot.parameters.usual && String(value) !== String(boot.parameters.usual[name]);
    }).map(function (name) {
      var value = of[name];
      var written = Array.isArray(value) ? value.join(boot.parameters.joined[name] || ",") : value;
      return name + "=" + encodeURIComponent(written).replace(/%2C/g, ",").replace(/%3A/g, ":");
    }).join("&");
  }

  /* The state of an address of ours, as history hands it back. */
  function stateOf(address) {
    var asked = new URLSearchParams(address), next = {};
    boot.parameters.names.forEach(function (name) {
      var usual = name in boot.parameters.usual ? boot.parameters.usual[name] : boot.state[name], given = asked.get(name);
      if (!given) next[name] = usual;
      else if (name === "years") next[name] = given.split("-").map(Number);
      else if (name === "breaks") next[name] = given.split(",").map(Number);
      else if (Array.isArray(usual)) next[name] = given.split(boot.parameters.joined[name] || ",");
      else next[name] = /^\d+$/.test(given) ? +given : given;
    });
    next.mode = asked.get("mode") || (next.year === "latest" ? "latest" : "year");
    return next;
  }

  function scheme() { return state.theme || root.getAttribute("data-theme") || "light"; }

  /* What a change leaves undecided: a year for another indicator, the scale of another indicator, at most ten areas. */
  function settled(next, given) {
    if (given.indicator && given.indicator !== state.indicator) {
      var about = indicators[next.indicator];
      if (!given.mode && given.year === undefined && (next.mode === "latest" || about.full.indexOf(next.year) < 0)) {
        if (next.mode !== "change" && next.mode !== "difference") next.mode = about.default.mode;
        lastYear = about.default.year;
        next.year = next.mode === "latest" ? "latest" : about.default.year;
      }
      next.scale = given.scale || "grade";
    }
    /* Limits by hand belong to the values they were set on. */
    if (["indicator", "mode", "measure", "benchmark"].some(function (name) { return kind(name, given[name], state[name]); }) && !given.classes && next.classes === "manual") {
      next.classes = boot.parameters.usual.classes;
      next.n = boot.parameters.usual.n;
      next.breaks = [];
    }
    if (typeof given.year === "number" && !given.mode && next.mode === "latest") next.mode = "year";
    if (given.year === "latest") next.mode = "latest";
    if (next.mode === "latest") next.year = "latest";
    else if (typeof next.year !== "number") next.year = lastYear;
    if (typeof next.year === "number") lastYear = next.year;
    window.wmSettle(next, given, state, boot);
    ownAreas(next.group);
    next.areas = next.areas.filter(function (id, at) { return areas[id] && next.areas.indexOf(id) === at; }).slice(0, MOST);
    return next;
  }

  /* Areas of the reader's own are areas like any other: all that look an area up find them. */
  function ownAreas(groups) {
    [areas, window.wm && window.wm.boot.areas].filter(Boolean).forEach(function (known) {
      Object.keys(known).forEach(function (id) { if (known[id].l === "group") delete known[id]; });
      (groups || []).forEach(function (group) {
        var at = group.indexOf(":"), name = group.slice(0, at), members = group.slice(at + 1).split(",");
        var countries = members.map(function (id) { return known[id].c; }).filter(function (code, i, all) { return all.indexOf(code) === i; });
        var one = countries.length === 1;
        known["group:" + name] = { n: name, c: one ? countries[0] : "", l: "group", r: "", rn: "", cn: one ? known[members[0]].cn : "", s: "", m: members };
      });
    });
  }

  /* One year and the latest values are values of one kind. */
  function kind(name, asked, now) {
    var same = { latest: "year" };
    return asked !== undefined && (same[asked] || asked) !== (same[now] || now);
  }

  function change(given, from) {
    var next = settled(Object.assign({}, state, given), given);
    var before = query(state), after = query(next);
    if (before === after) return;
    /* What is shown from here on is of the release of now. */
    if (given.release === undefined) { next.release = null; after = query(next); }
    var cited = document.getElementById("cited");
    if (cited && !next.release) cited.hidden = true;
    var moved = document.getElementById("moved");
    if (moved && String(next.areas) !== String(state.areas)) moved.hidden = true;
    var onlyYear = before.replace(/year=\w+/, "") === after.replace(/year=\w+/, "");
    var more = from === "map" && (next.indicator !== state.indicator || next.from !== state.from && given.from === undefined);
    state = next;
    if (from !== "history") {
      /* One entry for a run of years, so that Back does not walk through them one by one. */
      var replaces = onlyYear && Date.now() - yearPushed < 2000;
      history[replaces ? "replaceState" : "pushState"]({}, "", location.pathname + "?" + after);
      if (onlyYear) yearPushed = Date.now();
    }
    follow(more ? "settled" : from);
  }

  function follow(from) {
    var about = indicators[state.indicator], link = "?" + query(state);
    document.title = about.title.replace(SOFT_HYPHEN, "") + " – Wohnmonitor EMR";
    if (from !== "map") show();
    set("indicator", { value: state.indicator });
    set("topic", { value: about.theme });
    set("mode", { value: state.mode });
    set("level", { value: state.level });
    set("view", { value: state.view });
    set("mantine", { forceColorScheme: scheme() });
    document.querySelectorAll("a[data-lang]").forEach(function (one) {
      one.href = "?" + query(Object.assign({}, state, { lang: one.getAttribute("data-lang") }));
    });
    document.querySelectorAll("a[data-page]").forEach(function (one) { one.href = one.href.split("?")[0] + link; });
    var download = document.getElementById("download");
    if (download) download.href = download.href.split("?")[0] + link;
    clearTimeout(pending);
    pending = setTimeout(tell, from === "map" && onlyPlays() ? 160 : 0);
  }

  function onlyPlays() { return Date.now() - yearPushed < 400; }

  /* The reading column: drawn by the server for this state. */
  function tell() {
    set("state", { data: Object.assign({}, state, { theme: scheme(), width: chartWidth(), room: scatterRoom() }) });
  }

  /* About how wide a chart is drawn: known before the page stands, in steps, so that few widths need a new drawing. */
  function chartWidth() {
    var room = innerWidth < 560 ? innerWidth - 32
      : innerWidth < 1280 ? (innerWidth - 80) / 2
      : Math.min(520, Math.max(440, innerWidth * 0.36)) - 48;
    return Math.floor(room / 20) * 20;
  }

  /* The room of the scatter; about as much before it stands. */
  function scatterRoom() {
    var place = document.getElementById("scatter-place");
    return place ? place.clientWidth : innerWidth < 560 ? innerWidth - 32 : innerWidth < 1280 ? innerWidth - 48 : innerWidth - chartWidth() - 96;
  }

  /* The map starts by itself with the state of the page; what changes before its first paint is shown after it. */
  var painted = false, asked = false;
  window.addEventListener("wm:painted", function () {
    if (painted) return;
    painted = true;
    if (asked) show();
  });
  function show() {
    asked = true;
    /* The first paint may have come before this script listened. */
    painted = painted || Boolean(window.wm && window.wm.now && window.wm.now.view);
    if (!painted || !window.wm || !window.wm.show) return;
    Promise.resolve(window.wm.show(Object.assign({}, state, { theme: scheme() }))).catch(function (error) { console.error(error); });
  }

  function say(sentence) {
    var place = document.getElementById("said");
    if (place) { place.textContent = ""; setTimeout(function () { place.textContent = sentence; }, 30); }
  }

  /* Says a text of the page to screen readers, and for a moment at the button that did it. */
  function told(button, key) {
    say(texts[key]);
    button.setAttribute("data-said", texts[key]);
    setTimeout(function () { button.removeAttribute("data-said"); }, 1800);
  }

  function setTheme(theme) {
    root.setAttribute("data-theme", theme);
    root.setAttribute("data-mantine-color-scheme", theme);
  }

  function none() { return window.dash_clientside.no_update; }

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.shell = {
    enter: function () { return { page: boot.page, query: cameWith, theme: scheme(), width: chartWidth(), room: scatterRoom() }; },
    begin: function () {
      /* The page stands: fill the search, hand the map its place, draw for the width there is. */
      setTimeout(function () {
        fillSearch();
        window.wmSearch.load(fillSearch);
        adopt();
      }, 0);
      return none();
    },
    controls: function (topic, indicator, mode, level) {
      var by = window.dash_clientside.callback_context.triggered.map(function (one) { return one.prop_id; });
      var next = {};
      if (by.indexOf("topic.value") >= 0 && topic && topic !== indicators[state.indicator].theme) {
        next.indicator = Object.keys(indicators).filter(function (id) { return indicators[id].theme === topic; })[0];
      }
      if (by.indexOf("indicator.value") >= 0 && indicator) next.indicator = indicator;
      if (by.indexOf("mode.value") >= 0 && mode) next.mode = mode;
      if (by.indexOf("level.value") >= 0 && level) next.level = level;
      if (Object.keys(next).length) change(next, "controls");
      return none();
    },
    search: function (one, other) {
      var picked = (one || other || "").split(":");
      if (picked.length < 2) return none();
      if (picked[0] === "indicator") change({ indicator: picked[1] }, "search");
      else add(picked[1].split(","));
      setTimeout(function () {
        set("search", { value: null, searchValue: "" });
        set("search-menu", { value: null, searchValue: "" });
        set("menu", { opened: false });
      }, 0);
      return none();
    },
    language: function (language) {
      if (language && language !== state.lang) location.assign("?" + query(Object.assign({}, state, { lang: language })));
      return none();
    },
    view: function (view) {
      if (view && view !== state.view) change({ view: view }, "controls");
      return none();
    },
    theme: function (clicks, menuClicks) {
      if (!clicks && !menuClicks) return none();
      var theme = scheme() === "dark" ? "light" : "dark";
      setTheme(theme);
      change({ theme: theme }, "theme");
      return none();
    },
    menu: function () {
      /* The drawer takes its name from a title of its own kind, which would be a second banner of the page. */
      setTimeout(function () {
        var drawer = document.querySelector(".mantine-Drawer-content");
        if (drawer) drawer.setAttribute("aria-labelledby", "menu-title");
      }, 60);
      return window.dash_clientside.callback_context.triggered[0].prop_id === "menu-open.n_clicks";
    }
  };

  function fillSearch() {
    ["search", "search-menu"].forEach(function (id) { set(id, { data: window.wmSearch.choices() }); });
  }

  function add(ids) {
    var added = ids.filter(function (id) { return state.areas.indexOf(id) < 0; });
    change({ areas: state.areas.concat(added) }, "search");
  }

  /* Selects an area, or takes it out; says so where the selection is full. */
  function toggle(id) {
    if (state.areas.indexOf(id) >= 0) change({ areas: state.areas.filter(function (other) { return other !== id; }) }, "page");
    else if (state.areas.length < MOST) change({ areas: state.areas.concat(id) }, "page");
    else full();
  }
  function full() { say(texts["map.selection_full"].replace("{most}", MOST)); }

  /* Adds an area and those beside it; says so where the selection is full before all are in. */
  function neighbours(id) {
    return fetch(boot.urls.geo).then(function (answer) { return answer.json(); }).then(function (geo) {
      var found = [id].concat(((geo.levels[areas[id].l] || {}).neighbours || {})[id] || []);
      add(found);
      if (found.some(function (other) { return state.areas.indexOf(other) < 0; })) full();
    });
  }

  /* The query of a link to keep: it says under which release it was made. */
  function kept() { return query(Object.assign({}, state, { release: boot.release })); }
  function address() { return location.origin + location.pathname + "?" + kept(); }

  function copyLink() {
    var link = address(), button = document.getElementById("copy");
    function done(key) { told(button, key); }
    history.replaceState({}, "", "?" + kept());
    if (!navigator.clipboard) return done("controls.copy_failed");
    navigator.clipboard.writeText(link).then(function () { done("controls.copied"); }, function () { done("controls.copy_failed"); });
  }

  function focusSearch() {
    var field = document.getElementById("search");
    if (field && field.offsetParent) { field.focus(); return; }
    set("menu", { opened: true });
    setTimeout(function () { var inside = document.getElementById("search-menu"); if (inside) inside.focus(); }, 60);
  }

  document.addEventListener("click", function (event) {
    var hit = event.target.closest("[data-remove],[data-toggle],[data-act],[data-scale],[data-series],#copy,#wm-retry,a[href='#note']");
    if (!hit) return;
    if (hit.dataset.remove) {
      change({ areas: state.areas.filter(function (id) { return id !== hit.dataset.remove; }) }, "table");
      var heading = document.getElementById("selection");
      if (heading) heading.focus({ preventScroll: true });
    } else if (hit.dataset.toggle) toggle(hit.dataset.toggle);
    else if (hit.dataset.act === "add") focusSearch();
    else if (hit.dataset.act === "clear") change({ areas: [] }, "table");
    else if (hit.dataset.act === "neighbours") neighbours(state.areas[state.areas.length - 1]);
    else if (hit.dataset.series) change({ series: hit.dataset.series }, "series");
    else if (hit.dataset.scale) change({ scale: hit.dataset.scale }, "banner");
    else if (hit.id === "copy") copyLink();
    else if (hit.id === "wm-retry") document.querySelector(".wm-app") ? tell() : location.reload();
    else if (hit.matches("a[href='#note']")) {
      event.preventDefault();
      var note = document.getElementById("note");
      note.scrollIntoView({ block: "nearest" });
      note.focus({ preventScroll: true });
    }
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable) return;
    event.preventDefault();
    focusSearch();
  });

  window.addEventListener("popstate", function () {
    var next = location.search.indexOf("indicator=") < 0 ? Object.assign({}, boot.state) : stateOf(location.search);
    if (next.lang && next.lang !== state.lang) { location.reload(); return; }
    next.lang = state.lang;
    if (next.theme) setTheme(next.theme);
    change(next, "history");
  });

  /* Loading for more than 200 ms: a bar on top. */
  var waiting = 0;
  window.addEventListener("wm:loading", function (event) {
    clearTimeout(waiting);
    if (event.detail) waiting = setTimeout(function () { document.body.classList.add("wm-loading"); }, 200);
    else document.body.classList.remove("wm-loading");
  });

  var drawnWidth = chartWidth(), resized = 0;
  window.addEventListener("resize", function () {
    clearTimeout(resized);
    resized = setTimeout(function () { if (chartWidth() !== drawnWidth) { drawnWidth = chartWidth(); tell(); } }, 200);
  });

  /* An answer that does not come: a sentence and a way to ask again; the last figures stay. */
  var unanswered = 0, slow = 0;
  window.addEventListener("shell:asked", function () {
    clearTimeout(unanswered);
    clearTimeout(slow);
    slow = setTimeout(function () { document.body.classList.add("wm-loading"); }, 200);
    unanswered = setTimeout(function () { failed(true); }, 8000);
  });
  window.addEventListener("shell:answered", function () { clearTimeout(unanswered); failed(false); });
  function failed(yes) {
    clearTimeout(slow);
    document.body.classList.remove("wm-loading");
    document.getElementById("wm-failed").hidden = !yes;
  }

  /* The selects of a page by their names: put() shows a value, which is no wish of the reader; wished() tells one that is; clicked()
     selects the area of a mark of a chart. */
  function bound(page) {
    var shown = {};
    return {
      shown: shown,
      put: function (id, value) { shown[id] = value; set(page + "-" + id, { value: value }); },
      wished: function (id, value) {
        var by = window.dash_clientside.callback_context.triggered.some(function (one) { return one.prop_id === page + "-" + id + ".value"; });
        if (!by || !value || value === shown[id]) return false;
        shown[id] = value;
        return true;
      },
      clicked: function () {
        var by = window.dash_clientside.callback_context.triggered[0], click = by && by.value;
        var id = click && click.points && click.points[0] && click.points[0].customdata;
        if (id) toggle(id);
        return none();
      }
    };
  }

  function adopt() {
    var host = document.getElementById("map-host"), stage = document.getElementById("wm-stage");
    if (host && stage && !host.contains(stage)) host.appendChild(stage);
  }

  if (window.wm && window.wm.onchange) window.wm.onchange(function (partial) { change(partial, "map"); });
  window.wmShell = { scheme: scheme, setTheme: setTheme, state: function () { return Object.assign({}, state); }, change: change, toggle: toggle, neighbours: neighbours, full: full, told: told, set: set, query: function () { return query(state); }, address: address, bound: bound, write: query, read: stateOf };
})();
