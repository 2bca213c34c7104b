"""The HTML around the app: the page that paints the map before any library has arrived, and pages that say what is wrong."""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha1
from html import escape
from pathlib import Path

from wohnmonitor.app.state import State, to_query
from wohnmonitor.app.text import Text, text
from wohnmonitor.schema import LANGUAGES

ASSETS = Path(__file__).parent / "assets"
PAGES = ("map", "profile", "compare", "border", "scatter", "table", "method", "coverage")
FOOT = ("privacy", "accessibility", "legal", "contact")
WITH_MAP = ("map",)
WITH_TAKING = ("map", "border", "scatter")
GROUND = ("wm-base.js", "wm-format.js")
"""Scripts of the map that every page of the app needs."""
TAKING = ("picture.js", "picture-file.js", "take.js")
"""Scripts of what a reader takes along; they stand on GROUND."""
STAGE = '<div id="wm-stage"></div>'
LANGUAGE_NAMES = {"de": "Deutsch", "nl": "Nederlands", "fr": "Français", "en": "English"}


def asset(prefix: str, name: str) -> str:
    """URL of an asset, with a mark that changes when the file does."""
    mark = sha1((ASSETS / name).read_bytes()).hexdigest()[:12]
    return f"{prefix}assets/{name}?m={mark}"


def as_json(data: object) -> str:
    """JSON that may stand inside a script element."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c").replace("&", "\\u0026")


def _boot(boot: dict) -> str:
    """The facts that the scripts of a page start from."""
    return f'<script type="application/json" id="wm-boot">{as_json(boot)}</script>'


def _head(t: Text, title: str, prefix: str, tokens: str, theme: str | None) -> str:
    scheme = f' data-theme="{theme}" data-mantine-color-scheme="{theme}"' if theme else ""
    styles = [tokens] + [asset(prefix, path.name) for path in sorted(ASSETS.glob("*.css"))]
    links = "".join(f'<link rel="stylesheet" href="{escape(url)}">' for url in styles)
    return (
        f'<!DOCTYPE html><html lang="{t.language}"{scheme}><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">'
        f'<title>{escape(title)}</title><meta name="description" content="{escape(t("app.description"))}">'
        f'<link rel="icon" type="image/svg+xml" href="{asset(prefix, "logo.svg")}">'
        f'<script src="{asset(prefix, "theme.js")}"></script>{links}'
    )


def _brand(t: Text, prefix: str) -> str:
    return (
        f'<a class="wm-brand" href="{prefix}?lang={t.language}"><img src="{asset(prefix, "logo.svg")}" alt="" width="24" height="32">'
        f"<span><b>Wohnmonitor</b><span> EMR</span></span></a>"
    )


def nav_links(t: Text, prefix: str, query: str) -> list[tuple[str, str, str]]:
    """The pages: key, words, address with the view that all of them share."""
    return [(key, t(f"nav.{key}"), f"{prefix}{'' if key == 'map' else key}?{query}") for key in PAGES]


def foot_links(t: Text, prefix: str, theme: str | None) -> list[tuple[str, str]]:
    """The pages of the institution that stand at the foot of every other: words, address."""
    kept = f"theme={theme}&lang={t.language}" if theme else f"lang={t.language}"
    return [(t(f"foot.{key}"), f"{prefix}{key}?{kept}") for key in FOOT]


def _foot(t: Text, prefix: str, theme: str | None = None) -> str:
    links = "".join(f'<a href="{escape(url)}">{escape(words)}</a>' for words, url in foot_links(t, prefix, theme))
    return f'<footer class="wm-foot"><nav aria-label="{escape(t("foot.label"))}">{links}</nav></footer>'


def _nav(t: Text, prefix: str, current: str, query: str) -> str:
    return "".join(
        f'<a href="{escape(url)}"{" aria-current=page" if key == current else ""}>{escape(words)}</a>'
        for key, words, url in nav_links(t, prefix, query)
    )


def preview_bar(t: Text, release: str, prefix: str) -> str:
    """Above every page of a release that is not the published one; nothing where `release` is empty."""
    if not release:
        return ""
    return (
        f'<div class="wm-preview" role="note"><b>{escape(t("preview.title"))}</b> '
        f"<span>{escape(t('preview.text', release=release))}</span> "
        f'<a href="{prefix}releases?release={escape(release)}&amp;lang={t.language}">{escape(t("preview.changes"))}</a></div>'
    )


def index_page(
    state: State, boot: dict, *,
    page: str, title: str, prefix: str, tokens: str, preload: list[str], config: str, scripts: str, library: str = "", preview: str = "",
) -> str:  # fmt: skip
    """The page: preloads, stage of the map outside React, facts for the scripts, map scripts before Dash's bundles."""
    t = text(state.lang)
    has_map = page in WITH_MAP
    ours = sorted(path.name for path in ASSETS.glob("wm-*.js") if has_map or path.name in GROUND)
    ours += ["markup.js", "search.js", "settle.js", "shell.js", "list.js", "own.js", "print.js"]
    ours += TAKING if page in WITH_TAKING else []
    ours += ["copy.js", "tour.js", "take-map.js"] if has_map else []
    ours += [f"{page}.js"] if (ASSETS / f"{page}.js").exists() else []
    skips = (("map-host", "skip.map"), ("selection", "skip.selection")) if has_map else (("content", "skip.content"),)
    languages = "".join(
        f'<a href="?{escape(to_query(state.with_language(code)))}" hreflang="{code}" lang="{code}"'
        f"{' aria-current=true' if code == state.lang else ''}>{code.upper()}</a>"
        for code in LANGUAGES
    )
    preloads = "".join(f'<link rel="preload" as="fetch" crossorigin href="{escape(url)}">' for url in preload)
    preloads += f'<link rel="preload" as="script" href="{escape(library)}">' if library else ""
    return (
        _head(t, title, prefix, tokens, state.theme)
        + preloads
        + "</head><body>"
        + "".join(f'<a class="wm-skip" href="#{place}">{escape(t(words))}</a>' for place, words in skips)
        + preview_bar(t, preview, prefix)
        + '<div id="wm-progress" aria-hidden="true"></div>'
        f'<div id="wm-failed" role="alert" hidden><span>{escape(t("failed.text"))}</span> '
        f'<button type="button" id="wm-retry" class="wm-link">{escape(t("failed.retry"))}</button></div>'
        f'<div id="wm-skeleton"><header class="wm-header">{_brand(t, prefix)}'
        f'<div class="wm-nav">{_nav(t, prefix, page, to_query(state))}</div>'
        f'<div class="wm-fill"></div>'
        f'<nav class="wm-languages" aria-label="{escape(t("header.language"))}">{languages}</nav></header>'
        f'<div class="wm-controls"></div></div>{STAGE if has_map else ""}'
        f'<div id="react-entry-point"></div><noscript><p class="wm-message">{escape(t("app.noscript"))}</p></noscript>'
        + _boot(boot)
        + "".join(f'<script defer src="{asset(prefix, name)}"></script>' for name in ours)
        + config
        + scripts
        + f'<script defer id="_dash-renderer" src="{asset(prefix, "start.js")}"></script></body></html>'
    )


