/* Events above the player's track: a diamond and a few words where they fit; the sentence and its source on hover, focus and tap. */
(function (wm) {
  "use strict";

  const { html } = wm;
  const events = (wm.events = {});
  const LETTER = 11.5;
  const APART = 8;
  let shown = "";

  events.build = () => {
    events.note = html("div", { class: "map-event-note", role: "tooltip", id: "wm-event-note", hidden: true });
    events.box = html("div", { class: "map-events", role: "group", "aria-label": wm.t("event.name") });
    return [events.box, events.note];
  };

  /** Those that matter to a theme, in a country that has figures. */
  events.of = (set) => {
    const { theme } = wm.boot.indicators[set.data.indicator] || {};
    const has = (country) => set.counts.some((count) => count[country]);
    return (wm.boot.events || []).filter((event) => (!event.themes.length || event.themes.includes(theme)) && event.c.some(has));
  };

  /** What the card of an area says of the events that name it: `Hit hard by the flood of July 2021`. */
  events.card = (id) => (wm.boot.events || []).filter((event) => event.card && event.a.includes(wm.borders.today(id))).map((event) => event.card);

  /** `x`: from a year to px. Weightier events take their room first; what has no words stands lower, below those of its neighbours. */
  events.draw = (set, x, first, last) => {
    const here = events.of(set).filter(({ at }) => at >= first && at <= last + 1);
    const taken = [];
    const free = (from, to) => from >= 0 && to <= wm.layout.track + 8 && !taken.some(([a, b]) => from < b + APART && a < to + APART);
    const marks = here.map((event) => {
      const at = Math.min(x(last), x(event.at));
      const w = wm.textWidth(event.t, LETTER, 400) + 14;
      const side = wm.layout.narrow ? "none" : free(at - 6, at + w) ? "right" : free(at - w, at + 6) ? "left" : "none";
      if (side !== "none") taken.push(side === "right" ? [at - 6, at + w] : [at - w, at + 6]);
      return { event, at, side };
    });
    const key = JSON.stringify(marks.map(({ at, side, event }) => [Math.round(at), side, event.t]));
    if (key === shown) return;
    shown = key;
    marks.sort((a, b) => a.at - b.at);
    events.box.hidden = !marks.length;
    events.box.replaceChildren(...marks.map(draw));
    events.note.hidden = true;
  };

  function draw({ event, at, side }) {
    const tell = () => {
      events.note.replaceChildren(html("b", {}, event.t), " ", event.s);
      events.note.hidden = false;
      const w = events.note.offsetWidth;
      events.note.style.left = `${Math.max(0, Math.min(wm.layout.track - w, at - w / 2))}px`;
    };
    const hide = () => { events.note.hidden = true; };
    return html("button", {
      type: "button", class: `map-event is-${side}`, style: `left:${at.toFixed(1)}px`, "aria-label": `${event.t}. ${event.s}`,
      onpointerenter: tell, onpointerleave: hide, onfocus: tell, onblur: hide, onclick: tell,
      onkeydown: (pressed) => { if (pressed.key === "Escape") hide(); },
    }, [html("i"), side !== "none" && html("span", {}, event.t)]);
  }
})((window.wm = window.wm || {}));
