/* The class editor: method, number, reach, limits to drag or type, counts. The map follows at once; the address when a hand rests. */
(function (wm) {
  "use strict";

  const { html, svg } = wm;
  const METHODS = ["natural", "quantile", "equal", "std", "manual"];
  const HEIGHT = 132;
  const USUAL = { classes: "natural", n: 5, breaks: [], over: "years" };
  let dialog = null;
  let axis = null; // stands still while limits move
  let resting = 0;
  let waiting = null;
  let held = false; // a limit under a finger or button

  /** The button under the legend; it says how the classes are made. */
  wm.classesButton = () => html("button", { type: "button", class: "map-link map-classes-open", "aria-haspopup": "dialog", onclick: open });
  const named = (method, around) => (around && method === "natural" ? wm.t("classes.zero", { middle: middle() }) : wm.t(`classes.${method}`));
  const middle = () => wm.number(wm.middle(wm.now.view));
  wm.classesWords = (scale) => {
    if (scale.kind === "country") return wm.pair(wm.t("classes.title"), wm.t("classes.ranks"));
    return `${wm.pair(wm.t("classes.title"), named(wm.method(wm.state), scale.kind === "diverging"))}, ${wm.number(scale.n)}`;
  };

  function open() {
    if (!dialog) build();
    axis = null;
    dialog.showModal();
    if (innerWidth < 1280) wm.frame.scrollIntoView({ block: "start" }); // the sheet leaves the map in sight
    refresh();
  }

  function build() {
    dialog = html("dialog", { class: "map-classes", "aria-labelledby": "map-classes-title", onclose: settle });
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close()); // beside it: the map
    document.body.append(dialog);
    addEventListener("wm:painted", () => dialog.open && refresh());
    addEventListener("resize", () => {
      axis = null;
      if (dialog.open) refresh();
    });
  }

  /** A change shown on the map at once; told to the address when the hand rests. */
  function show(partial) {
    waiting = { ...waiting, ...partial };
    wm.show(partial);
    clearTimeout(resting);
    if (!held) resting = setTimeout(settle, 400);
  }
  function settle() {
    clearTimeout(resting);
    if (waiting) wm.act(waiting);
    waiting = null;
  }
  const choose = (partial) => {
    axis = null;
    settle();
    wm.act(partial);
  };
  const byHand = (breaks) => ({ classes: "manual", breaks, n: breaks.length + 1 });

  /** Parts are built anew where their number or kind changes, else only their values, so that focus and drag stay. */
  let built = {};
  function refresh() {
    const { view, scale } = wm.now;
    const { state } = wm;
    const shape = [scale.kind, scale.n, state.indicator].join();
    const key = [shape, wm.method(state), state.over, state.n].join();
    const focus = dialog.contains(document.activeElement) && document.activeElement.dataset.key;
    if (scale.kind === "country" || built.shape !== shape) dialog.replaceChildren(...(scale.kind === "country" ? ranks() : [head(), how(scale), what(scale)]));
    else if (built.key !== key) dialog.children[1].replaceWith(how(scale)); // the histogram stays: a limit may be under a hand
    built = { shape, key };
    const again = focus && !dialog.contains(document.activeElement) && dialog.querySelector(`[data-key="${focus}"]`);
    if (again) again.focus();
    if (scale.kind === "country") return;
    axis = axis || axisOf(view, scale, dialog.querySelector(".map-classes-histogram").clientWidth);
    fill(view, scale);
  }

  const head = () => html("div", { class: "map-classes-head" }, [
    html("h2", { id: "map-classes-title" }, wm.t("classes.title")),
    html("button", { type: "button", class: "map-button", "data-key": "close", "aria-label": wm.t("map.card.close"), onclick: () => dialog.close() }, wm.icon("close")),
  ]);

  /** Ranks within countries have neither method nor number: say why, and offer the scale that has. */
  const ranks = () => [head(), html("p", {}, wm.t("classes.why_ranks")),
    html("button", { type: "button", class: "map-link", "data-key": "common", onclick: () => choose({ scale: "common" }) }, wm.t("banner.common"))];

  function how(scale) {
    const { state } = wm;
    const around = scale.kind === "diverging";
    const chosen = wm.method(state);
    const fixed = around && chosen === "natural";
    const radios = (name, legend, choices, now, act, off) => html("fieldset", { class: `map-choice map-choice-${name}`, disabled: off }, [
      html("legend", {}, legend),
      html("div", {}, choices.map(([value, words]) => html("label", {}, [
        html("input", { type: "radio", name: `classes-${name}`, value, checked: value === now, "data-key": name + value, onchange: () => act(value) }),
        html("span", {}, words),
      ]))),
    ]);
    const method = html("select", { id: "map-classes-method", "data-key": "method", onchange: (event) => pick(event.target.value) },
      METHODS.map((value) => html("option", { value, selected: value === chosen }, capital(named(value, around)))));
    const hints = [wm.t(`classes.hint.${fixed ? "zero" : chosen}`, { middle: middle() }), around && !fixed && chosen !== "manual" && wm.t("classes.hint.around", { middle: middle() })];
    return html("div", {}, [
      html("label", { class: "map-classes-method", for: "map-classes-method" }, wm.t("classes.method")),
      method,
      html("p", { class: "map-classes-hint" }, hints.filter(Boolean).join(" ")),
      radios("n", wm.t("classes.n"), [2, 3, 4, 5, 6, 7, 8, 9].map((n) => [n, wm.number(n)]), fixed ? null : chosen === "manual" ? scale.n : state.n, number, fixed),
      radios("over", wm.t("classes.over"), ["years", "year"].map((over) => [over, wm.t(`classes.over_${over}`)]), state.over, (over) => choose({ over }), chosen === "manual"),
    ]);
  }

  const what = (scale) => html("div", {}, [
    histogram(scale),
    html("ol", { class: "map-classes-list" }, row(scale)),
    html("p", { class: "map-classes-said", role: "status" }),
    html("button", { type: "button", class: "map-link", "data-key": "reset", onclick: () => choose(USUAL) }, wm.t("classes.reset")),
  ]);
  const capital = (text) => text[0].toUpperCase() + text.slice(1);

  const limitsNow = () => wm.now.scale.limits;
  const pick = (classes) => choose(classes === "manual" ? byHand(limitsNow().length ? limitsNow() : [(wm.now.view.valued[0] || { value: 0 }).value]) : { classes, breaks: [], n: wm.state.n });

  /** By hand, one class more splits the fullest; one fewer joins the two emptiest neighbours. */
  function number(n) {
    if (wm.method(wm.state) !== "manual") return choose({ n });
    const { view, scale } = wm.now;
    const limits = [...scale.limits];
    const pool = view.valued.map(({ value }) => value).sort((a, b) => a - b);
    while (limits.length + 1 > n) {
      const counts = tally(pool, limits);
      const pairs = limits.map((limit, i) => [counts[i] + counts[i + 1], i]).filter(([, i]) => scale.kind !== "diverging" || limits[i] !== wm.middle(view));
      limits.splice((pairs.sort((a, b) => a[0] - b[0])[0] || [0, 0])[1], 1);
    }
    while (limits.length + 1 < n) {
      const [low, high] = [Math.min(pool[0], limits[0]), Math.max(pool[pool.length - 1], limits[limits.length - 1])];
      const edges = [low, ...limits, high];
      const counts = tally(pool, limits);
      const order = counts.map((count, i) => [count, edges[i + 1] - edges[i], i]).filter(([, width]) => width > 0).sort((a, b) => b[0] - a[0] || b[1] - a[1]);
      if (!order.length) break;
      const at = order[0][2];
      const own = pool.filter((v) => v > edges[at] && v < edges[at + 1]);
      const middle = own.length > 1 && own[0] !== own[own.length - 1] ? (own[(own.length >> 1) - 1] + own[own.length >> 1]) / 2 : (edges[at] + edges[at + 1]) / 2;
      limits.splice(at, 0, tidy(middle, edges[at], edges[at + 1]));
      limits.sort((a, b) => a - b);
    }
    return choose(byHand([...new Set(limits)]));
  }
  const tally = (pool, limits) => {
    const counts = new Array(limits.length + 1).fill(0);
    for (const value of pool) counts[wm.below(limits, value)] += 1;
    return counts;
  };

  /** Rounded to a hundredth of the axis, as long as it stays between its neighbours. */
  function tidy(value, low, high) {
    const step = axis.step(value);
    const round = Number((Math.round(value / step) * step).toPrecision(12));
    return round > low && round < high ? round : value;
  }

  /** Axis over the values of all years, the typed limits within; logarithmic where most would crowd at its foot. */
  function axisOf(view, scale, width) {
    const pool = wm.reach(view, { ...wm.state, over: "years" });
    const shown = view.valued.map(({ value }) => value);
    const all = [...scale.limits, ...shown, ...(pool.length ? [pool[0], pool[pool.length - 1]] : [])];
    let [low, high] = [Math.min(...all), Math.max(...all)];
    if (!(high > low)) [low, high] = [low - Math.abs(low || 1) * 0.1, high + Math.abs(high || 1) * 0.1];
    const middle = pool.length ? pool[pool.length >> 1] : low;
    const log = scale.kind !== "diverging" && low > 0 && high / middle > 8;
    const [f, back] = log ? [Math.log, Math.exp] : [(v) => v, (v) => v];
    const span = f(high) - f(low);
    const power = (x) => 10 ** Math.floor(Math.log10(x));
    return {
      low, high, width, log,
      x: (v) => (f(Math.min(high, Math.max(low, v))) - f(low)) / span * width,
      value: (x) => back(f(low) + (Math.min(width, Math.max(0, x)) / width) * span),
      step: (v) => power((log ? Math.abs(v) || high : high - low) / 10) / (log ? 1 : 10) || 1,
    };
  }

  function histogram(scale) {
    const handles = scale.limits.map((_, i) => {
      const handle = html("div", { class: "map-limit-handle", role: "slider", tabindex: 0, "data-key": `handle${i}`, "aria-orientation": "horizontal", "aria-label": wm.t("classes.limit", { n: wm.number(i + 1) }) });
      handle.addEventListener("keydown", (event) => keyed(event, i));
      handle.addEventListener("lostpointercapture", () => {
        held = false;
        settle();
      });
      handle.addEventListener("pointermove", (event) => {
        if (!handle.hasPointerCapture(event.pointerId)) return;
        move(i, axis.value(event.clientX - handle.parentNode.getBoundingClientRect().left));
      });
      return handle;
    });
    /* Handles may overlap: the nearest one is taken, not the topmost. */
    const take = (event) => {
      const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
      const far = limitsNow().map((limit) => Math.abs(axis.x(limit) - x));
      const nearest = far.indexOf(Math.min(...far));
      if (nearest < 0 || far[nearest] > 14) return;
      event.preventDefault();
      handles[nearest].focus();
      held = true;
      handles[nearest].setPointerCapture(event.pointerId);
    };
    return html("div", { class: "map-classes-histogram", onpointerdown: take }, [svg("svg", { width: "100%", height: HEIGHT + 20, "aria-hidden": "true" }), ...handles]);
  }

  function keyed(event, i) {
    const limit = limitsNow()[i];
    const jump = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
    const end = { Home: -Infinity, End: Infinity }[event.key];
    if (jump === undefined && end === undefined) return;
    event.preventDefault();
    move(i, end === undefined ? limit + jump * axis.step(limit) : end);
  }

  /** A limit to a value, kept between its neighbours. */
  function move(i, value) {
    const limits = [...limitsNow()];
    const [low, high] = [i ? limits[i - 1] : axis.low - axis.step(axis.low), i + 1 < limits.length ? limits[i + 1] : axis.high + axis.step(axis.high)];
    const [least, most] = [low + axis.step(low), high - axis.step(high)];
    const next = tidy(Math.min(most, Math.max(least, value)), low, high);
    if (!(next > low && next < high) || next === limits[i]) return;
    limits[i] = next;
    show(byHand(limits));
  }

  /** One row a class: colour, from where, up to where as a field, how many areas. */
  const row = (scale) => Array.from({ length: scale.n }, (_, c) => html("li", {}, [
    html("i", { class: "map-classes-colour" }),
    html("span", { class: "map-classes-from" }),
    c < scale.limits.length
      ? html("input", { type: "text", inputmode: "text", autocomplete: "off", "data-key": `limit${c}`, "aria-label": wm.t("classes.limit", { n: wm.number(c + 1) }), onchange: (event) => typed(event.target, c) })
      : html("span", {}),
    html("b", {}),
  ]));

  function typed(field, i) {
    const value = wm.parse(field.value);
    const limits = [...limitsNow()];
    const words = wm.limits(limits, false);
    const wrong = value === null ? wm.t("classes.error_number", { found: field.value, example: wm.number(1234.5, 1) })
      : i && value <= limits[i - 1] ? wm.t("classes.error_low", { low: words[i - 1] })
      : i + 1 < limits.length && value >= limits[i + 1] ? wm.t("classes.error_high", { high: words[i + 1] }) : null;
    field.setAttribute("aria-invalid", String(Boolean(wrong)));
    if (wrong) return say(wrong, true);
    limits[i] = value;
    if (value < axis.low || value > axis.high) axis = null;
    return show(byHand(limits));
  }

  function say(text, wrong) {
    const place = dialog.querySelector(".map-classes-said");
    place.classList.toggle("is-wrong", Boolean(wrong));
    wm.say(place, text);
  }

  /** Bars, handles, words and counts of what the map shows now. */
  function fill(view, scale) {
    const { limits } = scale;
    const colours = scale.colours();
    const words = wm.limits(limits, scale.kind === "diverging" && !wm.middle(view));
    const edges = [0, ...limits.map(axis.x), axis.width];
    const box = dialog.querySelector(".map-classes-histogram");
    box.firstChild.replaceChildren(...bars(view, scale, colours), ...edges.slice(1).map((x, c) =>
      svg("rect", { class: "map-box", x: edges[c], y: HEIGHT, width: Math.max(0, x - edges[c]), height: 12, fill: colours[c] })));
    limits.forEach((limit, i) => wm.set(box.children[i + 1], {
      style: `left:${axis.x(limit).toFixed(1)}px`,
      "aria-valuemin": i ? limits[i - 1] : Math.min(limit, axis.low),
      "aria-valuemax": i + 1 < limits.length ? limits[i + 1] : Math.max(limit, axis.high),
      "aria-valuenow": limit,
      "aria-valuetext": words[i],
    }));
    [...dialog.querySelectorAll(".map-classes-list li")].forEach((item, c) => {
      const [colour, from, field, count] = item.children;
      colour.style.background = colours[c];
      wm.say(from, c < limits.length ? wm.t("map.legend.to", { to: "" }).trim() : limits.length ? wm.t("map.legend.over", { from: words[c - 1] }) : wm.t("classes.all"));
      if (field.tagName === "INPUT" && document.activeElement !== field) field.value = words[c];
      if (field.tagName === "INPUT") field.removeAttribute("aria-invalid");
      wm.say(count, wm.count(`map.n.${wm.map.level}`, scale.counts[c]));
    });
    say(told(view, scale), false);
  }

  /** What a reader should know of these classes. */
  function told(view, scale) {
    const beyond = wm.beyond(view, scale, wm.state);
    if (beyond) return beyond;
    if (new Set(scale.colours()).size < scale.n) return wm.t("classes.shades");
    const { n } = wm.state;
    if (wm.method(wm.state) !== "manual" && scale.kind !== "diverging" && scale.n < n) return wm.t("classes.few", { n: wm.number(n), found: wm.number(scale.n) });
    return scale.n > 7 ? wm.t("classes.many") : "";
  }

  /** About eighty bars over the axis, each in the colours of its classes. */
  function bars(view, scale, colours) {
    const many = Math.round(axis.width / 5);
    const found = new Map();
    view.areas.forEach((area, i) => {
      if (area.value === null) return;
      const bin = Math.min(many - 1, Math.floor((axis.x(area.value) / axis.width) * many));
      if (!found.has(bin)) found.set(bin, new Array(scale.n).fill(0));
      found.get(bin)[scale.classes[i]] += 1;
    });
    const tallest = Math.max(1, ...[...found.values()].map((counts) => counts.reduce((a, b) => a + b, 0)));
    const w = axis.width / many;
    return [...found].flatMap(([bin, counts]) => {
      let y = HEIGHT;
      return counts.map((n, c) => {
        const h = (n / tallest) * (HEIGHT - 8);
        y -= h;
        return n ? svg("rect", { class: "map-bar", x: (bin * w + 0.4).toFixed(1), y: y.toFixed(1), width: (w - 0.8).toFixed(1), height: h.toFixed(1), fill: colours[c] }) : null;
      });
    }).filter(Boolean);
  }
})((window.wm = window.wm || {}));
