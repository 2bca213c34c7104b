"""What is taken along says what the screen says: pictures and PDF of map and charts, the page without network, the frame, the link."""

from __future__ import annotations

import base64
import re
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from xml.etree import ElementTree

import pytest

from tests.app.test_axe import violations
from tests.app.test_page import visit
from wohnmonitor.schema import LANGUAGES

pytestmark = pytest.mark.browser
SVG = "{http://www.w3.org/2000/svg}"
VIEW = "indicator=population_density&year=2024&areas=DE_05334002,BE_63040,NL_GM0981"
PER_COUNTRY = "indicator=vacancy_rate&year=2021&areas=DE_05334002,BE_63040,NL_GM0981"
ON_SCREEN = """() => ({
    fills: Object.fromEntries([...document.querySelectorAll('.map-stage path[data-area]')]
        .map(path => [path.dataset.area, path.getAttribute('fill')])),
    title: document.querySelector('.map-title').innerText.replace(/\\s+/g, ' ').replaceAll('\\u00ad', '').trim(),
    unit: document.querySelector('.map-unit').innerText.replace(/\\s+/g, ' ').trim(),
    source: document.querySelector('#note .wm-source').innerText.replace(/\\s+/g, ' '),
    boxes: [...document.querySelectorAll('.map-legend .map-box')].map(box => box.getAttribute('fill').toLowerCase()),
    counts: [...document.querySelectorAll('.map-legend .map-count')].map(count => count.textContent),
    gaps: [...document.querySelectorAll('.map-gap-row')].map(row => row.innerText.replace(/\\s+/g, ' ')),
})"""


@pytest.fixture
def away(browser):
    """A reader without network, and what the page asked for."""
    context = browser.new_context(viewport={"width": 1400, "height": 1200}, offline=True)
    page = context.new_page()
    page.asked = []
    page.on("request", lambda request: page.asked.append(request.url))
    yield page
    context.close()


