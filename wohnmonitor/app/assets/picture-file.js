/* A picture as a file: wmPicture.png(svg), .pdf(svg) -> Promise of a Blob. */
(function () {
  "use strict";
  var SHARP = 3, POINT = 0.75;
  /* Where Windows-1252 differs from Latin-1; blanks and the minus as their plain fellows. */
  var WINDOWS = { "€": 128, "…": 133, "‘": 145, "’": 146, "“": 147, "”": 148, "•": 149, "–": 150, "—": 151, "œ": 156, "\u202f": 32, "\u00a0": 32, "\u2212": 45 };

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

  /* A string of PDF in Windows-1252, and one in UTF-16. */
  function shown(words) {
    return "(" + Array.from(words).map(function (sign) {
      var code = WINDOWS[sign] || (sign.codePointAt(0) < 256 ? sign.codePointAt(0) : 63);
      return code < 32 || code > 126 || /[()\\]/.test(sign) ? "\\" + code.toString(8).padStart(3, "0") : String.fromCharCode(code);
    }).join("") + ")";
  }
  function told(words) {
    return "<FEFF" + words.split("").map(function (unit) { return unit.charCodeAt(0).toString(16).padStart(4, "0"); }).join("") + ">";
  }

  /* What is written beside the drawings lies unseen over the picture, to be found, copied and read aloud; the address can be followed. */
  function layer(root, width, height) {
    var texts = [].slice.call(root.querySelectorAll(":scope > text, :scope > a > text")), links = [];
    function at(one, name) { return parseFloat(one.getAttribute(name)) * POINT; }
    var words = texts.map(function (one) {
      var y = height - at(one, "y"), size = at(one, "font-size"), link = one.closest("a");
      if (link) links.push("<</Type/Annot/Subtype/Link/Border[0 0 0]/Rect[" + [at(one, "x"), y - size / 3, width - at(one, "x"), y + size].map(round).join(" ") + "]/A<</S/URI/URI" + shown(link.getAttribute("href")) + ">>>>");
      return "/F " + round(size) + " Tf 1 0 0 1 " + round(at(one, "x")) + " " + round(y) + " Tm " + shown(one.textContent) + " Tj\n";
    });
    return { words: "BT 3 Tr\n" + words.join("") + "ET", links: links };
  }
  function round(x) { return x.toFixed(2); }

  /* One page of the size of the picture, which it fills: PDF 1.4 with a JPEG (ISO 32000-1, 7.5, 8.9, 9.3.6, 12.5.6.5). */
  function pdf(svg) {
    var root = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
    return canvas(svg).then(function (drawn) {
      return new Promise(function (done) { drawn.toBlob(done, "image/jpeg", 0.95); }).then(function (blob) { return blob.arrayBuffer(); }).then(function (jpeg) {
        var w = (drawn.width / SHARP) * POINT, h = (drawn.height / SHARP) * POINT, over = layer(root, w, h);
        var draw = "q " + round(w) + " 0 0 " + round(h) + " 0 0 cm /P Do Q\n" + over.words, parts = ["%PDF-1.4\n"], starts = [], length = parts[0].length;
        function add(piece) { parts.push(piece); length += piece.byteLength === undefined ? piece.length : piece.byteLength; }
        function object(head, body) {
          starts.push(length);
          add(starts.length + " 0 obj\n" + head + (body ? "\nstream\n" : ""));
          if (body) { add(body); add("\nendstream"); }
          add("\nendobj\n");
        }
        object("<</Type/Catalog/Pages 2 0 R/Lang(" + root.getAttribute("lang") + ")/ViewerPreferences<</DisplayDocTitle true>>>>");
        object("<</Type/Pages/Kids[3 0 R]/Count 1>>");
        object("<</Type/Page/Parent 2 0 R/MediaBox[0 0 " + round(w) + " " + round(h) + "]/Resources<</XObject<</P 5 0 R>>/Font<</F 6 0 R>>>>/Contents 4 0 R/Annots[" + over.links.join("") + "]>>");
        object("<</Length " + draw.length + ">>", draw);
        object("<</Type/XObject/Subtype/Image/Width " + drawn.width + "/Height " + drawn.height + "/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode/Length " + jpeg.byteLength + ">>", jpeg);
        object("<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>");
        object("<</Title" + told(root.querySelector("title").textContent) + "/Creator(Wohnmonitor EMR)>>");
        var table = length, count = starts.length + 1;
        add("xref\n0 " + count + "\n0000000000 65535 f \n" + starts.map(function (offset) { return String(offset).padStart(10, "0") + " 00000 n \n"; }).join(""));
        add("trailer\n<</Size " + count + "/Root 1 0 R/Info 7 0 R>>\nstartxref\n" + table + "\n%%EOF\n");
        return new Blob(parts, { type: "application/pdf" });
      });
    });
  }

  Object.assign(window.wmPicture, { png: png, pdf: pdf });
})();
