/* Numbers, units and dates as the reader's language writes them: the same rules as the pages written by the server. */
(function (wm) {
  "use strict";

  const rule = wm.boot.number || { decimal: ".", group: ",", minus: "\u2212", percent: "%", euro_before: "" };
  const spaceBeforePercent = rule.percent.slice(0, -1);

  /** `-1234.5` -> `−1.234,5`; `sign` puts a plus before what is above zero; zero has no sign. */
  wm.number = (value, decimals = 0, sign = false) => {
    const fixed = Math.abs(value).toFixed(decimals);
    const [whole, part] = fixed.split(".");
    const zero = Number(fixed) === 0;
    const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, rule.group);
    return (zero ? "" : value < 0 ? rule.minus : sign ? "+" : "") + grouped + (part ? rule.decimal + part : "");
  };

  /** Decimals of an indicator: those of its data, or of its declaration. */
  const decimalsOf = (meta) => (meta.decimals === undefined ? 0 : meta.decimals);

  /** Number and unit as two strings: what stands large in a card, and what stands small behind it. */
  wm.parts = (value, meta) => {
    const digits = wm.number(value, decimalsOf(meta), meta.signed);
    const unit = meta.unit_text || "";
    if (/^[%‰]/.test(unit)) return [digits + spaceBeforePercent + unit[0], unit.slice(1).trim()];
    if (unit === "€") return [euro(digits, unit), ""];
    return [digits, unit];
  };

  const euro = (digits, unit) => {
    if (!rule.euro_before) return `${digits}\u00a0${unit}`;
    const mark = /^[+\u2212]/.test(digits) ? digits[0] : "";
    return mark + rule.euro_before + digits.slice(mark.length) + unit.slice(1);
  };

  /** A value with its unit: `0,4 % pro Jahr`, `€252,000`, `7,90 €/m²`, `252.769 Einwohner`. */
  wm.format = (value, meta) => {
    if (value === null || value === undefined) return "\u2013";
    const [large, small] = wm.parts(value, meta);
    if (small.startsWith("€")) return euro(large, small);
    return small ? `${large}\u00a0${small}` : large;
  };

  /** The value with the sign that belongs to it (%, €), without the words of the unit. */
  wm.short = (value, meta) => wm.parts(value, meta)[0];

  /** A number as the reader's language writes it, or null: `1.234,5` in German, `1,234.5` in English; groups may be left out. */
  wm.parse = (text) => {
    const plain = text.trim().replace(/[\s\u00a0\u202f'\u2019]/g, "").replace(/^[\u2212\u2013-]/, "-").replace(/^\+/, "");
    const mark = (sign) => `\\${sign}`;
    const group = /\s/.test(rule.group) ? "" : rule.group;
    const whole = group ? `(?:\\d{1,3}(?:${mark(group)}\\d{3})+|\\d+)` : "\\d+";
    if (!new RegExp(`^-?${whole}(?:${mark(rule.decimal)}\\d+)?$`).test(plain)) return null;
    return Number((group ? plain.split(group).join("") : plain).replace(rule.decimal, "."));
  };

  /** Limits of classes: all with as many decimals as the finest of them needs. */
  wm.limits = (limits, signed) => {
    const decimals = limits.reduce((most, limit) => Math.max(most, needed(limit)), 0);
    return limits.map((limit) => (limit === 0 ? "0" : wm.number(limit, decimals, signed)));
  };

  const needed = (limit) => {
    for (let decimals = 0; decimals < 6; decimals += 1) {
      if (Math.abs(Number(limit.toFixed(decimals)) - limit) < 1e-9 * Math.max(1, Math.abs(limit))) return decimals;
    }
    return 6;
  };

  /** `2024-01-01` -> `1. Januar 2024` */
  wm.date = (iso) => {
    const [year, month, day] = iso.split("-").map(Number);
    const first = day === 1 ? (wm.boot.first_day || "1").replace(/\.$/, "") : String(day);
    return (wm.boot.date_pattern || "{d} {month} {y}")
      .replace("{d}", first)
      .replace("{month}", wm.boot.months[month - 1])
      .replace("{y}", year);
  };

  /** `2020–2024`, or one year. */
  wm.span = (from, to) => (from === to ? String(from) : `${from}\u2013${to}`);
})((window.wm = window.wm || {}));
