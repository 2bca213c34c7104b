"""Classes in the page: the same limits as figures/classes.py, every fill the colour of its class, the editor by mouse and keys."""

from __future__ import annotations

import numpy as np
import pytest

from tests.app.visits import asked, visit
from wohnmonitor.app.pages import ASSETS
from wohnmonitor.figures.classes import METHODS, diverging

pytestmark = pytest.mark.browser
RANDOM = np.random.default_rng(1)
SAMPLES = {
    "skewed": (RANDOM.gamma(2, 10, 300), 1),
    "counts of years": (np.exp(RANDOM.normal(9, 1, 4000)).round(), 0),
    "around zero": (RANDOM.normal(0, 3, 199).round(2), 2),
    "heavy ties": (RANDOM.integers(0, 5, 400), 0),
    "zeros": ([0, 0, 0, 0, 0, 1, 2, 2], 1),
    "negative": ([-5, -5, -1, 0, 7], 0),
    "equal": ([3] * 9, 1),
    "one": ([4], 1),
    "two": ([1, 2], 0),
}


def test_page_and_figures_find_the_same_limits(browser):
    cases = []
    for values, decimals in SAMPLES.values():
        ordered = sorted(map(float, values))
        for n in range(2, 10):
            cases += [[name, ordered, n, decimals, method(ordered, n, decimals).limits] for name, method in METHODS.items()]
        cases.append(["diverging", ordered, 8, None, diverging(ordered).limits])
    page = browser.new_page()
    page.add_script_tag(path=str(ASSETS / "wm-breaks.js"))
    differ = page.evaluate(
        """cases => cases.map(([method, v, n, decimals, limits]) => [method, n, v.length, limits, wm.breaks[method](v, n, decimals)])
        .filter(([, , , a, b]) => a.length !== b.length || a.some((x, i) => Math.abs(x - b[i]) > 1e-9 * Math.max(1, Math.abs(x))))""",
        cases,
    )
    mirrored = page.evaluate(
        """() => [[-9, -5, -1, 0, 2, 6, 20], [0, 0], [3], [-2, -2, -2], [-1, 1], []].flatMap((v) => [2, 3, 4, 5, 6, 7, 8, 9].flatMap((n) =>
        ["quantile", "equal", "std"].map((m) => [n, wm.breaks.mirrored(m, v, n, 1)])))"""
    )
    page.close()
    assert not differ
    for n, limits in mirrored:
        assert limits == sorted(set(limits)) and len(limits) < n
        assert limits == sorted(-limit for limit in limits), "the same on both sides of zero"


AGREES = """() => {
  const { view, scale } = wm.now, wrong = [];
  const counted = document.querySelectorAll('.map-legend .map-count');
  if (scale.kind !== 'country') {
    const colours = scale.colours(), counts = new Array(scale.n).fill(0);
    if (new Set(colours).size !== scale.n) wrong.push('colours ' + colours);
    view.areas.forEach((area) => {
      const fill = wm.map.path(area.id).getAttribute('fill');
      if (area.value === null) { if (!fill.startsWith('url(')) wrong.push(area.id + ' gap ' + fill); return; }
      let c = 0;
      while (c < scale.limits.length && area.value > scale.limits[c]) c += 1;
      counts[c] += 1;
      if (fill !== colours[c]) wrong.push(area.id + ' ' + area.value + ' ' + fill);
    });
    if (String(counts) !== String(scale.counts)) wrong.push('counts ' + counts);
    const told = [...counted].map((e) => wm.parse(e.textContent));
    if (view.valued.length && String(told) !== String(counts)) wrong.push('legend ' + told);
    if (counts.reduce((a, b) => a + b, 0) + view.areas.filter((a) => a.value === null).length !== view.areas.length) wrong.push('sum');
  }
  return wrong;
}"""


