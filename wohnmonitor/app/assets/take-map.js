/* What there is to take along of the map: its frames and charts, all figures of a view in one page, a frame for another site. */
(function (wm) {
  "use strict";
  const shell = window.wmShell, { seen, made, address, written } = wm.taken;
  const STYLE = "body{max-width:1100px;margin:24px auto;padding:0 24px;font:14px/1.5 Inter,system-ui,sans-serif;color:#16202A;background:#fff;overflow-wrap:break-word}.charts{display:flex;flex-wrap:wrap;gap:0 8px;margin:0 -24px 24px}figure{margin:0}svg,img{max-width:100%;height:auto}table{border-collapse:collapse;margin-bottom:24px}th,td{padding:3px 12px 3px 0;border-bottom:1px solid #DADDDF;text-align:left;vertical-align:top}thead th{vertical-align:bottom}td.n,.wm-number{text-align:right;font-variant-numeric:tabular-nums}.q,.wm-quiet{color:#47525D;font-size:12px}.wm-beside,.wm-status{margin-left:8px;color:#47525D;font-weight:400}.wm-badge{margin-right:8px}@media print{figure,tr{break-inside:avoid}thead{display:table-header-group}}";
  const words = (selector) => seen(selector).map(wm.taken.words).filter(Boolean);

  /* Of the map the frames first: title and legend stand on them. */
  const PARTS = { map: [".map-stage .map-frame", ".map-stage .map-head, .map-stage .map-side"], series: ["#series"], ranking: ["#ranking"], people: ["#people"], multiples: ["#multiples"] };
  const drawn = (one) => seen(".main-svg, .wm-panel img", one).some((part) => !part.closest("details"));
  const parts = (name) => PARTS[name].flatMap((selector) => seen(selector)).filter((one) => name === "map" || drawn(one));

  /* What must be known before colours are compared, without the ways out of it. */
  const warned = () => seen("#banner .wm-banner").map((banner) => `${[...banner.querySelectorAll("p")].map((line) => {
    const copy = line.cloneNode(true);
    copy.querySelectorAll("a,button,.wm-grade").forEach((one) => one.remove());
    return copy.textContent.trim().replace(/\.$/, "");
  }).filter(Boolean).join(". ")}.`);

  /* Outlines of another year than today's are told where there is a choice. */
  function outlines() {
    const { box } = wm.borders, chosen = box.querySelector("[aria-pressed=true]");
    return box.hidden || !chosen ? [] : [`${wm.t("map.borders.name")} ${chosen.textContent}.`];
  }
  function compared() {
    const notes = seen("#note .wm-grades");
    return notes.map((one) => one.dataset[notes.length > 1 ? "named" : "told"]);
  }

  const title = () => words(".map-stage .map-title").join(" · ");
  /* Lines over the years are not of the year of the map. */
  const titleOf = (name) => (name === "series" ? wm.boot.indicators[shell.state().indicator].title.replace(/\u00ad/g, "") : title());

  function pictures() {
    return Object.keys(PARTS).filter((name) => parts(name).length).map((name) => ({
      name: wm.boot.texts[`take.${name}`] || wm.t(`${name}.heading`), hint: wm.t(`take.${name}_hint`), file: name, elements: parts(name),
      title: titleOf(name), heading: name === "map" ? "" : titleOf(name),
    }));
  }

  /* The pictures, the figures of all areas, the notes. */
  function page() {
    const body = document.createDocumentFragment(), shown = [wm.now.raw || wm.now.view, wm.now.second].filter(Boolean);
    function put(tag, text, where) { const one = document.createElement(tag); if (text) one.textContent = text; (where || body).append(one); return one; }
    function copy(table) {
      const one = table.cloneNode(true);
      one.querySelectorAll(".wm-remove-cell, button").forEach((part) => part.remove());
      one.querySelectorAll("a").forEach((link) => link.replaceWith(link.textContent));
      body.append(one);
    }
    put("h1", title());
    const charts = put("div");
    charts.className = "charts";
    pictures().forEach((one) => { put("figure", "", charts).innerHTML = window.wmPicture.of(one.elements, { title: one.title, foot: [] }); });
    seen("#selection table").forEach((table) => { put("h2", wm.t("selection.heading")); copy(table); });
    words("#note > p:not(.wm-actions, .wm-source)").forEach((text) => put("p", text));
    document.querySelectorAll("#note .wm-facets").forEach(copy);
    put("h2", wm.t("take.figures"));
    const table = put("table"), head = put("thead", "", table), rows = put("tbody", "", table), cells = ["value", "year", "status"];
    if (shown.length > 1) {
      const over = put("tr", "", head);
      put("td", "", over).colSpan = 2;
      shown.forEach((view) => Object.assign(put("th", wm.second.name(view), over), { colSpan: cells.length, scope: "colgroup" }));
    }
    const line = put("tr", "", head);
    ["area", "country", ...shown.flatMap(() => cells)].forEach((key) => { put("th", wm.t(`take.head_${key}`), line).scope = "col"; });
    [...shown[0].areas].sort((a, b) => wm.name(a.id).localeCompare(wm.name(b.id), wm.boot.lang)).forEach((area) => {
      const row = put("tr", "", rows), known = wm.boot.areas[area.id] || {};
      put("th", wm.name(area.id), row).scope = "row";
      put("td", known.cn || "", row);
      [area, ...(shown.length > 1 ? [wm.second.area(area.id)] : [])].forEach((one, at) => {
        const none = !one || one.value === null;
        put("td", none ? "–" : wm.format(one.value, shown[at].set.meta), row).className = "n";
        put("td", one && one.year !== null ? String(one.year) : "", row);
        put("td", !one ? "" : none ? wm.reason(one) : wm.t(`status.${one.status}`), row);
      });
    });
    wm.taken.foot().forEach((text) => { put("p", text).className = "q"; });
    Object.assign(put("a", address(), put("p")), { href: address(), className: "q" });
    return written(title(), STYLE, body);
  }

  function frame() {
    const written = (value) => `"${value.replace(/&/g, "&amp;").replace(/"/g, "&quot;")}"`;
    const height = shell.state().view === "two" ? 1060 : 680;
    return `<iframe src=${written(`${location.origin}${wm.boot.urls.root}embed?${shell.query()}`)} title=${written(title())} width="100%" height="${height}" style="border:0" loading="lazy"></iframe>`;
  }

  Object.assign(wm.taken, {
    pictures, page,
    foot: () => [...warned(), ...outlines(), ...compared(), ...words("#note .wm-source"), made()],
    file: () => shell.state().indicator,
    figures: () => `${wm.boot.urls.root}download.csv?${shell.query()}`,
    rows: () => [wm.taken.copying("frame", frame)],
  });
})(window.wm);
