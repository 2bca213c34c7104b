/* The player under the map: step, play, a slider over the years, and which years hold data in which country. */
(function (wm) {
  "use strict";

  const { svg, html } = wm;
  const player = (wm.player = { years: [], timer: 0 });
  const STEP = 900;

  player.build = () => {
    const button = (name, key, act, extra) => html("button", { type: "button", class: `map-button ${extra || ""}`, "aria-label": wm.t(key), title: wm.t(key), onclick: act }, wm.icon(name));
    player.play = button("play", "map.player.play", () => (player.timer ? player.stop() : player.start()), "is-filled");
    player.previous = button("previous", "map.player.previous", () => player.step(-1));
    player.next = button("next", "map.player.next", () => player.step(1));
    const handle = (name, key) => html("input", { type: "range", class: "map-range", step: 1, "aria-label": wm.t(key), oninput: () => slid(name), onkeydown: (event) => keyed(event, name) });
    player.range = handle("year", "map.player.year");
    player.since = handle("from", "change.from");
    player.since.hidden = true;
    player.drawing = svg("svg", { class: "map-track", "aria-hidden": "true", width: "100%", height: "100%" });
    player.when = html("div", { class: "map-when", "aria-hidden": "true" });
    player.row = html("div", { class: "map-track-box" }, [...wm.events.build(), player.drawing, player.since, player.range]);
    player.row.addEventListener("click", pressed);
    return html("div", { class: "map-player", role: "group", "aria-label": wm.t("map.player.name") }, [
      html("div", { class: "map-steps" }, [player.play, player.previous, player.next, player.when]), player.row,
    ]);
  };

  /** Steps to the next or previous year with data; past the newest year nothing happens. */
  player.step = (direction) => {
    const years = choices("year");
    const here = current();
    const next = direction > 0 ? years.find((year) => year > here) : [...years].reverse().find((year) => year < here);
    if (next !== undefined) wm.act({ year: next });
    return next;
  };
  /** Years a handle may stand on: of a change, the first stays before the last. */
  const since = () => (wm.now.view.told && wm.now.view.told.mode === "change" ? wm.now.view.told.since : null);
  const choices = (handle) => {
    if (since() === null) return player.years;
    return player.years.filter((year) => (handle === "from" ? year < wm.now.view.year : year > since()));
  };
  const current = () => (wm.now.view.latest ? wm.now.view.year + (player.timer ? 0 : 1) : wm.now.view.year);

  player.start = () => {
    const years = choices("year");
    if (wm.still()) return player.step(1) === undefined && years.length && wm.act({ year: years[0] });
    if (wm.now.view.latest || current() >= years[years.length - 1]) wm.act({ year: years[0] });
    player.timer = setInterval(() => player.step(1) === undefined && player.stop(), STEP);
    return mark();
  };
  player.stop = () => {
    clearInterval(player.timer);
    player.timer = 0;
    mark();
  };
  function mark() {
    const key = player.timer ? "map.player.pause" : wm.still() ? "map.player.next" : "map.player.play";
    player.play.replaceChildren(wm.icon(player.timer ? "pause" : "play"));
    wm.set(player.play, { "aria-label": wm.t(key), title: wm.t(key) });
  }

  const nearest = (years, wanted) => years.reduce((best, y) => (Math.abs(y - wanted) < Math.abs(best - wanted) ? y : best), years[0]);

  function move(handle, year) {
    player.stop();
    if (year !== undefined) wm.act({ [handle]: year });
  }

  function slid(handle) {
    const input = handle === "from" ? player.since : player.range;
    const year = nearest(choices(handle), Number(input.value));
    move(handle, year);
    input.value = year;
  }

  /** With two handles a press on the track moves the nearer one; with one the browser does it. */
  function pressed(event) {
    if (since() === null || event.target.closest("input")) return;
    const share = (event.clientX - player.row.getBoundingClientRect().left - LEFT - END) / (player.width - LEFT - 2 * END);
    const wanted = player.first + Math.min(1, Math.max(0, share)) * span();
    const handle = Math.abs(wanted - since()) < Math.abs(wanted - wm.now.view.year) ? "from" : "year";
    move(handle, nearest(choices(handle), wanted));
  }

  function keyed(event, handle) {
    const years = choices(handle);
    const steps = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 5, PageDown: -5 };
    const here = handle === "from" ? since() : wm.now.view.year;
    const at = years.indexOf(here);
    const last = years.length - 1;
    let to = null;
    if (event.key in steps) to = at < 0 ? null : at + steps[event.key];
    else if (event.key === "Home") to = 0;
    else if (event.key === "End") to = last;
    else return;
    event.preventDefault();
    if (to !== null) move(handle, years[Math.min(last, Math.max(0, to))]);
    else if (handle === "year") player.step(Math.sign(steps[event.key]));
    else move(handle, nearest(years, here));
  }

  /** Draws the track anew when the data or the width changed; otherwise moves the marks. */
  player.paint = (view) => {
    const { data } = view.set;
    const width = wm.layout.track;
    const set = view.set.origin || view.set; // a change has the years of its indicator
    if (player.set !== set || player.width !== width) {
      player.set = set;
      player.width = width;
      player.years = wm.playable(view.set);
      player.first = data.years[0];
      player.last = data.years[data.years.length - 1];
      const empty = !player.years.length;
      player.row.hidden = empty;
      player.play.disabled = player.years.length < 2;
      if (!empty) draw(set, width);
    }
    if (player.years.length) place(view);
    else {
      player.stop();
      wm.say(player.when, "");
      player.previous.disabled = player.next.disabled = true;
    }
  };

  const LEFT = 26;
  const END = 12;
  const TRACK = 42;
  const span = () => Math.max(1, player.last - player.first);
  const x = (year) => LEFT + END + ((year - player.first) / span()) * (player.width - LEFT - 2 * END);
  const f = (value) => value.toFixed(1);

  function draw(set, width) {
    const pitch = (width - LEFT - 2 * END) / span();
    const w = Math.max(4, Math.min(16, pitch - 4));
    player.cells = new Map();
    const parts = [svg("path", { class: "map-track-line", d: `M${f(x(player.first))} ${TRACK}H${f(x(player.last))}` })];
    player.band = svg("path", { class: "map-track-band" });
    player.thumb = svg("circle", { class: "map-thumb", r: 8, cy: TRACK });
    player.hollow = svg("circle", { class: "map-thumb is-since", r: 6.5, cy: TRACK });
    wm.COUNTRIES.filter((country) => set.totals[country]).forEach((country, rowIndex) => {
      const y = TRACK + 10 + rowIndex * 9.5;
      parts.push(svg("text", { class: "map-row-name", x: 0, y: y + 7.5 }, country));
      for (let year = player.first; year <= player.last; year += 1) {
        const at = set.data.years.indexOf(year);
        const n = (at >= 0 && set.counts[at][country]) || 0;
        const kind = n === set.totals[country] ? "is-all" : n ? "is-some" : "is-none";
        const cell = n
          ? svg("rect", { class: `map-cell ${kind}`, x: f(x(year) - w / 2 + (kind === "is-some" ? 0.5 : 0)), y: y + (kind === "is-some" ? 2 : 1.5), width: f(w - (kind === "is-some" ? 1 : 0)), height: kind === "is-some" ? 5 : 6 })
          : svg("path", { class: "map-cell is-none", d: `M${f(x(year) - 2)} ${y + 4.5}h4` });
        parts.push(cell);
        player.cells.set(year, [...(player.cells.get(year) || []), cell]);
      }
    });
    player.labels = new Map();
    const every = [1, 2, 4, 5, 10, 20].find((step) => step * pitch >= 58) || 20;
    for (let year = player.first; year <= player.last; year += 1) {
      const text = svg("text", { class: "map-year", x: f(x(year)), y: TRACK + 56 }, String(year));
      player.labels.set(year, { text, regular: year % every === 0 });
      parts.push(text);
    }
    player.pitch = pitch;
    player.drawing.replaceChildren(...parts, player.band, player.hollow, player.thumb);
    for (const input of [player.since, player.range]) {
      wm.set(input, { min: player.first, max: player.last });
      input.style.left = `${x(player.first) - 12}px`;
      input.style.width = `${x(player.last) - x(player.first) + 24}px`;
    }
    wm.events.draw(set, x, player.first, player.last);
    player.shown = null;
  }

  function place(view) {
    const { year, latest } = view;
    const here = Math.min(player.last, Math.max(player.first, year || player.last));
    wm.set(player.thumb, { cx: f(x(here)), class: `map-thumb${latest ? " is-latest" : ""}` });
    const begun = since();
    const begin = begun === null ? null : Math.min(player.last, Math.max(player.first, begun));
    player.row.classList.toggle("is-span", begin !== null);
    player.since.hidden = begin === null;
    wm.set(player.hollow, { cx: begin === null ? null : f(x(begin)), visibility: begin === null ? "hidden" : "visible" });
    wm.set(player.band, { d: begin !== null ? `M${f(x(begin))} ${TRACK}H${f(x(here))}` : latest && view.oldest !== null ? `M${f(x(Math.max(player.first, view.oldest)))} ${TRACK}H${f(x(here))}` : "" });
    const key = `${year} ${latest} ${begin}`;
    if (player.shown === key) return;
    for (const cell of player.lit || []) cell.classList.remove("is-now");
    player.lit = latest ? [] : player.cells.get(year) || [];
    for (const cell of player.lit) cell.classList.add("is-now");
    const reach = 40 / player.pitch; // labels nearer than this to the chosen year would touch it
    for (const [other, { text, regular }] of player.labels) {
      const free = (chosen) => chosen === null || Math.abs(other - chosen) >= reach;
      const show = other === here || (other === begin ? free(here) : regular && free(here) && free(begin));
      wm.set(text, { class: `map-year${other === here ? " is-now" : other === begin ? " is-begin" : ""}`, visibility: show ? "visible" : "hidden" });
    }
    player.shown = key;
    player.range.value = here;
    const words = latest ? wm.t("map.player.latest", { year: here }) : String(year);
    wm.set(player.range, { "aria-valuetext": words, "aria-label": wm.t(begin === null ? "map.player.year" : "change.to") });
    if (begin !== null) {
      player.since.value = begin;
      wm.set(player.since, { "aria-valuetext": String(begun) });
    }
    wm.say(player.when, begin !== null ? wm.span(begun, year) : latest ? (view.from === null ? "" : wm.span(view.from, view.to)) : String(year));
    const at = choices("year");
    player.previous.disabled = !at.some((candidate) => candidate < (latest ? here + 1 : here));
    player.next.disabled = latest || !at.some((candidate) => candidate > here);
  }
})((window.wm = window.wm || {}));
