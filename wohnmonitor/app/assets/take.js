/* What a reader takes along: map and charts as pictures, a page that needs no network, the figures, a frame for another site, the link. */
(function () {
  "use strict";
  var boot = JSON.parse(document.getElementById("wm-boot").textContent), texts = boot.texts, shell = window.wmShell, make = window.wmList.element;
  var dialog = null, status = null;

  function told(key, values) {
    return Object.keys(values || {}).reduce(function (text, name) { return text.replace("{" + name + "}", values[name]); }, texts["take." + key]);
  }
  function all(selector) { return [].slice.call(document.querySelectorAll(selector)).filter(function (one) { return one.getClientRects().length; }); }
  function words(selector) { return all(selector).map(function (one) { return one.innerText.replace(/\s+/g, " ").trim(); }).filter(Boolean); }

  var PARTS = { map: ".map-stage .map-frame, .map-stage .map-head, .map-stage .map-side", series: "#series", ranking: "#ranking" };
  function parts(name) { return all(PARTS[name]).filter(function (one) { return name === "map" || one.querySelector(".main-svg"); }); }

  /* What must be known before colours are compared, without the ways out of it. */
  function warned() {
    return all("#banner .wm-banner").map(function (banner) {
      var copy = banner.cloneNode(true);
      copy.querySelectorAll("a,button,.wm-grade").forEach(function (one) { one.remove(); });
      return [].map.call(copy.querySelectorAll("*"), function (one) { return one.children.length ? "" : one.textContent; }).concat(
        [].filter.call(copy.querySelectorAll("*"), function (one) { return one.children.length; }).map(function (one) {
          return [].filter.call(one.childNodes, function (node) { return node.nodeType === 3; }).map(function (node) { return node.data; }).join(" ");
        })).map(function (words) { return words.trim(); }).filter(Boolean).join(". ").replace(/\.\./g, ".");
    }).filter(Boolean);
  }

  /* Where it comes from and how far it may be compared: what stands under every picture. */
  function foot() {
    var pairs = all("#note .wm-grades .wm-pair").map(function (one) { return one.title; }).filter(Boolean);
    var day = new Date().toLocaleDateString(boot.lang, { dateStyle: "long" });
    return warned().concat(pairs.length ? told("grades", { list: pairs.join("; ") }) : [], words("#note .wm-source"),
      told("foot", { release: boot.release, day: day }) + " " + shell.address());
  }
  function title() { return words(".map-stage .map-title").join(" · "); }
  function picture(name) { return window.wmPicture.of(parts(name), name === "map" ? "" : title(), foot()); }

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
    var out = document.implementation.createHTMLDocument(title()), view = window.wm.now.raw || window.wm.now.view, body = out.body;
    function put(tag, text, where) { var made = out.createElement(tag); if (text) made.textContent = text; (where || body).append(made); return made; }
    out.documentElement.lang = boot.lang;
    var charset = out.createElement("meta");
    charset.setAttribute("charset", "utf-8");
    out.head.prepend(charset);
    put("style", "body{max-width:1100px;margin:24px auto;padding:0 16px;font:14px/1.5 Inter,system-ui,sans-serif;color:#16202A;background:#fff}svg,img{max-width:100%;height:auto}table{border-collapse:collapse}th,td{padding:3px 12px 3px 0;border-bottom:1px solid #DADDDF;text-align:left}td.n{text-align:right;font-variant-numeric:tabular-nums}.q{color:#47525D;font-size:12px}@media print{figure{break-inside:avoid}}", out.head);
    put("h1", title());
    Object.keys(PARTS).forEach(function (name) {
      if (!parts(name).length) return;
      var figure = put("figure", "");
      figure.style.margin = "0 0 24px";
      figure.innerHTML = window.wmPicture.of(parts(name), "", []);
    });
    words("#note p").forEach(function (text) { put("p", text); });
    put("h2", told("figures"));
    var table = put("table"), head = put("tr", "", put("thead", "", table)), rows = put("tbody", "", table);
    ["area", "country", "value", "year", "status"].forEach(function (key) { put("th", told("head_" + key), head).scope = "col"; });
    view.areas.slice().sort(function (a, b) { return window.wm.name(a.id).localeCompare(window.wm.name(b.id), boot.lang); }).forEach(function (area) {
      var row = put("tr", "", rows), known = boot.areas[area.id] || {};
      put("th", window.wm.name(area.id), row).scope = "row";
      put("td", known.cn || "", row);
      put("td", area.value === null ? "–" : window.wm.format(area.value, view.set.meta), row).className = "n";
      put("td", area.year === null ? "" : String(area.year), row);
      put("td", area.value === null ? window.wm.reason(area) : texts["status." + area.status], row);
    });
    foot().forEach(function (text) { put("p", text).className = "q"; });
    return "<!DOCTYPE html>\n" + out.documentElement.outerHTML;
  }

  function copied(text) {
    if (!navigator.clipboard) return say(text);
    navigator.clipboard.writeText(text).then(function () { say(told("copied")); }, function () { say(text); });
  }
  function frame() {
    return '<iframe src="' + (location.origin + boot.urls.root + "embed?" + shell.query()).replace(/&/g, "&amp;") + '" title="' + title().replace(/"/g, "&quot;") + '" width="100%" height="560" style="border:0" loading="lazy"></iframe>';
  }

  function open() {
    function act(words, work, name) { return window.wmList.button(words, "wm-button", work, words + ": " + name); }
    function row(key, buttons) {
      var name = told(key);
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
