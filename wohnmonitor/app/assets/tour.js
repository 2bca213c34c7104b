/* A short guided tour of the map page: a small dialog beside one part after the other. Asked for, never unasked. */
(function () {
  "use strict";
  var texts = JSON.parse(document.getElementById("wm-boot").textContent).texts;
  var STEPS = [
    ["indicator", ".wm-pick-indicator"], ["mode", "#mode"], ["map", ".map-frame"], ["legend", ".map-legend"], ["player", ".map-player"],
    ["selection", "#selection"], ["note", "#note"], ["share", "#copy"]
  ];
  var GAP = 12, box = null, ring = null, at = 0, opener = null, steps = [];

  function element(tag, attributes, children) {
    var made = document.createElement(tag);
    Object.keys(attributes).forEach(function (name) { made.setAttribute(name, attributes[name]); });
    (children || []).forEach(function (child) { made.append(child); });
    return made;
  }
  function button(key, act, kind) {
    var made = element("button", { type: "button", class: kind || "wm-button" }, [texts["tour." + key]]);
    made.addEventListener("click", act);
    return made;
  }

  function start() {
    opener = document.activeElement;
    steps = STEPS.filter(function (step) { var found = document.querySelector(step[1]); return found && found.getClientRects().length; });
    ring = element("div", { class: "wm-tour-ring", "aria-hidden": "true" });
    box = element("div", { class: "wm-tour", role: "dialog", "aria-labelledby": "wm-tour-title", "aria-describedby": "wm-tour-text", tabindex: "-1" });
    document.body.append(ring, box);
    addEventListener("keydown", keyed, true);
    addEventListener("resize", place);
    addEventListener("scroll", place, true);
    show(0);
  }

  function show(number) {
    at = number;
    var key = steps[at][0], last = at === steps.length - 1;
    var count = texts["tour.count"].replace("{n}", at + 1).replace("{of}", steps.length);
    var buttons = [at ? button("back", function () { show(at - 1); }) : "", button(last ? "end" : "next", last ? stop : function () { show(at + 1); }, "wm-button wm-button-filled")];
    box.replaceChildren(
      element("p", { class: "wm-tour-count" }, [count]),
      element("h2", { id: "wm-tour-title" }, [texts["tour." + key + "_title"]]),
      element("p", { id: "wm-tour-text" }, [texts["tour." + key]]),
      element("div", { class: "wm-tour-actions" }, [last ? "" : button("close", stop, "wm-link"), element("span", { class: "wm-fill" })].concat(buttons))
    );
    document.querySelector(steps[at][1]).scrollIntoView({ block: innerWidth < 560 ? "start" : "nearest" });
    place();
    box.focus({ preventScroll: true });
  }

  /* Below its part, above it, or beside it; on a small screen at the lower edge. */
  function place() {
    var part = document.querySelector(steps[at][1]);
    if (!part) return;
    var r = part.getBoundingClientRect(), w = box.offsetWidth, h = box.offsetHeight;
    var clamp = function (value, most) { return Math.max(GAP, Math.min(value, most - GAP)); };
    Object.assign(ring.style, { left: r.left - 4 + "px", top: r.top - 4 + "px", width: r.width + 8 + "px", height: r.height + 8 + "px" });
    var left = clamp(r.left, innerWidth - w), top;
    if (r.bottom + GAP + h < innerHeight) top = r.bottom + GAP;
    else if (r.top - GAP - h > 0) top = r.top - GAP - h;
    else {
      top = clamp(r.top, innerHeight - h);
      if (r.right + GAP + w < innerWidth) left = r.right + GAP;
      else if (r.left - GAP - w > 0) left = r.left - GAP - w;
    }
    if (innerWidth < 560) { left = GAP; top = innerHeight - h - GAP; }
    box.style.left = left + "px";
    box.style.top = top + "px";
  }

  function keyed(event) {
    if (event.key === "Escape") stop();
    else if (event.key === "ArrowRight" && at < steps.length - 1) show(at + 1);
    else if (event.key === "ArrowLeft" && at) show(at - 1);
    else if (event.key === "Tab") {
      var inside = [].slice.call(box.querySelectorAll("button")), edge = event.shiftKey ? inside[0] : inside[inside.length - 1];
      if (document.activeElement !== edge && box.contains(document.activeElement) && document.activeElement !== box) return;
      (event.shiftKey ? inside[inside.length - 1] : inside[0]).focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function stop() {
    removeEventListener("keydown", keyed, true);
    removeEventListener("resize", place);
    removeEventListener("scroll", place, true);
    box.remove();
    ring.remove();
    box = null;
    if (opener && opener.isConnected) opener.focus();
  }

  document.addEventListener("click", function (event) { if (!box && event.target.closest("[data-tour]")) start(); });
})();
