/* Latest values with their age: how many are from which year, how far back they may reach, and which are old. */
(function (wm) {
  "use strict";

  const { svg, html } = wm;
  const ages = (wm.ages = { OLD: 5 });
  const WINDOWS = [1, 2, 3, 5, 10, 15, 20, 30, 50];
  const HIGH = 26;

  ages.build = () => {
    ages.bars = html("div", { class: "map-ages-bars" });
    ages.old = html("button", { type: "button", class: "map-border", onclick: () => wm.act({ older: wm.state.older ? null : ages.OLD }) });
    ages.window = html("select", { class: "map-pick", "aria-label": wm.t("latest.window"), onchange: () => wm.act({ window: Number(ages.window.value) }) });
    ages.box = html("div", { class: "map-borders map-ages", hidden: true }, [html("span", {}, wm.t("latest.window")), ages.window, ages.bars, ages.old]);
    return ages.box;
  };

  /** Years by which a value is older than the newest of all. */
  ages.of = (view, area) => (view.latest && area.value !== null ? view.year - area.year : 0);

  ages.paint = (view) => {
    ages.box.hidden = !view.latest || view.year === null || view.year === undefined;
    const limit = Number(wm.state.older) || ages.OLD;
    const marked = !ages.box.hidden && Boolean(wm.state.older);
    wm.frame.classList.toggle("is-aged", marked);
    if (ages.box.hidden) return;
    const old = view.areas.map((area) => ages.of(view, area) > limit);
    const n = old.filter(Boolean).length;
    view.areas.forEach((_, i) => wm.set(wm.map.at.paths[i], { "data-old": marked && old[i] }));
    wm.say(ages.old, wm.count("latest.older", limit, { areas: wm.number(n) }));
    wm.set(ages.old, { "aria-pressed": String(marked) });
    const key = `${wm.state.window}`;
    if (ages.key !== key) {
      ages.key = key;
      const given = Number(wm.state.window);
      const all = [...new Set([...WINDOWS, given])].sort((a, b) => a - b);
      ages.window.replaceChildren(...all.map((years) => html("option", { value: years, selected: years === given }, wm.count("latest.years", years))));
    }
    ages.bars.replaceChildren(bars(view, limit));
  };

  /** A bar a year, from the oldest to the newest value on show. */
  function bars(view, limit) {
    const width = wm.layout.legend;
    const counts = new Map();
    for (const area of view.valued) counts.set(area.year, (counts.get(area.year) || 0) + 1);
    if (!counts.size) return "";
    const [from, to] = [Math.min(...counts.keys()), view.year];
    const pitch = Math.min(24, width / (to - from + 1));
    const most = Math.max(...counts.values());
    const parts = [];
    for (const [year, n] of counts) {
      const [x, h] = [(year - from) * pitch, Math.max(2, (n / most) * HIGH)];
      parts.push(svg("rect", { class: `map-age${to - year > limit ? " is-old" : ""}`, x: x + 0.5, y: HIGH - h, width: Math.max(1, pitch - 1), height: h }));
    }
    const said = [...counts].sort(([a], [b]) => a - b).map(([year, n]) => wm.pair(String(year), wm.count(`map.n.${wm.map.level}`, n))).join(wm.t("list.part"));
    parts.push(svg("text", { class: "map-limit", x: 0, y: HIGH + 12, style: "text-anchor:start" }, from === to ? `${to} (${wm.number(counts.get(to))})` : `${from} (${wm.number(counts.get(from))})`));
    if (from !== to) parts.push(svg("text", { class: "map-limit", x: Math.max((to - from + 1) * pitch, 130), y: HIGH + 12, style: "text-anchor:end" }, `${to} (${wm.number(counts.get(to) || 0)})`));
    return svg("svg", { width: "100%", height: HIGH + 16, viewBox: `0 0 ${width} ${HIGH + 16}`, role: "img", "aria-label": said }, parts);
  }
})((window.wm = window.wm || {}));
