/* The search of the header and the filter of the indicators: every name in every language, accents or not. */
(function () {
  "use strict";
  var boot = JSON.parse(document.getElementById("wm-boot").textContent);
  var texts = boot.texts, indicators = boot.indicators, areas = boot.areas;
  var SOFT_HYPHEN = /\u00ad/g;

  function plain(words) { return words.normalize("NFD").replace(/[\u0300-\u036f\u00ad]/g, "").toLowerCase(); }

  var searched = {};
  Object.keys(areas).forEach(function (id) { searched["area:" + id] = plain([areas[id].n, areas[id].s].join("|")); });
  Object.keys(indicators).forEach(function (id) {
    searched["indicator:" + id] = plain([indicators[id].title, indicators[id].short, indicators[id].search].join("|"));
  });

  /* Villages and former municipalities, which come after the page stands: name, ids of today, kind. */
  var places = [];
  function load(then) {
    fetch(boot.urls.places).then(function (answer) { return answer.ok ? answer.json() : []; }).then(function (found) {
      places = found;
      places.forEach(function (one) { searched[keyOf(one)] = plain(one[0]); });
      then();
    }).catch(function () { places = []; });
  }
  function keyOf(one) { return "area:" + one[1] + ":" + one[2] + ":" + one[0]; }

  function place(key, wanted) {
    var at = (searched[key] || "").indexOf(wanted);
    if (at < 0) return -1;
    if (at === 0 || searched[key][at - 1] === "|") return 0;
    return /[\s-]/.test(searched[key][at - 1]) ? 1 : 2;
  }

  function choices() {
    return [
      { group: texts["header.search_indicators"], items: Object.keys(indicators).map(function (id) {
        return { value: "indicator:" + id, label: indicators[id].title.replace(SOFT_HYPHEN, "") };
      }) },
      { group: texts["header.search_areas"], items: Object.keys(areas).map(function (id) {
        return { value: "area:" + id, label: areas[id].n };
      }) },
      { group: texts["header.search_places"], items: places.map(function (one) { return { value: keyOf(one), label: one[0] }; }) }
    ].filter(function (group) { return group.items.length; });
  }

  var given = (window.dashMantineFunctions = window.dashMantineFunctions || {});
  given.searchFilter = function (asked) {
    var wanted = plain(asked.search.trim().replace(/^\//, "")); // the key that leads here, pressed once more
    if (!wanted) return [];
    return asked.options.map(function (group) {
      var found = group.items.map(function (item) { return [place(item.value, wanted), item]; })
        .filter(function (pair) { return pair[0] >= 0; })
        .sort(function (a, b) { return a[0] - b[0] || a[1].label.localeCompare(b[1].label, boot.lang); });
      return { group: group.group, items: found.slice(0, 8).map(function (pair) { return pair[1]; }) };
    }).filter(function (group) { return group.items.length; });
  };
  given.indicatorFilter = function (asked) {
    var wanted = plain(asked.search.trim());
    function at(item) { return place("indicator:" + item.value, wanted); }
    function best(group) { return Math.min.apply(null, group.items.map(at)); }
    /* Names that begin with what is asked come first, and so do their themes; else the declared order stays. */
    return asked.options.map(function (group) {
      var found = group.items.filter(function (item) { return at(item) >= 0; });
      return { group: group.group, items: found.sort(function (a, b) { return at(a) - at(b); }) };
    }).filter(function (group) { return group.items.length; }).sort(function (a, b) { return best(a) - best(b); });
  };
  /* An indicator that no release holds yet is grey, with the publisher that has it. */
  function uncollected(id) {
    var about = indicators[id];
    return about && about.empty ? [texts["reason.uncollected"], about.live].filter(Boolean).join(" · ") : "";
  }
  function option(label, beside, grey) {
    var React = window.React;
    return React.createElement("span", { className: grey ? "wm-option wm-option-grey" : "wm-option" },
      React.createElement("span", null, label),
      beside && React.createElement("span", { className: "wm-beside" }, beside));
  }
  given.indicatorOption = function (asked) {
    var beside = uncollected(asked.option.value);
    return option(asked.option.label, beside, Boolean(beside));
  };
  given.searchOption = function (asked) {
    var parts = asked.option.value.split(":"), about = areas[parts[1]], beside = uncollected(parts[0] === "indicator" && parts[1]);
    if (parts.length > 2) {
      var heirs = parts[1].split(",").filter(function (id) { return areas[id]; });
      beside = texts["header.search_" + parts[2]].replace("{name}", heirs.map(function (id) { return areas[id].n; }).join(", "));
    } else if (parts[0] === "area" && about) {
      var also = about.s ? about.s.split("|").join(", ") : "";
      beside = [about.l === "municipality" ? about.cn : texts["level_one." + about.l], also].filter(Boolean).join(" · ");
    }
    return option(asked.option.label, beside, parts[0] === "indicator" && Boolean(beside));
  };

  /* Whether an area of today goes by what is typed, in any language. */
  function names(id, wanted) { return place("area:" + id, plain(wanted)) >= 0; }

  window.wmSearch = { choices: choices, load: load, names: names };
})();
