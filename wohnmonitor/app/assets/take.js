/* What a reader takes along: map and charts as pictures, a page that needs no network, the figures, a frame for another site, the link. */
(function () {
  "use strict";
  var boot = JSON.parse(document.getElementById("wm-boot").textContent), texts = boot.texts, shell = window.wmShell, make = window.wmList.element;
  var dialog = null, status = null;
  var STYLE = "body{max-width:1100px;margin:24px auto;padding:0 24px;font:14px/1.5 Inter,system-ui,sans-serif;color:#16202A;background:#fff;overflow-wrap:break-word}.charts{display:flex;flex-wrap:wrap;gap:0 8px;margin:0 -24px 24px}figure{margin:0}svg,img{max-width:100%;height:auto}table{border-collapse:collapse;margin-bottom:24px}th,td{padding:3px 12px 3px 0;border-bottom:1px solid #DADDDF;text-align:left;vertical-align:top}thead th{vertical-align:bottom}td.n,.wm-number{text-align:right;font-variant-numeric:tabular-nums}.q,.wm-quiet{color:#47525D;font-size:12px}.wm-beside,.wm-status{margin-left:8px;color:#47525D;font-weight:400}.wm-badge{margin-right:8px}@media print{figure,tr{break-inside:avoid}thead{display:table-header-group}}";

  function told(key, values) {
    return Object.keys(values || {}).reduce(function (text, name) { return text.replace("{" + name + "}", values[name]); }, texts["take." + key]);
  }
  function all(selector) { return [].slice.call(document.querySelectorAll(selector)).filter(function (one) { return one.getClientRects().length; }); }
  function words(selector) { return all(selector).map(function (one) { return one.innerText.replace(/\s+/g, " ").trim(); }).filter(Boolean); }

  /* Of the map the frames first: title and legend stand on them. */
  var PARTS = { map: [".map-stage .map-frame", ".map-stage .map-head, .map-stage .map-side"], series: ["#series"], ranking: ["#ranking"], people: ["#people"], multiples: ["#multiples"] };
  function parts(name) {
    return PARTS[name].reduce(function (found, selector) { return found.concat(all(selector)); }, []).filter(function (one) {
      return name === "map" || [].some.call(one.querySelectorAll(".main-svg, .wm-panel img"), function (drawn) { return drawn.getClientRects().length && !drawn.closest("details"); });
    });
  }

  /* What must be known before colours are compared, without the ways out of it. */
  function warned() {
    return all("#banner .wm-banner").map(function (banner) {
      return [].map.call(banner.querySelectorAll("p"), function (line) {
        var copy = line.cloneNode(true);
        copy.querySelectorAll("a,button,.wm-grade").forEach(function (one) { one.remove(); });
        return copy.textContent.trim().replace(/\.$/, "");
      }).filter(Boolean).join(". ") + ".";
    });
  }
  /* Outlines of another year than today's are told where there is a choice. */
  function outlines() {
    var box = window.wm.borders.box, chosen = box.querySelector("[aria-pressed=true]");
    return box.hidden || !chosen ? [] : texts["map.borders.name"] + " " + chosen.textContent + ".";
  }

  /* Where it comes from and how far it may be compared: what stands under every picture. */
  function foot() {
    var notes = all("#note .wm-grades"), day = window.wm.date(new Date().toISOString().slice(0, 10));
    var compared = notes.map(function (one) { return one.dataset[notes.length > 1 ? "named" : "told"]; });
    return warned().concat(outlines(), compared, words("#note .wm-source"), told("foot", { release: boot.release, day: day }));
  }
  function title() { return words(".map-stage .map-title").join(" · ").replace(/\u00ad/g, ""); }
  /* Lines over the years are not of the year of the map. */
  function titleOf(name) { return name === "series" ? boot.indicators[shell.state().indicator].title.replace(/\u00ad/g, "") : title(); }
  function picture(name) { return window.wmPicture.of(parts(name), { title: titleOf(name), heading: name !== "map", foot: foot(), link: shell.address() }); }

  function file(name) { return "wohnmonitor_" + [shell.state().indicator, name].join("_"); }
  function save(blob, name) {
    var link = make("a", { href: URL.createObjectURL(blob), download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 30000);
    say(told("saved", { name: name }));
  }
  function say(sentence) { status.textContent = sentence; }

  function take(name, kind) {
    say(told("working"));
    /* the page first shows that work is going on */
    return new Promise(function (go) { setTimeout(go, 30); }).then(function () {
      var svg = picture(name);
      if (kind === "svg") return new Blob([svg], { type: "image/svg+xml" });
      return window.wmPicture[kind](svg);
    }).then(function (blob) { save(blob, file(name) + "." + kind); }, function () { say(told("failed")); });
  }

  /* A page for a meeting without network: the pictures, the figures of all areas, the notes. Nothing in it asks for anything. */
  function page() {
    var out = document.implementation.createHTMLDocument(title()), body = out.body, shown = [window.wm.now.raw || window.wm.now.view, window.wm.now.second].filter(Boolean);
    function put(tag, text, where) { var made = out.createElement(tag); if (text) made.textContent = text; (where || body).append(made); return made; }
    function copy(table) {
      var made = out.importNode(table, true);
      made.querySelectorAll(".wm-remove-cell, button").forEach(function (one) { one.remove(); });
      made.querySelectorAll("a").forEach(function (one) { one.replaceWith(one.textContent); });
      body.append(made);
    }
    out.documentElement.lang = boot.lang;
    var charset = out.createElement("meta");
    charset.setAttribute("charset", "utf-8");
    out.head.prepend(charset);
    put("style", STYLE, out.head);
    put("h1", title());
    var charts = put("div");
    charts.className = "charts";
    Object.keys(PARTS).forEach(function (name) {
      if (parts(name).length) put("figure", "", charts).innerHTML = window.wmPicture.of(parts(name), { title: titleOf(name), foot: [] });
    });
    all("#selection table").forEach(function (table) { put("h2", texts["selection.heading"]); copy(table); });
    words("#note > p:not(.wm-actions, .wm-source)").forEach(function (text) { put("p", text); });
    document.querySelectorAll("#note .wm-facets").forEach(copy);
    put("h2", told("figures"));
    var table = put("table"), head = put("thead", "", table), rows = put("tbody", "", table), cells = ["value", "year", "status"];
    if (shown.length > 1) {
      var over = put("tr", "", head);
      put("td", "", over).colSpan = 2;
      shown.forEach(function (view) { var one = put("th", window.wm.second.name(view), over); one.colSpan = cells.length; one.scope = "colgroup"; });
    }
    var line = put("tr", "", head);
    ["area", "country"].concat(shown.reduce(function (all) { return all.concat(cells); }, [])).forEach(function (key) { put("th", told("head_" + key), line).scope = "col"; });
    shown[0].areas.slice().sort(function (a, b) { return window.wm.name(a.id).localeCompare(window.wm.name(b.id), boot.lang); }).forEach(function (area) {
      var row = put("tr", "", rows), known = boot.areas[area.id] || {};
      put("th", window.wm.name(area.id), row).scope = "row";
      put("td", known.cn || "", row);
      [area].concat(shown.length > 1 ? window.wm.second.area(area.id) : []).forEach(function (one, at) {
        var none = !one || one.value === null;
        put("td", none ? "–" : window.wm.format(one.value, shown[at].set.meta), row).className = "n";
        put("td", one && one.year !== null ? String(one.year) : "", row);
        put("td", !one ? "" : none ? window.wm.reason(one) : texts["status." + one.status], row);
      });
    });
    foot().forEach(function (text) { put("p", text).className = "q"; });
    var link = put("a", shell.address(), put("p"));
    link.href = shell.address();
    link.className = "q";
    return "<!DOCTYPE html>\n" + out.documentElement.outerHTML;
  }

  function copied(text) {
    if (!navigator.clipboard) return say(text);
    navigator.clipboard.writeText(text).then(function () { say(told("copied")); }, function () { say(text); });
  }
  function frame() {
    function written(value) { return '"' + value.replace(/&/g, "&amp;").replace(/"/g, "&quot;") + '"'; }
    var height = shell.state().view === "two" ? 1060 : 680;
    return "<iframe src=" + written(location.origin + boot.urls.root + "embed?" + shell.query()) + " title=" + written(title()) + ' width="100%" height="' + height + '" style="border:0" loading="lazy"></iframe>';
  }

  function open() {
    function act(words, work, name) { return window.wmList.button(words, "wm-button", work, words + ": " + name); }
    function row(key, buttons) {
      var name = texts["take." + key] || texts[key + ".heading"];
      return make("div", { class: "wm-take-row" }, [make("div", {}, [make("b", {}, [name]), make("p", {}, [told(key + "_hint")])]),
        make("div", { class: "wm-take-acts" }, buttons.map(function (one) { return act(one[0], one[1], name); }))]);
    }
    var rows = Object.keys(PARTS).filter(function (name) { return parts(name).length; }).map(function (name) {
      return row(name, ["png", "svg", "pdf"].map(function (kind) { return [kind.toUpperCase(), function () { take(name, kind); }]; }));
    });
    rows.push(row("page", [["HTML", function () { save(new Blob([page()], { type: "text/html" }), file("page") + ".html"); }]]));
    rows.push(row("data", [["CSV", function () { location.assign(boot.urls.root + "download.csv?" + shell.query()); }]]));
    rows.push(row("frame", [[told("copy"), function () { copied(frame()); }]]));
    rows.push(row("link", [[told("copy"), function () { copied(shell.address()); }]]));
    if (!dialog) {
      status = make("p", { class: "wm-list-count", role: "status" });
      dialog = make("dialog", { class: "wm-list wm-take", "aria-labelledby": "wm-take-title" });
      dialog.addEventListener("click", function (event) { if (event.target === dialog) dialog.close(); });
      document.body.append(dialog);
    }
    say("");
    dialog.replaceChildren(make("h2", { id: "wm-take-title" }, [told("title")]), make("div", { class: "wm-list-areas" }, rows),
      make("div", { class: "wm-list-foot" }, [status, window.wmList.button(texts["list_areas.done"], "wm-button wm-button-filled", function () { dialog.close(); })]));
    dialog.showModal();
  }

  document.addEventListener("click", function (event) { if (event.target.closest("#take")) open(); });
})();
