/* What stands on the page as a picture: the drawings as they are, every line of text where it is, the colours behind them.
   wmPicture.of(elements, foot) -> SVG text; .png(svg), .pdf(svg) -> Promise of a Blob. */
(function () {
  "use strict";
  var NS = "http://www.w3.org/2000/svg", PAD = 24, SHARP = 3;
  var DRAWN = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "stroke-opacity", "opacity", "display", "visibility",
    "font-family", "font-size", "font-weight", "letter-spacing", "text-anchor", "paint-order", "vector-effect", "mask"];

  function element(name, attributes, children) {
    var made = document.createElementNS(NS, name);
    Object.keys(attributes).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    made.append.apply(made, children || []);
    return made;
  }

  /* A drawing with its styles written into it: a file has no style sheet. */
  function drawing(svg, x, y, width, height) {
    var copy = svg.cloneNode(true), from = [svg].concat([].slice.call(svg.querySelectorAll("*"))), to = [copy].concat([].slice.call(copy.querySelectorAll("*")));
    from.forEach(function (one, i) {
      if (/^(defs|title|desc|stop|pattern|linearGradient)$/.test(one.tagName)) return;
      var style = getComputedStyle(one), usual = { opacity: "1", "fill-opacity": "1", "stroke-opacity": "1", visibility: "visible", display: "inline", "letter-spacing": "normal", "vector-effect": "none", mask: "none", "stroke-dasharray": "none" };
      DRAWN.forEach(function (name) {
        var value = style.getPropertyValue(name);
        if (!value || value === usual[name] || (name === "display" && value !== "none")) return;
        if (/^(stroke-|stroke$)/.test(name) && style.stroke === "none") { if (name === "stroke") to[i].setAttribute("stroke", "none"); return; }
        to[i].setAttribute(name, value.replace(/url\("[^"#]*#([^"]*)"\)/, "url(#$1)"));
      });
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
    if (node.closest("button,a.wm-link,select,input,details,.wm-actions,.wm-unseen,.wm-remove-cell,.map-card,.map-zoom,.map-layers,.map-notice,.map-borders,.map-second,.map-fade,.map-voice,.map-progress,.map-classes-open")) return true;
    var style = getComputedStyle(node);
    return style.visibility === "hidden" || style.clipPath.indexOf("inset(50%)") === 0 || !node.getClientRects().length;
  }

  /* Words of a text, put together again to the lines in which they stand. */
  function lines(node) {
    var range = document.createRange(), found = [], words = node.data.matchAll(/\S+/g);
    for (var word of words) {
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      var box = range.getBoundingClientRect(), last = found[found.length - 1];
      if (!box.width) continue;
      if (last && Math.abs(last.top - box.top) < 2) last.words += " " + word[0];
      else found.push({ words: word[0], left: box.left, top: box.top, height: box.height });
    }
    return found;
  }

  function text(words, x, y, style) {
    return element("text", { x: x.toFixed(1), y: y.toFixed(1), fill: style.color, "font-family": style.fontFamily, "font-size": style.fontSize, "font-weight": style.fontWeight, "letter-spacing": style.letterSpacing === "normal" ? "0" : style.letterSpacing }, [words]);
  }

  function place(root, at, parts) {
    var walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, { acceptNode: function (node) {
      if (node.nodeType === 3) return NodeFilter.FILTER_ACCEPT;
      if (node.parentNode && node.parentNode.closest && node.parentNode.closest("svg")) return NodeFilter.FILTER_REJECT;
      return node !== root && hidden(node) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT;
    } });
    for (var node = walker.currentNode; node; node = walker.nextNode()) {
      if (node.nodeType === 3) {
        if (!node.parentNode.closest("svg") && node.data.trim()) {
          var style = getComputedStyle(node.parentNode), upper = style.textTransform === "uppercase";
          lines(node).forEach(function (line) {
            parts.push(text(upper ? line.words.toUpperCase() : line.words, line.left + at.x, line.top + at.y + line.height * 0.78, style));
          });
        }
        continue;
      }
      var box = node.getBoundingClientRect();
      if (node.tagName === "svg") { if (box.width && box.height) parts.push(drawing(node, box.left + at.x, box.top + at.y, box.width, box.height)); continue; }
      if (node.tagName === "IMG" && /^data:image\/svg/.test(node.src)) { parts.push(element("image", { x: box.left + at.x, y: box.top + at.y, width: box.width, height: box.height, href: node.src })); continue; }
      var look = getComputedStyle(node), ground = look.backgroundColor, edge = parseFloat(look.borderTopWidth);
      if (ground === "rgba(0, 0, 0, 0)" && !(edge && look.borderTopStyle === "solid")) continue;
      var boxed = edge && look.borderTopStyle === "solid" && parseFloat(look.borderLeftWidth);
      var shape = { x: box.left + at.x, y: box.top + at.y, width: box.width, height: box.height, fill: ground === "rgba(0, 0, 0, 0)" ? "none" : ground, rx: parseFloat(look.borderTopLeftRadius) || 0 };
      if (boxed) Object.assign(shape, { stroke: look.borderTopColor, "stroke-width": edge });
      if (boxed || shape.fill !== "none") parts.push(element("rect", shape));
      else parts.push(element("path", { d: "M" + shape.x + " " + shape.y + "h" + shape.width, stroke: look.borderTopColor, "stroke-width": edge }));
    }
  }

  /* A sentence in lines of a width. */
  function wrapped(words, width, font) {
    var canvas = document.createElement("canvas").getContext("2d"), rows = [""];
    canvas.font = font;
    words.split(" ").forEach(function (word) {
      /* an address has no blanks to break at */
      while (canvas.measureText(word).width > width) {
        var n = word.length;
        while (canvas.measureText(word.slice(0, n)).width > width) n -= 1;
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

  /* `elements`: what is to be seen, one below the other as on the page; `foot`: sentences beneath. */
  function of(elements, title, foot) {
    var boxes = elements.map(function (one) { return one.getBoundingClientRect(); });
    var left = Math.min.apply(null, boxes.map(function (box) { return box.left; })), top = Math.min.apply(null, boxes.map(function (box) { return box.top; }));
    var right = Math.max.apply(null, boxes.map(function (box) { return box.right; })), bottom = Math.max.apply(null, boxes.map(function (box) { return box.bottom; }));
    var width = right - left + 2 * PAD, style = getComputedStyle(document.body), parts = [], y = PAD;
    var ink = getComputedStyle(document.documentElement).getPropertyValue("--wm-text").trim(), quiet = getComputedStyle(document.documentElement).getPropertyValue("--wm-text-2").trim();
    if (title) {
      wrapped(title, width - 2 * PAD, "650 20px " + style.fontFamily).forEach(function (row) {
        y += 22;
        parts.push(text(row, PAD, y, { color: ink, fontFamily: style.fontFamily, fontSize: "20px", fontWeight: "650", letterSpacing: "normal" }));
      });
      y += 14;
    }
    elements.forEach(function (one) { place(one, { x: PAD - left, y: y - top }, parts); });
    y += bottom - top + 12;
    foot.forEach(function (sentence) {
      wrapped(sentence, width - 2 * PAD, "400 12px " + style.fontFamily).forEach(function (row) {
        y += 16;
        parts.push(text(row, PAD, y, { color: quiet, fontFamily: style.fontFamily, fontSize: "12px", fontWeight: "400", letterSpacing: "normal" }));
      });
    });
    var height = y + PAD, ground = getComputedStyle(document.documentElement).getPropertyValue("--wm-ground").trim();
    var svg = element("svg", { xmlns: NS, width: width.toFixed(0), height: height.toFixed(0), viewBox: "0 0 " + width.toFixed(0) + " " + height.toFixed(0), role: "img" },
      [element("rect", { width: "100%", height: "100%", fill: ground })].concat(parts));
    return new XMLSerializer().serializeToString(svg);
  }

  function canvas(svg) {
    return new Promise(function (done, failed) {
      var image = new Image();
      image.onload = function () {
        var drawn = document.createElement("canvas");
        drawn.width = image.width * SHARP;
        drawn.height = image.height * SHARP;
        var ink = drawn.getContext("2d");
        ink.scale(SHARP, SHARP);
        ink.drawImage(image, 0, 0);
        done(drawn);
      };
      image.onerror = failed;
      image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(svg);
    });
  }
  function png(svg) {
    return canvas(svg).then(function (drawn) { return new Promise(function (done) { drawn.toBlob(done, "image/png"); }); });
  }

  /* One page of the size of the picture, which it fills: PDF 1.4 with a JPEG (ISO 32000-1, 7.5 and 8.9). */
  function pdf(svg) {
    return canvas(svg).then(function (drawn) {
      return new Promise(function (done) { drawn.toBlob(done, "image/jpeg", 0.95); }).then(function (blob) { return blob.arrayBuffer(); }).then(function (jpeg) {
        var scale = 0.75 / SHARP, w = (drawn.width * scale).toFixed(2), h = (drawn.height * scale).toFixed(2), draw = "q " + w + " 0 0 " + h + " 0 0 cm /P Do Q";
        var parts = ["%PDF-1.4\n"], at = [], length = parts[0].length;
        function add(piece) { parts.push(piece); length += piece.byteLength === undefined ? piece.length : piece.byteLength; }
        function object(n, body) { at[n] = length; add(n + " 0 obj\n" + body + "\nendobj\n"); }
        object(1, "<</Type/Catalog/Pages 2 0 R>>");
        object(2, "<</Type/Pages/Kids[3 0 R]/Count 1>>");
        object(3, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 " + w + " " + h + "]/Resources<</XObject<</P 5 0 R>>>>/Contents 4 0 R>>");
        object(4, "<</Length " + draw.length + ">>\nstream\n" + draw + "\nendstream");
        at[5] = length;
        add("5 0 obj\n<</Type/XObject/Subtype/Image/Width " + drawn.width + "/Height " + drawn.height + "/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode/Length " + jpeg.byteLength + ">>\nstream\n");
        add(jpeg);
        add("\nendstream\nendobj\n");
        var start = length;
        add("xref\n0 6\n0000000000 65535 f \n" + at.slice(1).map(function (offset) { return String(offset).padStart(10, "0") + " 00000 n \n"; }).join(""));
        add("trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n" + start + "\n%%EOF\n");
        return new Blob(parts, { type: "application/pdf" });
      });
    });
  }

  window.wmPicture = { of: of, png: png, pdf: pdf };
})();
