/* The card of one area: docked at the bottom left on hover and focus, a sheet from the bottom on small screens. */
(function (wm) {
  "use strict";

  const html = wm.html;
  let leaving = 0;
  const card = (wm.card = { id: null });

  card.build = () => {
    card.body = html("div", { class: "map-card-body" });
    card.element = html("div", { class: "map-card", hidden: true, role: "status", "aria-live": "off" }, [
      html("button", { type: "button", class: "map-card-close", "aria-label": wm.t("map.card.close"), onclick: () => card.close() }, wm.icon("close")),
      card.body,
    ]);
    card.element.addEventListener("pointerenter", () => clearTimeout(leaving));
    card.element.addEventListener("pointerleave", () => card.later());
    return card.element;
  };

  /** Opens the card of an area, or fills it anew. */
  card.open = (id) => {
    clearTimeout(leaving);
    const i = wm.now.view ? wm.now.view.set.ids.indexOf(id) : -1;
    if (i < 0) return;
    card.id = id;
    card.body.replaceChildren(...content(id, i));
    card.element.hidden = false;
    dock(id);
    wm.fold();
  };

  card.close = () => {
    clearTimeout(leaving);
    card.id = null;
    card.element.hidden = true;
    wm.hover(null);
    wm.fold();
  };

  /** Closes soon, unless the pointer reaches the card or another area first. */
  card.later = () => {
    clearTimeout(leaving);
    if (!wm.layout.narrow) leaving = setTimeout(() => card.close(), 140);
  };

  card.refresh = () => card.id && card.open(card.id);

  /** Bottom left beside the legend; to the other side when the area itself lies there. */
  function dock(id) {
    if (wm.layout.narrow) return;
    const b = wm.boundsOf(id);
    const covers = b.x < 24 + 262 && b.y + b.h > wm.layout.height - 240 && (wm.layout.two || !wm.pan.fitted);
    card.element.classList.toggle("is-right", covers);
  }

  function content(id, i) {
    const view = wm.now.raw || wm.now.view;
    const area = view.areas[i];
    const { set } = view;
    const rows = [];
    const row = (name, value) => rows.push(html("div", { class: "map-card-row" }, [html("dt", {}, name), html("dd", {}, value)]));
    const order = wm.state.areas.indexOf(wm.borders.today(id));
    const head = [
      html("div", { class: "map-card-name" }, [order >= 0 && html("span", { class: "map-card-number", style: `background:var(--wm-selection-${(order % 5) + 1})` }, String(order + 1)), html("span", { class: "map-card-title" }, wm.name(id)), copyButton(id)]),
      html("div", { class: "map-card-place" }, wm.place(id)),
    ];
    if (area.value === null) {
      head.push(...gap(set, area, view));
      wm.told.rows(view, area).forEach(([name, value]) => row(name, value));
    } else {
      const [large, small] = wm.parts(area.value, set.meta);
      head.push(html("div", { class: "map-card-value" }, [html("b", {}, large), html("span", {}, [small, wm.told.when(view, area.year)].filter(Boolean).join(", "))]));
      const age = wm.ages.of(view, area);
      if (age) row(wm.t("latest.age"), wm.count("latest.behind", age, { year: area.year }));
      const date = wm.refDate(set, area);
      wm.told.rows(view, area).forEach(([name, value]) => row(name, value));
      if (!view.told && date && date !== `${area.year}-12-31`) row(wm.t("map.card.date"), wm.date(date));
      if (!view.told || area.status !== "A") row(wm.t("map.card.status"), wm.t(`status.${area.status}`));
      if (wm.corrected(set, area)) row(wm.t("map.card.correction"), wm.t("correction.mark"));
      const rank = wm.now.scale.rank[i];
      if (rank) row(wm.t(set.data.per_country ? "map.card.rank_country" : "map.card.rank"), wm.t("map.card.rank_of", { rank: wm.number(rank.place), n: wm.number(rank.of) }));
    }
    if (wm.borders.today(id) !== id && wm.name(wm.borders.today(id)) !== wm.name(id)) row(wm.t("map.card.today"), wm.name(wm.borders.today(id)));
    for (const [name, value] of wm.second.rows(id)) row(name, value);
    const parts = [...head, rows.length && html("dl", { class: "map-card-rows" }, rows), grades(set, area), ...wm.events.card(id).map((said) => html("div", { class: "map-card-event" }, said))].filter(Boolean);
    parts.push(html("a", { class: "map-card-profile", href: `${wm.boot.urls.root}profile?area=${wm.borders.today(id)}&lang=${wm.boot.lang}` }, wm.t("selection.profile")));
    if (wm.layout.narrow) parts.push(selectButton(id, order));
    return parts;
  }

  function gap(set, area, view) {
    const text = wm.reason(area);
    const near = !view.told && wm.nearestYear(set, area.id, area.year || view.year);
    return [
      html("div", { class: "map-card-gap" }, [wm.swatch(wm.PATTERN[area.reason] || "circles"), html("b", {}, text[0].toUpperCase() + text.slice(1))]),
      near && html("div", { class: "map-card-near" }, wm.t("map.card.nearest", { value: wm.format(near.value, set.meta), year: near.year })),
    ].filter(Boolean);
  }

  /** Grades of the pairs that the area's country is part of. */
  function grades(set, area) {
    const pairs = Object.entries(set.data.grades || {}).filter(([pair, grade]) => pair.includes(area.country) && /[ABCD]/.test(grade));
    if (!pairs.length) return null;
    return html("div", { class: "map-card-grades", "aria-label": wm.t("map.card.grades") }, pairs.map(([pair, grade]) =>
      html("span", {}, [pair.replace("-", "\u2013"), html("span", { class: `map-grade is-${grade.toLowerCase()}` }, grade)])));
  }

  /** Of today's areas alone: the sentence is the server's, which tells figures on today's borders. */
  const copyButton = (id) => wm.borders.today(id) === id && html("button", {
    type: "button", class: "map-card-copy", tabindex: -1, "data-cite": id, "aria-label": wm.t("sentence.copy", { name: wm.name(id) }), title: wm.t("sentence.copy", { name: wm.name(id) }),
  }, html("span", { class: "wm-icon wm-icon-copy", "aria-hidden": "true" }));

  const selectButton = (id, order) => html("button", { type: "button", class: "map-card-select", onclick: () => { wm.toggle(id); card.open(id); } },
    wm.t(order >= 0 ? "map.card.unselect" : "map.card.select"));
})((window.wm = window.wm || {}));
