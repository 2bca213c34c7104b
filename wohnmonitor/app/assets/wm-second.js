/* The second figure of a view with two maps, or two figures in one: which it is, its values, what the card says of it. */
(function (wm) {
  "use strict";

  const second = (wm.second = { set: null });
  const YEARS_AGO = 10;

  /** True where a state shows a second figure. */
  second.wanted = (state) => state.view === "two" || state.view === "bivariate";
  second.indicator = (state) => state.second || (state.view === "bivariate" ? partner(state.indicator) : state.indicator);

  /** Two figures in one need two: without a choice the first that is not the one on show. app/second.py says the same. */
  const partner = (indicator) => ["vacancy_rate", "population_density", "population"].find((id) => id !== indicator && (wm.boot.indicators[id] || { empty: true }).empty !== true)
    || Object.keys(wm.boot.indicators).find((id) => id !== indicator);

  /** Year of the second figure: as asked, else about ten years before for the same figure, and the same year for another. */
  second.year = (set, first, state) => {
    if (state.second_year) return state.second_year;
    const same = second.indicator(state) === state.indicator;
    if (first.latest && !same) return "latest";
    const wanted = Number(first.year) - (same ? YEARS_AGO : 0);
    const years = wm.playable(set);
    return years.reduce((best, year) => (Math.abs(year - wanted) < Math.abs(best - wanted) ? year : best), years[0]) || wanted;
  };

  const part = (state) => ({ ...state, indicator: second.indicator(state), borders: "today" });

  second.here = (state) => !second.wanted(state)
    || Boolean(second.set && second.set.data.indicator === second.indicator(state) && second.set.data.level === state.level);

  /** Values of the second figure (promise); nothing where none is shown. */
  second.load = (state) => {
    if (!second.wanted(state)) return Promise.resolve(null);
    return wm.loadData(second.indicator(state), state.level).then((set) => (second.set = set));
  };

  /** The view of the second figure beside `first`; null where there is none. */
  second.view = (first, state) => {
    if (!second.wanted(state) || !second.set) return null;
    const year = second.year(second.set, first, state);
    return wm.view(second.set, { ...part(state), mode: year === "latest" ? "latest" : "year", year });
  };

  /** The same area in the second view. */
  second.area = (id) => {
    const { second: view } = wm.now;
    const i = view ? view.set.ids.indexOf(wm.borders.today(id)) : -1;
    return i < 0 ? null : view.areas[i];
  };

  /** Title with year, as short as it is known by. */
  second.name = (view) => {
    const title = (view.set.meta.short || view.set.meta.title).replace(/\u00ad/g, "");
    const told = wm.told.title(view);
    if (told) return `${wm.t(told[0], { title })} ${told[1]}`;
    return view.year === null ? title : `${title[0].toUpperCase()}${title.slice(1)} ${view.latest ? wm.span(view.from, view.to) : view.year}`;
  };

  /** What the card of an area adds: the second value, and the class of both in words. */
  second.rows = (id) => {
    const area = second.area(id);
    if (!area) return [];
    const { meta } = wm.now.second.set;
    const value = area.value === null ? wm.reason(area) : wm.format(area.value, meta) + (area.status === "A" ? "" : `, ${wm.t(`status.${area.status}`)}`);
    const name = wm.now.second.latest && area.year ? `${(meta.short || meta.title).replace(/\u00ad/g, "")} ${area.year}` : second.name(wm.now.second);
    return [[name, value], ...wm.bivariate.rows(id)];
  };

  /** Ranks with ties sharing the middle one. */
  const ranks = (values) => {
    const order = values.map((_, i) => i).sort((a, b) => values[a] - values[b]);
    const found = new Array(values.length);
    for (let i = 0; i < order.length;) {
      let j = i;
      while (j + 1 < order.length && values[order[j + 1]] === values[order[i]]) j += 1;
      for (let k = i; k <= j; k += 1) found[order[k]] = (i + j) / 2;
      i = j + 1;
    }
    return found;
  };

  /** Rank correlation (Spearman) of pairs [x, y]; null below ten or where one does not vary. */
  second.correlation = (pairs) => {
    if (pairs.length < 10) return null;
    const [x, y] = [ranks(pairs.map((pair) => pair[0])), ranks(pairs.map((pair) => pair[1]))];
    const middle = (pairs.length - 1) / 2;
    const sum = (f) => x.reduce((total, _, i) => total + f(x[i] - middle, y[i] - middle), 0);
    const spread = Math.sqrt(sum((a) => a * a) * sum((_, b) => b * b));
    return spread ? sum((a, b) => a * b) / spread : null;
  };
})((window.wm = window.wm || {}));
