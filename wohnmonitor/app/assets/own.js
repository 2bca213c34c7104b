/* Areas of the reader's own: a dialog to build, name, change and take ready-made ones. They live in the address, and in this browser. */
(function () {
  "use strict";
  var boot = JSON.parse(document.getElementById("wm-boot").textContent), texts = boot.texts, areas = boot.areas;
  var shell = window.wmShell, make = window.wmList.element, button = window.wmList.button;
  var KEPT = "wohnmonitor.areas", TOWNS = Object.keys(areas).filter(function (id) { return areas[id].l === "municipality"; });
  var dialog = null;

  function told(key, values) {
    return Object.keys(values || {}).reduce(function (text, name) { return text.replace("{" + name + "}", values[name]); }, texts["own." + key]);
  }
  function parts(group) { var at = group.indexOf(":"); return { name: group.slice(0, at), members: group.slice(at + 1).split(",") }; }
  function written(own) { return own.name + ":" + own.members.join(","); }
  function idOf(own) { return "group:" + own.name; }
  function here() { return (shell.state().group || []).map(parts); }

  /* What this browser keeps; a browser that keeps nothing is no error. */
  function kept() {
    try {
      return JSON.parse(localStorage.getItem(KEPT) || "[]").filter(function (own) {
        return own && typeof own.name === "string" && Array.isArray(own.members) && own.members.length && own.members.every(function (id) { return areas[id]; });
      });
    } catch (error) { return []; }
  }
  function keep(all) { try { localStorage.setItem(KEPT, JSON.stringify(all)); } catch (error) { /* the address keeps it */ } }
  function remember(own, before) {
    keep(kept().filter(function (one) { return one.name !== own.name && one.name !== before; }).concat(own));
  }

  /* Puts an own area into the address and into the selection; `instead`: of the members that are selected. */
  function put(own, before, instead) {
    var groups = here(), known = groups.some(function (one) { return one.name === before; });
    groups = known ? groups.map(function (one) { return one.name === before ? own : one; }) : groups.concat(own);
    var chosen = shell.state().areas.filter(function (id) { return !instead || own.members.indexOf(id) < 0; }).map(function (id) { return id === "group:" + before ? idOf(own) : id; });
    if (chosen.indexOf(idOf(own)) < 0) chosen = chosen.length < boot.most_areas ? chosen.concat(idOf(own)) : chosen;
    shell.change({ group: groups.map(written), areas: chosen }, "page");
    remember(own, before);
  }
  function drop(own) {
    shell.change({ group: here().filter(function (one) { return one.name !== own.name; }).map(written), areas: shell.state().areas.filter(function (id) { return id !== idOf(own); }) }, "page");
    keep(kept().filter(function (one) { return one.name !== own.name; }));
  }

  function show(children, focus) {
    if (!dialog) {
      dialog = make("dialog", { class: "wm-list wm-own", "aria-labelledby": "wm-own-title" });
      dialog.addEventListener("click", function (event) { if (event.target === dialog) dialog.close(); });
      document.body.append(dialog);
    }
    dialog.replaceChildren.apply(dialog, children);
    if (!dialog.open) dialog.showModal();
    if (focus) focus.focus();
  }
  function heading(words) { return make("h2", { id: "wm-own-title" }, [words]); }
  function size(own) { return told(own.members.length === 1 ? "member" : "members", { n: own.members.length }); }

  function overview() {
    var groups = here(), names = groups.map(function (own) { return own.name; });
    var elsewhere = kept().filter(function (own) { return names.indexOf(own.name) < 0; });
    var towns = shell.state().areas.filter(function (id) { return TOWNS.indexOf(id) >= 0; });
    var full = groups.length >= boot.most_groups;
    function row(own, actions, text) {
      var name = make("span", { class: "wm-own-name" }, [make("b", {}, [own.name]), make("span", {}, [" " + size(own)])]);
      return make("div", { class: "wm-own-row" }, [make("div", {}, [name].concat(text ? [make("p", {}, [text])] : [])), make("div", { class: "wm-own-acts" }, actions)]);
    }
    function act(key, work, own) { return button(told(key), "wm-link", work, told(key) + ": " + own.name); }
    function section(key, rows) { return rows.length ? [make("fieldset", {}, [make("legend", {}, [told(key)])].concat(rows))] : []; }
    var body = make("div", { class: "wm-list-areas" }, section("here", groups.map(function (own) {
      return row(own, [act("edit", function () { editor(own.members, own); }, own), act("delete", function () { drop(own); overview(); }, own)]);
    })).concat(section("kept", elsewhere.map(function (own) {
      return row(own, full ? [] : [act("take", function () { put(own); overview(); }, own), act("delete", function () { drop(own); overview(); }, own)]);
    })), section("ready", boot.ready.filter(function (one) { return names.indexOf(one.t) < 0; }).map(function (one) {
      var own = { name: one.t, members: one.m };
      return row(own, full ? [] : [act("take", function () { put(own); overview(); }, own)], one.s);
    }))));
    var fresh = full ? make("p", { class: "wm-list-count" }, [told("full", { most: boot.most_groups })])
      : button(towns.length > 1 ? told("from_selection", { n: towns.length }) : told("new"), "wm-button", function () { editor(towns.length > 1 ? towns : []); });
    show([heading(told("title")), make("p", { class: "wm-own-lead" }, [told("lead")]), body,
      make("div", { class: "wm-list-foot" }, [fresh, make("span", { class: "wm-fill" }), button(texts["list_areas.done"], "wm-button wm-button-filled", function () { dialog.close(); })])], fresh.tagName === "BUTTON" ? fresh : null);
  }

  /* Name and members of one; `own`: the area that is changed, none for a new one. */
  function editor(members, own) {
    var chosen = members.slice(), rows = [], before = own && own.name;
    var name = make("input", { type: "text", class: "wm-list-filter", maxlength: "40", "aria-label": told("name"), placeholder: told("name"), value: before || "" });
    var filter = make("input", { type: "search", class: "wm-list-filter", "aria-label": texts["list_areas.filter"], placeholder: texts["list_areas.filter"] });
    var list = make("div", { class: "wm-list-areas" }), wrong = make("p", { class: "wm-own-wrong", role: "alert" });
    var listed = make("p", { class: "wm-own-members" }), count = make("p", { class: "wm-list-count", role: "status" });
    function tick() {
      count.textContent = size({ members: chosen });
      listed.textContent = chosen.map(function (id) { return areas[id].n; }).sort(function (a, b) { return a.localeCompare(b, boot.lang); }).join(", ");
    }
    window.wmList.byRegion(list, TOWNS, function (id) {
      var box = make("input", { type: "checkbox" });
      box.checked = chosen.indexOf(id) >= 0;
      box.addEventListener("change", function () {
        chosen = box.checked ? chosen.concat(id) : chosen.filter(function (other) { return other !== id; });
        tick();
      });
      var line = make("div", { class: "wm-list-row" }, [make("label", {}, [box, make("span", {}, [areas[id].n])])]);
      rows.push({ id: id, line: line });
      return line;
    });
    filter.addEventListener("input", function () { window.wmList.sifted(list, rows, filter.value.trim()); });
    function save() {
      var called = name.value.trim(), taken = here().some(function (one) { return one.name === called && called !== before; });
      var mistake = !called ? "unnamed" : /[,:;<>]/.test(called) ? "signs" : taken ? "taken" : !chosen.length ? "empty" : "";
      wrong.textContent = mistake ? told(mistake) : "";
      if (mistake) { (mistake === "empty" ? filter : name).focus(); return; }
      put({ name: called, members: chosen }, before, !own);
      dialog.close();
    }
    name.addEventListener("keydown", function (event) { if (event.key === "Enter") save(); });
    show([heading(told(own ? "edit_title" : "new")), name, listed, filter, list, wrong,
      make("div", { class: "wm-list-foot" }, [count, button(told("back"), "wm-link", overview), button(told("save"), "wm-button wm-button-filled", save)])], name);
    tick();
  }

  /* What came with the address is kept too: who follows a link has the area from then on. */
  here().forEach(function (own) { remember(own); });
  document.addEventListener("click", function (event) { if (event.target.closest("[data-act='own']")) overview(); });
  window.wmOwn = { edit: editor };
})();
