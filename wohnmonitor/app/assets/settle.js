/* What a change of the view settles with it where a change between years or a difference is shown; shell.js calls it. */
(function () {
  "use strict";

  /* The year a change up to `year` begins with: view.first_year. */
  function since(about, year) {
    var before = about.since.filter(function (one) { return one < year; });
    var whole = before.filter(function (one) { return !about.cuts.some(function (cut) { return one < cut && cut <= year; }); });
    var far = function (one) { return Math.abs(one - (year - 5)); };
    return (whole.length ? whole : before).reduce(function (best, one) { return best === null || far(one) < far(best) ? one : best; }, null);
  }

  /* What belongs to a change or a difference alone: its first year, its measure, its benchmark. */
  window.wmSettle = function (next, given, state, boot) {
    var indicators = boot.indicators, areas = boot.areas;
    var entered = given.mode && given.mode !== state.mode;
    /* The change of a growth rate tells little: the change of what grows is meant. */
    if (entered && given.mode === "change" && !given.indicator && indicators[next.indicator].of) next.indicator = indicators[next.indicator].of;
    var about = indicators[next.indicator];
    if ((entered || next.indicator !== state.indicator) && given.measure === undefined) next.measure = null;
    if (next.mode !== "change") next.from = null;
    else if (!next.from || next.from >= next.year || (next.indicator !== state.indicator && !given.from && about.since.indexOf(next.from) < 0)) {
      next.from = since(about, next.year);
    }
    if (next.mode !== "change" && next.mode !== "difference") next.measure = null;
    if (next.mode !== "latest") next.older = null;
    if (next.mode !== "difference") next.benchmark = "emr";
    else if (given.benchmark === undefined && (entered || given.indicator) && next.benchmark === "emr") {
      if (about.unit_kind === "count") next.benchmark = next.areas.filter(function (id) { return areas[id].l === next.level; })[0] || "emr";
      /* Where the Euregio has no figure of that year, each country is its own measure. */
      else if (about.whole.indexOf(next.year) < 0) next.benchmark = "country";
    }
  };
})();
