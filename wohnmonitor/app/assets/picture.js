/* What stands on the page as a picture: the drawings as they are, every line of text where it is, the colours behind them.
   wmPicture.of(elements, words) -> SVG text. */
(function () {
  "use strict";
  var NS = "http://www.w3.org/2000/svg", PAD = 24, GAP = 24;
  var DRAWN = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "stroke-opacity", "opacity", "display", "visibility",
    "font-family", "font-size", "font-weight", "letter-spacing", "text-anchor", "paint-order", "vector-effect", "mask"];
  var USUAL = { opacity: "1", "fill-opacity": "1", "stroke-opacity": "1", visibility: "visible", display: "inline", "letter-spacing": "normal", "vector-effect": "none", mask: "none", "stroke-dasharray": "none" };
  /* What is there to be pressed, and what only the page needs. */
  var LEFT_OUT = "button,a.wm-link,select,input,details,.wm-actions,.wm-way,.wm-switch,.wm-unseen,.wm-remove-cell,.map-card,.map-zoom,.map-layers,.map-notice,.map-borders,.map-second,.map-voice,.map-progress,.map-classes-open";

  function element(name, attributes, children) {
    var made = document.createElementNS(NS, name);
    Object.keys(attributes).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    made.append.apply(made, children || []);
    return made;
  }

  /* A colour as every reader of SVG knows it: #rrggbb and how opaque it is. */
  function colour(value) {
    var share = /^color\(srgb ([\d.e-]+) ([\d.e-]+) ([\d.e-]+)(?: \/ ([\d.e-]+))?\)$/.exec(value), whole = /^rgba?\((\d+), (\d+), (\d+)(?:, ([\d.]+))?\)$/.exec(value), found = share || whole;
    if (!found) return { paint: value, opacity: 1 };
    return {
      paint: "#" + found.slice(1, 4).map(function (part) { return Math.round(part * (share ? 255 : 1)).toString(16).padStart(2, "0"); }).join(""),
      opacity: found[4] === undefined ? 1 : +found[4]
    };
  }
  function painted(made, name, value, opacity) {
    var found = colour(value), told = found.opacity * (opacity === undefined ? 1 : +opacity);
    made.setAttribute(name, found.paint);
    if (told < 1) made.setAttribute(name + "-opacity", told.toFixed(3));
  }

  /* A drawing with its styles written into it: a file has no style sheet. */
  function drawing(svg, x, y, width, height) {
    var copy = svg.cloneNode(true), from = [svg].concat([].slice.call(svg.querySelectorAll("*"))), to = [copy].concat([].slice.call(copy.querySelectorAll("*")));
    from.forEach(function (one, i) {
      if (/^(defs|title|desc|stop|pattern|linearGradient)$/.test(one.tagName)) return;
      var style = getComputedStyle(one);
      DRAWN.forEach(function (name) {
        var value = style.getPropertyValue(name);
        if (!value || value === USUAL[name] || (name === "display" && value !== "none")) return;
        if (/^(stroke-|stroke$)/.test(name) && style.stroke === "none") { if (name === "stroke") to[i].setAttribute("stroke", "none"); return; }
        to[i].setAttribute(name, value.replace(/url\("[^"#]*#([^"]*)"\)/, "url(#$1)"));
      });
      ["fill", "stroke"].forEach(function (name) { if (/^(rgba?|color)\(/.test(to[i].getAttribute(name))) painted(to[i], name, to[i].getAttribute(name), style.getPropertyValue(name + "-opacity")); });
      to[i].removeAttribute("style");
      ["class", "tabindex", "role", "aria-pressed", "aria-hidden", "aria-describedby"].forEach(function (name) { to[i].removeAttribute(name); });
      var said = to[i].getAttribute("aria-label");
      if (said && one.tagName === "path") to[i].append(element("title", {}, [said]));
      to[i].removeAttribute("aria-label");
    });
    Array.from(copy.querySelectorAll("[display=none],[visibility=hidden]")).forEach(function (hidden) { hidden.remove(); });
    ["x", "y", "width", "height"].forEach(function (name, i) { copy.setAttribute(name, [x, y, width, height][i].toFixed(1)); });
    if (!copy.getAttribute("viewBox")) copy.setAttribute("viewBox", "0 0 " + width.toFixed(1) + " " + height.toFixed(1));
    return copy;
  }

  function hidden(node) {
    if (node.closest(LEFT_OUT)) return true;
    var style = getComputedStyle(node);
    return style.visibility === "hidden" || style.clipPath.indexOf("inset(50%)") === 0 || !node.getClientRects().length;
  }

  /* The lines in which a text stands, sign by sign: a word may be broken, at a hyphen that shows only there. */
  function lines(node) {
    var range = document.createRange(), found = [], at = 0, apart = false;
    Array.from(node.data).forEach(function (sign) {
      range.setStart(node, at);
      range.setEnd(node, at += sign.length);
      var box = range.getBoundingClientRect(), last = found[found.length - 1];
      if (/[ \t\r\n]/.test(sign)) { apart = true; return; }
      if (!box.width && (sign === "\u00ad" || !last)) return;
      if (sign === "\u00ad") sign = "-";
      if (last && (!box.width || Math.abs(last.top - box.top) < 2)) last.words += (apart ? " " : "") + sign;
      else found.push({ words: sign, left: box.left, top: box.top, height: box.height });
      apart = false;
    });
    return found;
  }

  function text(words, x, y, style) {
    var made = element("text", { x: x.toFixed(1), y: y.toFixed(1), "font-family": style.fontFamily, "font-size": style.fontSize, "font-weight": style.fontWeight, "letter-spacing": style.letterSpacing === "normal" ? "0" : style.letterSpacing }, [words]);
    /* digits as wide as on the page */
    if (/tabular/.test(style.fontVariantNumeric)) made.setAttribute("style", "font-variant-numeric:tabular-nums");
    painted(made, "fill", style.color);
    return made;
  }

  /* Ground and edges of a box. */
  function boxed(box, look) {
    var x = box.left, y = box.top, right = x + box.width, bottom = y + box.height, made = [];
    var edges = [["Top", x, y, right, y], ["Right", right, y, right, bottom], ["Bottom", x, bottom, right, bottom], ["Left", x, y, x, bottom]].filter(function (edge) {
      return parseFloat(look["border" + edge[0] + "Width"]) && look["border" + edge[0] + "Style"] === "solid";
    });
    function drawn(shape, edge) {
      painted(shape, "stroke", look["border" + edge[0] + "Color"]);
      shape.setAttribute("stroke-width", parseFloat(look["border" + edge[0] + "Width"]));
      return shape;
    }
    var rect = element("rect", { x: x, y: y, width: box.width, height: box.height, rx: parseFloat(look.borderTopLeftRadius) || 0, fill: "none" });
    if (colour(look.backgroundColor).opacity) painted(rect, "fill", look.backgroundColor);
    if (edges.length === 4) drawn(rect, edges[0]);
    if (ringed(rect, look) || edges.length === 4 || rect.getAttribute("fill") !== "none") made.push(rect);
    if (edges.length < 4) edges.forEach(function (edge) { made.push(drawn(element("path", { d: "M" + edge[1] + " " + edge[2] + "L" + edge[3] + " " + edge[4] }), edge)); });
    return made;
  }

  /* A ring inside a box. */
  function ringed(rect, look) {
    var ring = /^(\w+\([^)]*\)) 0px 0px 0px ([\d.]+)px inset$/.exec(look.boxShadow);
    if (!ring) return false;
    var width = +ring[2];
    ["x", "y"].forEach(function (name) { rect.setAttribute(name, +rect.getAttribute(name) + width / 2); });
    ["width", "height"].forEach(function (name) { rect.setAttribute(name, rect.getAttribute(name) - width); });
    painted(rect, "stroke", ring[1]);
    rect.setAttribute("stroke-width", width);
    return true;
  }

  /* A box before it was turned or drawn smaller, and the same change of its picture, about its middle. */
  function upright(node, box) {
    return { left: box.left + (box.width - node.offsetWidth) / 2, top: box.top + (box.height - node.offsetHeight) / 2, width: node.offsetWidth, height: node.offsetHeight };
  }
  function about(box, transform) {
    var x = box.left + box.width / 2, y = box.top + box.height / 2;
    return "translate(" + x + " " + y + ") " + transform + " translate(" + -x + " " + -y + ")";
  }

  /* Behind the legend the map fades into its ground. */
  function fading(box) {
    var ground = getComputedStyle(document.documentElement).getPropertyValue("--wm-map-ground").trim();
    var stops = [element("stop", { offset: 0.8, "stop-color": ground }), element("stop", { offset: 1, "stop-color": ground, "stop-opacity": 0 })];
    return [element("linearGradient", { id: "wm-fade" }, stops), element("rect", { x: box.left, y: box.top, width: box.width, height: box.height, fill: "url(#wm-fade)" })];
  }

  /* What a cell says where there is no head over it. */
  function labelled(node, by, parts) {
    var style = getComputedStyle(node, "::before"), box = node.getBoundingClientRect();
    if (style.content !== "none") parts.push(text(node.dataset.label, box.left + by.x, box.top + by.y + parseFloat(style.fontSize), style));
  }

  /* What an element shows, moved by `by`; returns how far down it goes. */
  function place(root, by, parts) {
    var low = 0;
    function put(box, made) {
      low = Math.max(low, box.top + box.height);
      parts.push.apply(parts, made);
    }
    var walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, { acceptNode: function (node) {
      if (node.nodeType === 3) return NodeFilter.FILTER_ACCEPT;
      if (node.parentNode && node.parentNode.closest && node.parentNode.closest("svg")) return NodeFilter.FILTER_REJECT;
      return node !== root && hidden(node) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT;
    } });
    for (var node = walker.currentNode; node; node = walker.nextNode()) {
      if (node.nodeType === 3) {
        if (node.parentNode.closest("svg") || !node.data.trim()) continue;
        var style = getComputedStyle(node.parentNode), upper = style.textTransform === "uppercase";
        lines(node).forEach(function (line) {
          line = { words: upper ? line.words.toUpperCase() : line.words, left: line.left + by.x, top: line.top + by.y, height: line.height };
          put(line, [text(line.words, line.left, line.top + line.height * 0.78, style)]);
        });
        continue;
      }
      if (node.dataset && node.dataset.label) labelled(node, by, parts);
      var seen = node.getBoundingClientRect(), box = { left: seen.left + by.x, top: seen.top + by.y, width: seen.width, height: seen.height };
      if (node.tagName === "svg") { if (box.width && box.height) put(box, [drawing(node, box.left, box.top, box.width, box.height)]); continue; }
      if (node.tagName === "IMG" && /^data:image\/svg/.test(node.src)) { put(box, [element("image", { x: box.left, y: box.top, width: box.width, height: box.height, href: node.src })]); continue; }
      if (node.matches(".map-fade")) { put(box, fading(box)); continue; }
      var look = getComputedStyle(node), turned = look.transform !== "none" && node.offsetWidth, made = boxed(turned ? upright(node, box) : box, look);
      if (turned) made.forEach(function (one) { one.setAttribute("transform", about(box, look.transform)); });
      /* an edge above fills nothing below it */
      if (made.length) put(made[0].tagName === "rect" || parseFloat(look.borderBottomWidth) ? box : { top: box.top, height: 0 }, made);
    }
    return low;
  }

  /* A sentence in lines of a width. */
  function wrapped(words, width, font) {
    var canvas = document.createElement("canvas").getContext("2d"), rows = [""];
    canvas.font = font;
    words.split(" ").forEach(function (word) {
      /* an address has no blanks to break at: behind a part of it, if there is one */
      while (canvas.measureText(word).width > width) {
        var n = word.length;
        while (canvas.measureText(word.slice(0, n)).width > width) n -= 1;
        n = Math.max(word.lastIndexOf("&", n - 1), word.lastIndexOf(",", n - 1) + 1) || n;
        if (rows[rows.length - 1]) rows.push("");
        rows[rows.length - 1] = word.slice(0, n);
        word = word.slice(n);
        rows.push("");
      }
      var longer = rows[rows.length - 1] ? rows[rows.length - 1] + " " + word : word;
      if (canvas.measureText(longer).width <= width) rows[rows.length - 1] = longer;
      else rows.push(word);
    });
    return rows.filter(Boolean);
  }

  /* `elements`: what is to be seen, as it stands on the page, without the room of what is left out between;
     `words`: {title: of the picture, heading: above it where the elements show none, foot: sentences beneath, link: the last of them}. */
  function of(elements, words) {
    var style = getComputedStyle(document.body), root = getComputedStyle(document.documentElement), parts = [], y = PAD;
    function token(name) { return root.getPropertyValue(name).trim(); }
    function write(sentence, size, weight, leading, ink) {
      return wrapped(sentence, width - 2 * PAD, weight + " " + size + "px " + style.fontFamily).map(function (row) {
        return text(row, PAD, y += leading, { color: ink, fontFamily: style.fontFamily, fontSize: size + "px", fontWeight: String(weight), letterSpacing: "normal" });
      });
    }
    /* a wide table is seen whole, from its first column on */
    var wide = elements.reduce(function (all, one) { return all.concat([].slice.call(one.querySelectorAll(".wm-scroll,.wm-figures"))); }, []), scrolled = wide.map(function (one) { return one.scrollLeft; });
    wide.forEach(function (one) { one.scrollLeft = 0; });
    var boxes = elements.map(function (one) { return one.getBoundingClientRect(); });
    var left = Math.min.apply(null, boxes.map(function (box) { return box.left; })), right = Math.max.apply(null, boxes.map(function (box) { return box.right; })
      .concat(wide.map(function (one) { return one.getBoundingClientRect().left + one.scrollWidth; })));
    var width = right - left + 2 * PAD;
    if (words.heading) {
      parts.push.apply(parts, write(words.heading, 20, 650, 22, token("--wm-text")));
      y += 14;
    }
    var low = y, seen = -Infinity, moved = 0;
    elements.map(function (one, i) { return [one, boxes[i]]; }).sort(function (a, b) { return a[1].top - b[1].top; }).forEach(function (pair, i) {
      if (!i) moved = y - pair[1].top;
      else if (pair[1].top > seen + GAP) moved -= pair[1].top - seen - GAP / 2;
      low = Math.max(low, place(pair[0], { x: PAD - left, y: moved }, parts));
      seen = low - moved;
    });
    wide.forEach(function (one, i) { one.scrollLeft = scrolled[i]; });
    y = low + 12;
    words.foot.forEach(function (sentence) { parts.push.apply(parts, write(sentence, 12, 400, 16, token("--wm-text-2"))); });
    if (words.link) parts.push(element("a", { href: words.link }, write(words.link, 12, 400, 16, token("--wm-accent"))));
    var height = y + PAD;
    var svg = element("svg", { xmlns: NS, width: width.toFixed(0), height: height.toFixed(0), viewBox: "0 0 " + width.toFixed(0) + " " + height.toFixed(0), role: "img", lang: document.documentElement.lang },
      [element("title", {}, [words.title]), element("rect", { width: "100%", height: "100%", fill: token("--wm-ground") })].concat(parts));
    return new XMLSerializer().serializeToString(svg);
  }

  window.wmPicture = { of: of };
})();