def embed_page(state: State, boot: dict, *, title: str, foot: list[str], prefix: str, tokens: str, preload: list[str]) -> str:
    """The map alone, for a frame on another site: no pages, no reading column; what must be known of it, and the way to the whole view."""
    t = text(state.lang)
    preloads = "".join(f'<link rel="preload" as="fetch" crossorigin href="{escape(url)}">' for url in preload)
    names = [*sorted(path.name for path in ASSETS.glob("wm-*.js")), "embed.js"]
    scripts = "".join(f'<script defer src="{asset(prefix, name)}"></script>' for name in names)
    link = f'<a href="{prefix}?{escape(to_query(state))}" target="_blank" rel="noopener">{escape(t("embed.whole"))}</a>'
    said = "".join(f"<p>{one}</p>" for one in (*map(escape, foot), link))
    return (
        f'{_head(t, title, prefix, tokens, state.theme)}{preloads}</head><body class="wm-embedded"><main>{STAGE}</main>'
        f'<footer class="wm-embedded-foot">{said}</footer><noscript><p class="wm-message">{escape(t("app.noscript"))}</p></noscript>'
        f"{_boot(boot)}{scripts}</body></html>"
    )


def message_page(t: Text, heading: str, sentence: str, *, prefix: str, tokens: str) -> str:
    """A page that says what is wrong, what exists, and the way back to the map."""
    others = "".join(f'<a href="{prefix}?lang={code}" hreflang="{code}" lang="{code}">{LANGUAGE_NAMES[code]}</a>' for code in LANGUAGES)
    return (
        _head(t, f"{heading} – Wohnmonitor EMR", prefix, tokens, None)
        + f'</head><body><header class="wm-header">{_brand(t, prefix)}</header><main class="wm-message"><h1>{escape(heading)}</h1>'
        f'<p>{escape(sentence)}</p><p><a class="wm-button" href="{prefix}?lang={t.language}">{escape(t("error.to_map"))}</a></p>'
        f'<nav aria-label="{escape(t("header.language"))}">{others}</nav></main>{_foot(t, prefix)}</body></html>'
    )


def document_page(
    t: Text, title: str, inside: str, *, current: str, query: str, languages: dict[str, str], theme: str | None, prefix: str, tokens: str,
    scripts: Sequence[str] = (), boot: dict | None = None, preview: str = "",
) -> str:  # fmt: skip
    """A page to read: header with pages and languages, and `inside` as its main part. `languages`: code -> address; `scripts`: assets,
    which start from `boot`."""
    others = "".join(
        f'<a href="{escape(url)}" hreflang="{code}" lang="{code}" aria-label="{code.upper()} {LANGUAGE_NAMES[code]}"'
        f"{' aria-current=true' if code == t.language else ''}>{code.upper()}</a>"
        for code, url in languages.items()
    )
    return (
        _head(t, f"{title} – Wohnmonitor EMR", prefix, tokens, theme)
        + ("" if boot is None else _boot(boot))
        + "".join(f'<script defer src="{asset(prefix, name)}"></script>' for name in scripts)
        + f'</head><body class="wm-document"><a class="wm-skip" href="#content">{escape(t("skip.content"))}</a>'
        f'{preview_bar(t, preview, prefix)}<header class="wm-header">{_brand(t, prefix)}'
        f'<nav class="wm-nav" aria-label="{escape(t("header.nav"))}">{_nav(t, prefix, current, query)}</nav><div class="wm-fill"></div>'
        f'<nav class="wm-languages" aria-label="{escape(t("header.language"))}">{others}</nav></header>'
        f'<main id="content" tabindex="-1">{inside}</main>{_foot(t, prefix, theme)}</body></html>'
    )