@pytest.fixture
def town(tmp_path):
    """Another site: f(its page) -> address."""
    quiet = type("Quiet", (SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(quiet, directory=str(tmp_path))) as site:
        Thread(target=site.serve_forever, daemon=True).start()

        def address(html: str) -> str:
            (tmp_path / "town.html").write_text(html, encoding="utf-8")
            return f"http://127.0.0.1:{site.server_port}/town.html"

        yield address
        site.shutdown()


def take(page, row: str, kind: str, folder: Path) -> Path:
    """The file behind a button of the dialog."""
    with page.expect_download() as waiting:
        page.locator("dialog.wm-take").get_by_role("button", name=f"{kind}: {row}", exact=True).click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def opened(page, server: str, query: str):
    visit(page, server, query)
    page.wait_for_selector("#multiples .wm-panel img")
    return taking(page)


def taking(page):
    page.locator("#take").click()
    page.locator("dialog.wm-take[open]").wait_for()
    return page


def said(path: Path) -> str:
    """All words of an SVG, one blank between."""
    drawn = ElementTree.parse(path).getroot()
    return " ".join(" ".join(text.itertext()) for text in drawn.iter(f"{SVG}text"))


def plain(words: str) -> str:
    return re.sub(r"\s", "", words)


def fills(path: Path) -> dict[str, str]:
    return {one.get("data-area"): one.get("fill") for one in ElementTree.parse(path).getroot().iter(f"{SVG}path") if one.get("data-area")}


def pixels(page, picture: bytes, kind: str, points: list[list[float]]) -> tuple[list[int], list[list[int]]]:
    """Width and height of a picture, and its commonest colour around points, in the browser's own decoder."""
    address = f"data:image/{kind};base64,{base64.b64encode(picture).decode()}"
    return page.evaluate("""async ([address, points]) => {
        const image = new Image(); image.src = address; await image.decode();
        const canvas = new OffscreenCanvas(image.width, image.height), ink = canvas.getContext('2d');
        ink.drawImage(image, 0, 0);
        const common = (x, y) => {
            const found = new Map(), { data } = ink.getImageData(Math.round(x) - 6, Math.round(y) - 6, 13, 13);
            for (let i = 0; i < data.length; i += 4) {
                const key = [...data.slice(i, i + 3)].join();
                found.set(key, (found.get(key) || 0) + 1);
            }
            return [...found].sort((a, b) => b[1] - a[1])[0][0].split(',').map(Number);
        };
        return [[image.width, image.height], points.map(([x, y]) => common(x, y))];
    }""", [address, points])  # fmt: skip


KNOWN = (
    *("DE_05358008", "DE_05366016", "DE_05370016", "DE_05358024", "NL_GM0983", "NL_GM0957", "NL_GM0988", "NL_GM0984"),
    *("BE_71022", "BE_71016", "BE_72020", "BE_63067", "BE_63049", "BE_61031", "BE_63001", "BE_64034"),
)
INSIDE = """known => {
    const names = [...document.querySelectorAll('text, rect')].map(one => one.getBoundingClientRect()).filter(box => box.width < 300);
    const free = (x, y) => names.every(box => x < box.left - 4 || x > box.right + 4 || y < box.top - 4 || y > box.bottom + 4);
    return known.map(id => document.querySelector(`path[data-area="${id}"][fill^="#"]`)).filter(Boolean).map(area => {
        const box = area.getBoundingClientRect(), back = area.getScreenCTM().inverse();
        const within = (x, y) => area.isPointInFill(new DOMPoint(x, y).matrixTransform(back));
        for (let i = 1; i < 12; i += 1) for (let j = 1; j < 12; j += 1) {
            const [x, y] = [box.left + box.width * i / 12, box.top + box.height * j / 12];
            const roomy = [[0, 0], [-8, 0], [8, 0], [0, -8], [0, 8]].every(([a, b]) => within(x + a, y + b));
            if (roomy && free(x, y)) return [area.getAttribute('fill'), x, y];
        }
        return null;
    }).filter(Boolean);
}"""
"""Of each of these areas with room for it: its fill, and a point away from its border and from names."""


def near(one: list[int], colour: str, most: int) -> bool:
    return max(abs(a - int(colour[at : at + 2], 16)) for a, at in zip(one, (1, 3, 5), strict=True)) <= most


@pytest.mark.parametrize(("query", "lang", "theme"), [(VIEW, "en", "light"), (PER_COUNTRY, "nl", "dark")])
def test_a_map_taken_along_says_what_the_screen_says(page, server, away, tmp_path, query, lang, theme):
    row = {"en": "Map", "nl": "Kaart"}[lang]
    opened(page, server, f"{query}&lang={lang}&theme={theme}")
    screen = page.evaluate(ON_SCREEN)
    drawn = take(page, row, "SVG", tmp_path)
    words = said(drawn)
    assert plain(words).count(plain(screen["title"])) == 1
    assert all(plain(part) in plain(words) for part in (screen["unit"], screen["source"], *screen["gaps"]))
    en, nl = ("Comparability NL–BE, NL–DE, BE–DE A (same", "release "), ("Vergelijkbaarheid NL–BE, NL–DE, BE–DE C (", "Kleuren gelden")
    assert all(part in words for part in {"en": en, "nl": nl}[lang])
    address = page.evaluate("wmShell.address()")
    root = ElementTree.parse(drawn).getroot()
    assert plain(address) in plain(words) and root.find(f"{SVG}a").get("href") == address and "release=" in address
    assert root.get("lang") == lang and root.find(f"{SVG}title").text == screen["title"]
    assert page.evaluate("wm.date(new Date().toISOString().slice(0, 10))") in words

    here = fills(drawn)
    assert len(here) == len(screen["fills"]) == 199
    assert {area: fill.lower() for area, fill in here.items()} == {area: fill.lower() for area, fill in screen["fills"].items()}
    legend = [box.get("fill") for box in root.iter(f"{SVG}rect")]
    assert set(screen["boxes"]) <= set(legend) and all(count in words for count in screen["counts"])
    assert {fill.lower() for fill in here.values() if fill.startswith("#")} <= set(screen["boxes"])

    away.goto(drawn.as_uri())
    points = away.evaluate(INSIDE, KNOWN)
    assert len(points) >= 7 and not re.search(r"(?:rgba|color|var|color-mix)\(", drawn.read_text(encoding="utf-8"))
    size = [int(root.get("width")), int(root.get("height"))]
    away.goto("about:blank")
    for kind, most in (("PNG", 1), ("PDF", 12)):
        file = take(page, row, kind, tmp_path).read_bytes()
        if kind == "PDF":
            box = re.search(rb"/MediaBox\[0 0 ([\d.]+) ([\d.]+)\]", file)
            assert [round(float(side) / 0.75) for side in box.groups()] == size and file.count(b"/Type/Page/") == 1
            assert f"/URI({address})".encode() in file and f"/Lang({lang})".encode() in file
            file = re.search(rb"/DCTDecode/Length \d+>>\nstream\n(.*?)\nendstream", file, re.S).group(1)
        shape, colours = pixels(away, file, "png" if kind == "PNG" else "jpeg", [[3 * x, 3 * y] for _, x, y in points])
        assert shape == [3 * side for side in size]
        assert [(kind, *at, found) for at, found in zip(points, colours, strict=True) if not near(found, at[0], most)] == []
    assert not page.wrong


ROWS = {
    "de": ("Verlauf", "Seite ohne Netz", "Zahl der Gemeinden je Klasse", "Quellen: ", "Alle Werte", "Deutschland"),
    "nl": ("Verloop", "Pagina zonder netwerk", "Aantal gemeenten per klasse", "Bronnen: ", "Alle cijfers", "Duitsland"),
    "fr": ("Évolution", "Page hors connexion", "Nombre de communes par classe", "Sources : ", "Toutes les valeurs", "Allemagne"),
    "en": ("Course", "Page without network", "Number of municipalities per class", "Sources: ", "All figures", "Germany"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_charts_and_the_page_without_network_are_whole_in_each_language(page, server, away, tmp_path, language):
    chart, offline, legend, sources, figures, country = ROWS[language]
    opened(page, server, f"indicator=share_age_65_plus&year=2016&areas=BE_63023,NL_GM0981&lang={language}")
    screen = page.evaluate(ON_SCREEN)
    series = take(page, chart, "SVG", tmp_path)
    words = said(series)
    assert page.locator("#series h2").inner_text() in words and "Eupen" in words and "Vaals" in words and plain(sources) in plain(words)
    assert not re.search("Logarit|Tab[el]", words), "nothing to be pressed"

    drawn = take(page, offline, "HTML", tmp_path)
    html = drawn.read_text(encoding="utf-8")
    assert not re.search(r"<script|<link|@import|url\((?![\"']?#|&quot;#)|\ssrc=[\"'](?!data:)", html)
    away.goto(drawn.as_uri())
    assert away.asked == [drawn.as_uri(), *[one for one in away.asked if one.startswith("data:")]], "nothing but the file itself"
    assert away.locator("html").get_attribute("lang") == language
    assert away.locator("h1").inner_text() == screen["title"]
    areas = "[...document.querySelectorAll('svg path[data-area]')].map(p => [p.dataset.area, p.getAttribute('fill')])"
    shown = dict(away.evaluate(areas))
    assert {area: fill.lower() for area, fill in shown.items()} == {area: fill.lower() for area, fill in screen["fills"].items()}
    seen = away.locator("body").inner_text()
    assert legend in away.locator("figure").first.text_content() and plain(sources) in plain(seen) and figures in seen
    rows = away.locator("table").last.locator("tbody tr")
    assert rows.count() == 199 and away.locator("figure").count() >= 4
    aachen = rows.filter(has=away.locator("th", has_text=re.compile("^Aachen$"))).locator("td").all_inner_texts()
    told = page.evaluate("wm.format(wm.now.view.areas.find(area => area.id === 'DE_05334002').value, wm.now.view.set.meta)")
    assert aachen[:3] == [country, told, "2016"] and aachen[3]
    assert away.evaluate("document.documentElement.scrollWidth") <= 1400
    assert not page.wrong


def test_two_figures_are_taken_along_together(page, server, away, tmp_path):
    opened(page, server, f"{VIEW}&view=two&second=vacancy_rate&second_year=2021&lang=en")
    for view in ("two", "bivariate"):
        words = said(take(page, "Map", "SVG", tmp_path))
        assert all(plain(title) in plain(words) for title in page.locator(".map-title:visible").all_inner_texts())
        for told in ("Comparability Population density: ", "Comparability Unoccupied dwellings: ", "03759ned", "85039NED"):
            assert told in words, view
        away.goto(take(page, "Page without network", "HTML", tmp_path).as_uri())
        table = away.locator("table").last
        assert table.locator("thead tr").count() == 2 and table.locator("tbody tr").first.locator("td").count() == 7
        page.evaluate("wmShell.change({ view: 'bivariate' }, 'page')")
        page.locator(".map-of-two").wait_for()
    assert not page.wrong


def test_a_frame_shows_the_map_on_another_site(page, server, browser, town):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened(page, server, f"{PER_COUNTRY}&lang=fr")
    dialog = page.locator("dialog.wm-take")
    dialog.get_by_role("button", name="Copier: Lien").click()
    dialog.get_by_text("Copié", exact=True).wait_for()
    link = page.evaluate("navigator.clipboard.readText()")
    dialog.get_by_role("button", name="Copier: Intégrer").click()
    page.wait_for_function("async () => (await navigator.clipboard.readText()).startsWith('<iframe')")
    code = page.evaluate("navigator.clipboard.readText()")
    assert link == page.evaluate("wmShell.address()") and "release=" in link and "release=" not in code
    outer = browser.new_context(viewport={"width": 1100, "height": 900}).new_page()
    wrong = []
    outer.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    outer.goto(town(f"<!DOCTYPE html><link rel='icon' href='data:,'><title>Town</title><body style='margin:0'>{code}"))
    frame = outer.frame_locator("iframe")
    frame.locator("path[data-area][data-value]").first.wait_for(state="attached")
    foot = frame.locator("footer").inner_text()
    assert all(part in foot.replace("\u00a0", " ") for part in ("Sources : ", "Comparabilité NL–BE, NL–DE, BE–DE C (", "Couleurs valables"))
    assert frame.locator("footer a").get_attribute("href").startswith("/?indicator=vacancy_rate&year=2021")
    frame.locator("body").evaluate("wm.player.step(-1)")
    frame.locator("footer a[href*='year=2011']").wait_for()
    then = frame.locator("footer").inner_text()
    assert "31211-01-01-5" in then and "85039NED" in foot and "85039NED" not in then, "the foot tells of the year on show"
    for width in (1100, 360):
        outer.set_viewport_size({"width": width, "height": 900})
        frame.locator(f".map-svg[width='{width}']").or_(frame.locator(".map-svg")).first.wait_for()
        assert frame.locator("path[data-area]").count() == 199 and frame.locator(".map-frame").bounding_box()["height"] > 250
        over = "e => e.getBoundingClientRect().bottom - document.querySelector('footer').getBoundingClientRect().top"
        assert frame.locator(".map-legend-gaps").evaluate(over) <= 0
    assert wrong == []
    outer.context.close()


PAGES = {
    "border?indicator=population_growth_5y&year=2024&areas=NL_GM0928&lang=de": (
        "#border-twins .main-svg", 1440,
        ["Niederlande – Belgien", "Niederlande – Deutschland", "Belgien – Deutschland", "Zwillingsgemeinden"],
        ("PNG", "Seite ohne Netz", "Daten"), ["Grenzansicht: Bevölkerungsentwicklung", "NL–BE A (gleich", "NL–DE, BE–DE B (", "03759ned"],
    ),
    "scatter?indicator=vacancy_rate&second=population_density&year=2021&areas=BE_63023,NL_GM0928&lang=nl": (
        "#scatter-place .main-svg", 1440, ["Diagram"], ("PDF", "Pagina zonder netwerk", "Gegevens"),
        ["Niet-bewoonde woningen en Bevolkingsdichtheid: NL–BE, NL–DE, BE–DE C (", "85039NED", "03759ned", "elk land heeft eigen assen"],
    ),
    "profile?area=BE_62063&lang=fr": (
        ".wm-topic", 360, ["Profil", "Chiffres clés", "Démographie", "Parc de logements", "Marché du logement", "Social", "Durabilité"],
        ("PNG", "Page hors connexion", "Données"), ["Liège", "A identique, B comparable", "Sources : Statbel"],
    ),
    "compare?areas=NL_GM0928,DE_05334016,group:Eck&group=Eck:DE_05334002,BE_63040,NL_GM0981&theme=dark&lang=en": (
        ".wm-topic", 768, ["Largest differences", "Demography", "Housing stock", "Social", "Labour market"],
        ("PDF", "Page without network", "Data"),
        ["Kerkrade, Herzogenrath and Eck", "Grade: the weakest of the borders", "Sources: ", "Statistics Netherlands (CBS)"],
    ),
}  # fmt: skip
PIECES = """name => {
    const shown = one => one.checkVisibility({ visibilityProperty: true }) && one.getBoundingClientRect().width > 1
        && !one.closest('details, .wm-unseen, .wm-head-again') && getComputedStyle(one.closest('thead') || one).clipPath === 'none';
    const parts = [...document.querySelectorAll('[data-picture]')].filter(one => one.dataset.picture.startsWith(name));
    return parts.flatMap(one => [...one.querySelectorAll('h1, h2, th, td, li, dt, dd b, .wm-sub, .wm-lead, text')])
        .filter(shown).map(one => (one.innerText ?? one.textContent).trim()).filter(Boolean);
}"""
"""What stands in a picture on the page, piece by piece."""


@pytest.mark.parametrize("path", PAGES)
def test_every_page_of_the_desk_is_taken_along_as_it_stands(page, server, away, tmp_path, path):
    drawn, width, pictures, (kind, offline, data), told = PAGES[path]
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{server}{path}")
    page.wait_for_selector(drawn)
    taking(page)
    assert violations(page, "dialog.wm-take") == []
    address = page.evaluate("wm.taken.address()")
    assert "release=" in address
    for name in pictures:
        row = next(one for one in page.locator("dialog.wm-take b").all_inner_texts() if one.startswith(name))
        words = plain(said(take(page, row, "SVG", tmp_path)))
        missing = [piece for piece in page.evaluate(PIECES, name) if plain(piece) not in words and plain(piece.upper()) not in words]
        assert missing == [] and page.evaluate(PIECES, name), row
        assert plain(address) in words and page.evaluate("wm.boot.release") in words
        assert all(plain(part) in words for part in told), row
    assert take(page, row, kind, tmp_path).stat().st_size > 50_000
    file = take(page, offline, "HTML", tmp_path)
    assert not re.search(r"<script|<link|@import|\ssrc=[\"'](?!data:)", file.read_text(encoding="utf-8"))
    away.goto(file.as_uri())
    assert away.asked == [file.as_uri(), *[one for one in away.asked if one.startswith("data:")]], "nothing but the file itself"
    main = "document.querySelector('main').innerText.replace(/\\s+/g, '')"
    assert away.locator("h1").inner_text() == page.locator("h1").inner_text() and plain(address) in away.evaluate(main)
    assert away.locator("button, form, input").count() == 0 and away.evaluate("document.documentElement.scrollWidth") <= 1400
    cells = "[...document.querySelectorAll('main :is(th, td)')].map(cell => cell.textContent.trim())"
    assert away.evaluate(cells) == page.evaluate(cells)
    rows = take(page, data, "CSV", tmp_path).read_text(encoding="utf-8-sig").splitlines()
    assert len(rows) > 100 and rows[0].startswith("indicator,area_id,")
    page.keyboard.press("Escape")
    assert not page.locator("dialog.wm-take").is_visible() and page.evaluate("document.activeElement.id") == "take"
    assert not page.wrong
