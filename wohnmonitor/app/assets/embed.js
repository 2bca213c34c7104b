/* The map in a frame: what stands beneath it, and the way to the whole view, follow the year and what else a reader turns to. */
(function (wm) {
  "use strict";
  const SOON = 400;
  const foot = document.querySelector(".wm-embedded-foot"), asked = new URLSearchParams(location.search);
  let waiting = 0, turn = 0;

  async function follow() {
    const mine = (turn += 1), answer = await fetch(`${location.pathname}?${asked}`);
    if (!answer.ok || mine !== turn) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine === turn) foot.replaceChildren(...page.querySelector(".wm-embedded-foot").childNodes);
  }

  wm.onchange((partial) => {
    const known = { mode: wm.state.mode === "latest" ? "year" : wm.state.mode, ...partial };
    for (const [name, value] of Object.entries(known)) {
      if (value === null || value === undefined) asked.delete(name);
      else asked.set(name, Array.isArray(value) ? value.join(",") : value);
    }
    clearTimeout(waiting);
    waiting = setTimeout(follow, SOON);
  });
})(window.wm);