def test_every_fill_is_the_colour_of_its_class_whatever_the_classes(page, server):
    visit(page, server, "lang=en&indicator=population&year=2024")
    wrong = page.evaluate(
        """async (agrees) => {
      const check = eval(agrees), found = [], METHODS = ['natural', 'quantile', 'equal', 'std'];
      for (const indicator of ['population', 'population_growth_5y', 'house_price_index'])
        for (const over of ['years', 'year']) for (const classes of METHODS) for (const n of [2, 3, 5, 8, 9])
          for (const year of [2024, 2019]) {
            await wm.show({ indicator, year, mode: 'year', scale: 'common', classes, n, over, breaks: [] });
            found.push(...check().map((w) => [indicator, over, classes, n, year, w].join(' ')));
          }
      for (const breaks of [[0], [-1, 1], [-1, 0, 1], [-1e9], [1e9], [0.5, 1, 2], [-3, -2, -1, -0.5], [1, 2, 3, 4]])
        for (const indicator of ['population', 'population_growth_5y']) {
          await wm.show({ indicator, year: 2024, classes: 'manual', breaks, n: breaks.length + 1 });
          found.push(...check().map((w) => [indicator, breaks, w].join(' ')));
        }
      // the same value everywhere, one area, none, ties with zeros
      const set = wm.now.view.set;
      for (const make of [() => 3, (i) => (i ? null : 7), () => null, (i) => i % 3, (i) => (i % 2 ? 0 : -4), () => 0])
        for (const classes of METHODS) for (const over of ['years', 'year']) for (const around of [null, [-1, 0, 1]]) {
          const data = { ...set.data, breaks: {}, per_country: false, values: [set.data.ids.map((_, i) => make(i))], years: [2024],
                         status: [set.data.ids.map(() => 'A').join('')], reason: [{}], ref: [{}], sources: [{}] };
          const pooled = data.values[0].filter((v) => v !== null).sort((a, b) => a - b);
          const other = { ...set, data, pooled, diverging: around, counts: [{ all: pooled.length }], full: pooled.length };
          const state = { ...wm.state, year: 2024, mode: 'year', classes, n: 5, over, breaks: [], scale: 'common' };
          wm.now.view = wm.view(other, state);
          wm.now.scale = wm.scale(wm.now.view, state);
          wm.map.paint(wm.now.view, wm.now.scale);
          wm.paintLegend(wm.now.view, wm.now.scale);
          found.push(...check().map((w) => ['made', String(make), classes, over, around, w].join(' ')));
        }
      return found;
    }""",
        AGREES,
    )
    assert not wrong, wrong[:5]


def drag(page, slider, far: float) -> None:
    """A limit moved with the mouse, followed by the map while the button is down."""
    box, before = slider.bounding_box(), slider.get_attribute("aria-valuenow")
    page.mouse.move(box["x"] + 12, box["y"] + 20)
    page.mouse.down()
    for step in (1, 2, 3):
        page.mouse.move(box["x"] + 12 + far * step / 3, box["y"] + 20)
    assert slider.get_attribute("aria-valuenow") != before
    assert not page.evaluate(f"({AGREES})()")
    page.mouse.up()
    page.wait_for_timeout(500)


def test_the_editor_by_keys_mouse_and_typing(page, server):
    visit(page, server, "lang=de&indicator=population&year=2024")
    page.locator(".map-classes-open").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Verfahren").select_option("quantile")
    asked(page, classes="quantile")
    page.get_by_role("radio", name="7", exact=True).check()
    asked(page, n="7")
    assert page.locator(".map-classes-list li").count() == page.locator(".map-legend .map-count").count() == 7
    drag(page, page.get_by_role("slider", name="Obergrenze der Klasse 5"), 12)
    asked(page, classes="manual")
    page.go_back()
    asked(page, classes="quantile", n="7")
    page.wait_for_function("() => document.getElementById('map-classes-method').value === 'quantile'")
    slider = page.get_by_role("slider", name="Obergrenze der Klasse 3")
    before = float(slider.get_attribute("aria-valuenow"))
    slider.focus()
    page.keyboard.press("ArrowRight")
    asked(page, classes="manual")
    slider = page.get_by_role("slider", name="Obergrenze der Klasse 3")
    assert float(slider.get_attribute("aria-valuenow")) > before and slider.evaluate("e => e === document.activeElement")
    drag(page, slider, -3)
    field = page.get_by_role("textbox", name="Obergrenze der Klasse 6")
    field.fill("viel")
    field.press("Enter")
    assert "keine Zahl" in page.locator(".map-classes-said").inner_text()
    field.fill("1")
    field.press("Tab")
    assert "muss über" in page.locator(".map-classes-said").inner_text()
    field.fill("9.999.999")
    field.press("Tab")
    page.wait_for_function("() => /breaks=[\\d.,]+9999999(&|$)/.test(location.search)")
    assert "außerhalb der Werte" in page.locator(".map-classes-said").inner_text()
    assert not page.evaluate(f"({AGREES})()")
    shown = page.url
    page.keyboard.press("Escape")
    assert page.evaluate("() => document.activeElement.classList.contains('map-classes-open')")
    page.goto("about:blank")
    page.goto(shown)
    page.wait_for_selector(".map-legend .map-count")
    assert page.evaluate("() => wm.now.scale.limits.at(-1)") == 9999999
    page.locator(".map-classes-open").click()
    page.get_by_text("Zurück zu den üblichen Klassen").click()
    page.wait_for_function("() => !/classes|breaks|n=/.test(location.search.replace('lang=', ''))")
    page.go_back()
    asked(page, classes="manual")
    page.wait_for_function("() => wm.now.scale.limits.at(-1) === 9999999")


def test_ranks_per_country_say_why_there_is_no_method(page, server):
    page.goto(f"{server}?lang=en&indicator=house_price_index&year=2023")
    page.wait_for_selector(".wm-app #map-host .map-classes-open")
    page.locator(".map-classes-open").click()
    assert "do not apply" in page.locator(".map-classes").inner_text()
    page.locator(".map-classes").get_by_text("Show on one scale").click()
    asked(page, scale="common")
    page.get_by_label("Method", exact=True).wait_for()
