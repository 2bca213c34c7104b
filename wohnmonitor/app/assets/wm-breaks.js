/* Class limits of any values, by the rules of figures/classes.py: a test holds that both find the same limits. No document needed. */
(function (wm) {
  "use strict";

  const SAMPLE = 1000;
  const MOVED = 0.02;

  /** limits = wm.breaks[method](sorted values, number of classes, decimals): strictly rising, fewer where values do not tell more apart. */
  wm.breaks = {
    natural: (v, n, decimals) => snapped(within(v, n, fisherJenks), v, decimals),
    quantile: (v, n, decimals) => snapped(within(v, n, (_, k) => steps(k).map((i) => quantileOf(v, i / k))), v, decimals),
    equal: (v, n) => evenly(within(v, n, (_, k) => steps(k).map((i) => v[0] + ((v[v.length - 1] - v[0]) / k) * i))),
    std: (v, n) => evenly(within(v, n, (_, k) => steps(k).map((i) => meanOf(v) + (i - k / 2) * deviationOf(v)))),
  };

  /** Steps of equal, round size on both sides of zero; n is even. Outer classes that nobody reaches stay among the limits. */
  wm.breaks.diverging = (v, n = 8) => {
    const far = distances(v);
    const reach = quantileOf(far, 0.95) || far[far.length - 1] || 1;
    const size = roundStep(reach / (n / 2));
    return Array.from({ length: n - 1 }, (_, i) => rounded(size * (i + 1 - n / 2), 10));
  };

  /** A method around zero: the same limits on both sides; zero is one of them where n is even, the middle of a class where it is odd. */
  wm.breaks.mirrored = (method, v, n, decimals) => {
    const far = distances(v);
    const side = n >> 1; // limits on each side, zero left aside
    const high = far[far.length - 1];
    let own;
    if (!high) own = [];
    else if (method === "std") own = steps(side + 1).map((i) => (n % 2 ? i - 0.5 : i) * Math.sqrt(far.reduce((sum, x) => sum + x * x, 0) / far.length)).filter((x) => x < high);
    else if (method === "equal") own = steps(side + 1).map((i) => (n % 2 ? (2 * i - 1) / n : (2 * i) / n) * high);
    else own = wm.breaks[method](far, n % 2 ? side + 1 : side, decimals);
    if (method === "std" || method === "equal") own = evenly(own);
    else if (n % 2 === 0) own = own.slice(0, side - 1);
    own = own.filter((x) => x > 0 && (n % 2 || x < high));
    if (method === "equal" && n % 2 === 0) own = own.slice(0, side - 1);
    if (method === "std" && n % 2 === 0) own = own.slice(0, side - 1);
    return [...own.map((x) => -x).reverse(), ...(n % 2 && own.length ? [] : [0]), ...own];
  };

  const distances = (v) => v.map(Math.abs).sort((a, b) => a - b);
  const steps = (k) => Array.from({ length: k - 1 }, (_, i) => i + 1);
  const meanOf = (v) => v.reduce((sum, x) => sum + x, 0) / v.length;
  const deviationOf = (v) => {
    const mean = meanOf(v);
    return Math.sqrt(v.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (v.length - 1));
  };
  const quantileOf = (v, share) => {
    const at = (v.length - 1) * share;
    const low = Math.floor(at);
    return low + 1 < v.length ? v[low] + (v[low + 1] - v[low]) * (at - low) : v[low];
  };
  /** To so many decimals; negative ones round to tens, hundreds, … */
  const rounded = (x, decimals) => (decimals < 0 ? even(x / 10 ** -decimals) * 10 ** -decimals : Number(x.toFixed(Math.min(decimals, 100))));
  const even = (x) => (Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x));
  /** How many of the sorted values are at most x. */
  const upTo = (v, x) => {
    let [low, high] = [0, v.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (v[middle] <= x) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  function within(v, n, find) {
    let unlike = v.length ? 1 : 0;
    for (let i = 1; i < v.length && unlike < n; i += 1) if (v[i] !== v[i - 1]) unlike += 1;
    const k = Math.min(n, unlike);
    if (k < 2) return [];
    const raw = [...new Set(find(v, k))].sort((a, b) => a - b);
    return raw.filter((x) => x >= v[0] && x < v[v.length - 1]);
  }

  function evenly(limits) {
    if (!limits.length) return limits;
    const step = limits.length > 1 ? limits[1] - limits[0] : Math.abs(limits[0]) || 1;
    return limits.map((limit) => rounded(limit, 2 - Math.floor(Math.log10(step))));
  }

  /** Each limit moved to the roundest number that keeps nearly every value in its class. */
  function snapped(limits, v, decimals) {
    if (!limits.length) return limits;
    const cuts = limits.map((limit) => upTo(v, limit));
    const sizes = [...cuts, v.length].map((cut, i) => cut - (i ? cuts[i - 1] : 0));
    const found = [];
    limits.forEach((limit, i) => {
      const above = cuts[i];
      const end = i + 1 < limits.length ? limits[i + 1] : v[v.length - 1];
      const spare = Math.min(Math.trunc((MOVED * v.length) / limits.length), Math.trunc(0.1 * Math.min(sizes[i], sizes[i + 1])));
      const target = (v[above - 1] + v[above]) / 2;
      const before = found.length ? found[found.length - 1] : -Infinity;
      const candidates = [roundest(v[above - 1 - spare], v[above + spare], target, decimals), rounded(target, decimals || 0), limit];
      found.push(candidates.find((c) => c !== null && v[0] <= c && c < end && c > before));
    });
    return found;
  }

  /** The number with the fewest digits in low ≤ x < high, the one nearest to the target; null if decimals forbid it. */
  function roundest(low, high, target, decimals) {
    const finest = decimals === undefined || decimals === null ? -12 : -decimals;
    for (let places = Math.floor(Math.log10(Math.max(Math.abs(low), Math.abs(high)) || 1)) + 1; places >= finest; places -= 1) {
      const step = 10 ** places;
      const first = Math.ceil(low / step - 1e-9);
      const last = Math.ceil(high / step - 1e-9) - 1;
      if (first <= last) return rounded(Math.min(last, Math.max(first, even(target / step))) * step, Math.max(0, -places));
    }
    return null;
  }

  function roundStep(size) {
    const power = 10 ** Math.floor(Math.log10(size));
    return [1, 2, 2.5, 5, 10].map((m) => m * power).find((step) => step >= size * 0.93);
  }

  /** Upper limits of all but the last class with the least squared distance from class means, by dynamic programming. */
  function fisherJenks(all, n) {
    const v = all.length > SAMPLE ? Array.from({ length: SAMPLE }, (_, i) => all[even((i * (all.length - 1)) / (SAMPLE - 1))]) : all;
    const size = v.length;
    const [total, square] = [new Float64Array(size + 1), new Float64Array(size + 1)];
    for (let i = 0; i < size; i += 1) {
      total[i + 1] = total[i] + v[i];
      square[i + 1] = square[i] + v[i] * v[i];
    }
    let best = new Float64Array(size + 1).fill(Infinity);
    best[0] = 0;
    const cut = [];
    for (let k = 1; k <= n; k += 1) {
      const next = new Float64Array(size + 1).fill(Infinity);
      const from = new Uint16Array(size + 1);
      for (let end = k; end <= size; end += 1) {
        for (let start = k - 1; start < end; start += 1) {
          const sum = total[end] - total[start];
          const cost = best[start] + (square[end] - square[start] - (sum * sum) / (end - start));
          if (cost < next[end]) {
            next[end] = cost;
            from[end] = start;
          }
        }
      }
      cut[k] = from;
      best = next;
    }
    const limits = [];
    for (let k = n, end = size; k > 1; k -= 1) {
      end = cut[k][end];
      limits.unshift(v[end - 1]);
    }
    return limits;
  }
})((globalThis.wm = globalThis.wm || {}));
