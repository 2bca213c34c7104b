/* Ground floor of the map: the facts the page starts from, words, elements, attributes that are set only when they change. */
(function (wm) {
  "use strict";

  const node = document.getElementById("wm-boot");
  wm.boot = node ? JSON.parse(node.textContent) : { texts: {}, areas: {}, indicators: {}, countries: {}, urls: {}, state: {} };
  wm.COUNTRIES = ["DE", "NL", "BE"];
  const SVG = "http://www.w3.org/2000/svg";

  /** Text of a key with its {placeholders} filled; an unknown key shows itself, so that a test finds it. */
  wm.t = (key, values) => {
    const text = wm.boot.texts[key];
    if (text === undefined) return key;
    return values ? text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole)) : text;
  };

  /** The form of a text for n: key.one or key.other; {n} is the written number. French counts zero as one. */
  const plural = new Intl.PluralRules(wm.boot.lang || "en");
  wm.count = (key, n, values) => wm.t(`${key}.${plural.select(n) === "one" ? "one" : "other"}`, { n: wm.number(n), ...values });

  /** `a, b and c` */
  wm.listed = (items) =>
    items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} ${wm.t("list.and")} ${items[items.length - 1]}`;

  /** `name: value`, with the blanks of the language. */
  wm.pair = (name, value) => wm.t("list.pair", { name, value });

  const fill = (element, attributes, children) => {
    for (const name in attributes || {}) {
      const value = attributes[name];
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (value === true) element.setAttribute(name, "");
      else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value);
    }
    for (const child of [].concat(children === undefined ? [] : children)) {
      if (child !== null && child !== undefined && child !== false) element.append(child);
    }
    return element;
  };

  /** An HTML element: attributes, listeners as `onclick`, children as text or nodes. */
  wm.html = (tag, attributes, children) => fill(document.createElement(tag), attributes, children);
  /** The same in SVG. */
  wm.svg = (tag, attributes, children) => fill(document.createElementNS(SVG, tag), attributes, children);

  /** Set attributes that differ from what was set last; reads nothing from the document. */
  wm.set = (element, attributes) => {
    const known = element.wmSet || (element.wmSet = {});
    for (const name in attributes) {
      const value = attributes[name];
      if (known[name] === value) continue;
      known[name] = value;
      if (value === null || value === undefined || value === false) element.removeAttribute(name);
      else element.setAttribute(name, value === true ? "" : value);
    }
    return element;
  };

  /** Set the text of an element if it differs. */
  wm.say = (element, text) => {
    if (element.wmText !== text) {
      element.wmText = text;
      element.textContent = text;
    }
    return element;
  };

  /** An icon of 16 × 16 in strokes of 1.5 px, or filled. */
  const ICONS = {
    plus: "M8 3v10M3 8h10",
    minus: "M3 8h10",
    fit: "M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3",
    box: "M3 5V3h2M7.2 3h1.6M11 3h2v2M13 7.2v1.6M13 11v2h-2M8.8 13H7.2M5 13H3v-2M3 8.8V7.2",
    layers: "M8 2.5 13.5 5.7 8 8.9 2.5 5.7zM2.8 8.6 8 11.6l5.2-3M2.8 11.2 8 14.2l5.2-3",
    previous: "M10 3.5 5.5 8l4.5 4.5",
    next: "M6 3.5 10.5 8 6 12.5",
    close: "M4 4l8 8M12 4l-8 8",
  };
  const FILLED = { play: "M4.5 2.8v10.4L13 8z", pause: "M4 3h3v10H4zM9 3h3v10H9z" };
  wm.icon = (name) =>
    wm.svg("svg", { class: "map-icon", viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true" }, [
      FILLED[name]
        ? wm.svg("path", { d: FILLED[name], fill: "currentColor" })
        : wm.svg("path", { d: ICONS[name], fill: "none", stroke: "currentColor", "stroke-width": 1.5, "stroke-linecap": "round", "stroke-linejoin": "round" }),
    ]);

  /** "light" or "dark", as the page shows itself. */
  wm.theme = () => {
    const chosen = document.documentElement.getAttribute("data-theme");
    if (chosen === "light" || chosen === "dark") return chosen;
    return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  };
  wm.still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  wm.palette = () => wm.boot.palettes[wm.theme()];

  /** Names of an area: its own, and the line below it (region and country in the reader's language). */
  wm.name = (id) => (wm.boot.areas[id] || { n: id }).n;
  wm.place = (id) => {
    const area = wm.boot.areas[id] || {};
    return [area.rn, area.cn].filter((part, i, all) => part && part !== area.n && all.indexOf(part) === i).join(", ");
  };

  /** Left, top, right, bottom of a path in the notation of the path file: absolute starts, relative steps. */
  const extents = new Map();
  wm.extent = (d) => {
    if (!extents.has(d)) {
      const e = [Infinity, Infinity, -Infinity, -Infinity];
      for (const part of d.split("M").slice(1)) {
        const numbers = part.match(/-?\d+/g).map(Number);
        let [x, y] = [0, 0];
        for (let i = 0; i < numbers.length; i += 2) {
          x += numbers[i];
          y += numbers[i + 1];
          e[0] = Math.min(e[0], x);
          e[1] = Math.min(e[1], y);
          e[2] = Math.max(e[2], x);
          e[3] = Math.max(e[3], y);
        }
      }
      extents.set(d, e);
    }
    return extents.get(d);
  };

  /** The outline of areas together: what two of them share is no border. Points are whole numbers, so shared ones are equal. */
  wm.outlineOf = (paths) => {
    const segments = new Map();
    for (const part of paths.join("").split("M").slice(1)) {
      const numbers = part.match(/-?\d+/g).map(Number);
      const points = [];
      let [x, y] = [0, 0];
      for (let i = 0; i < numbers.length; i += 2) points.push(`${(x += numbers[i])} ${(y += numbers[i + 1])}`);
      points.forEach((from, i) => {
        const to = points[(i + 1) % points.length];
        const key = from < to ? `${from},${to}` : `${to},${from}`;
        if (segments.has(key)) segments.delete(key);
        else segments.set(key, [from, to]);
      });
    }
    const next = new Map();
    for (const [from, to] of segments.values()) next.set(from, [...(next.get(from) || []), to]);
    const rings = [];
    for (const start of [...next.keys()]) {
      for (let ring = [start]; (next.get(start) || []).length; ring = [start]) {
        for (let at = start; (next.get(at) || []).length;) ring.push((at = next.get(at).pop()));
        rings.push(`M${ring.join("L")}`);
      }
    }
    return rings.join("");
  };

  /** Width of a text in px, measured off screen so that no layout is forced. */
  const canvas = document.createElement("canvas").getContext("2d");
  const widths = new Map();
  wm.textWidth = (text, size, weight) => {
    const key = `${weight} ${size} ${text}`;
    if (!widths.has(key)) {
      canvas.font = `${weight} ${size}px Inter, system-ui, sans-serif`;
      widths.set(key, canvas.measureText(text).width);
    }
    return widths.get(key);
  };
})((window.wm = window.wm || {}));
