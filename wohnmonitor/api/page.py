"""The documentation page, made from the OpenAPI document: our own HTML and CSS, nothing from elsewhere, no script."""

from __future__ import annotations

from html import escape
from pathlib import Path

from wohnmonitor.api.problem import KINDS
from wohnmonitor.figures.style import css_variables
from wohnmonitor.schema import LANGUAGES
from wohnmonitor.words import words

STYLE = css_variables() + Path(__file__).with_name("page.css").read_text(encoding="utf-8")
LONG = 12
"""Choices that are listed; of more only the example stands."""
EXAMPLES = {
    "table": "/values.csv?indicator=population&area=NL_GM0935,BE_62063&years=2010-2024",
    "map": "/values.geojson?indicator=population_density&level=municipality&years=2024",
    "latest": "/values.xlsx?indicator=share_single_family_detached&level=municipality&latest=true&comparable-with=BE",
    "whole": "/values.zip",
}


def page(document: dict, language: str, base: str) -> str:
    """The page of a document (openapi.document) in its language."""
    w = words(language, "api")
    info = document["info"]
    home = f"{base.removesuffix('/api/v1')}/?lang={language}"
    links = "".join(
        f'<a href="{base}/docs?lang={code}" hreflang="{code}" lang="{code}"'
        f"{' aria-current=true' if code == language else ''}>{code.upper()}</a>"
        for code in LANGUAGES
    )  # fmt: skip
    operations = [(path, told["get"]) for path, told in document["paths"].items()]
    contents = "".join(f'<li><a href="#{one["operationId"]}">{escape(one["summary"])}</a></li>' for _, one in operations)
    contents += f'<li><a href="#errors">{escape(w["api.docs.errors"])}</a></li>'
    examples = "".join(
        f'<li>{escape(w[f"api.example.{key}"])}:<br><a href="{escape(base + path)}"><code>{escape(base + path)}</code></a></li>'
        for key, path in EXAMPLES.items()
    )
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">'
        f'<title>{escape(info["title"])}</title><link rel="icon" href="data:,"><style>{STYLE}</style></head>'
        f'<body><a class="skip" href="#content">{escape(w["api.docs.skip"])}</a><header><b>Wohnmonitor EMR</b>'
        f'<a href="{home}">{escape(w["api.docs.to_app"])}</a><nav aria-label="{escape(w["api.docs.languages"])}">{links}</nav></header>'
        f'<main id="content" tabindex="-1"><h1>{escape(info["title"])}</h1><p class="lead">{escape(info["summary"])}</p>'
        f'<p>{escape(info["description"])}</p><p class="quiet">{escape(w["api.docs.release"].format(release=info["x-release"]))} · '
        f'{escape(w["api.docs.machine"])}: <a href="{base}/openapi.json?lang={language}">openapi.json</a></p>'
        f'<h2>{escape(w["api.docs.examples"])}</h2><ul>{examples}</ul>'
        f'<nav aria-label="{escape(w["api.docs.nav"])}"><h2>{escape(w["api.docs.nav"])}</h2><ul class="contents">{contents}</ul></nav>'
        + "".join(_operation(path, one, document, base, w) for path, one in operations)
        + _errors(w)
        + "</main></body></html>"
    )


def _operation(path: str, one: dict, document: dict, base: str, w: dict[str, str]) -> str:
    told = "".join(_parameter(parameter, w) for parameter in one["parameters"])
    parameters = f"<h3>{escape(w['api.docs.parameters'])}</h3><dl>{told}</dl>" if told else ""
    forms = "".join(f"<tr><td><code>{escape(end)}</code></td><td>{escape(kind)}</td></tr>" for end, kind in one["x-suffixes"].items())
    heads = f"<tr><th>{escape(w['api.docs.suffix'])}</th><th>{escape(w['api.docs.media_type'])}</th></tr>"
    formats = f"<h3>{escape(w['api.docs.formats'])}</h3>"
    formats += f'<div class="scroll" tabindex="0"><table><thead>{heads}</thead><tbody>{forms}</tbody></table></div>'
    return (
        f'<section><h2 id="{one["operationId"]}">{escape(one["summary"])}</h2><p><code>GET {escape(base + path)}</code></p>'
        f"<p>{escape(one['description'])}</p>{parameters}{formats}{_fields(one, document, w)}</section>"
    )


def _parameter(one: dict, w: dict[str, str]) -> str:
    schema = one["schema"]
    inner, facts = schema.get("items", schema), []
    if one["in"] == "path":
        facts.append(w["api.docs.in_path"])
    if schema.get("type") == "array":
        facts.append(w["api.docs.several" if one.get("explode") is False else "api.docs.again"])
    if "minimum" in inner:
        facts.append(f"{inner['minimum']}–{inner['maximum']}")
    if "default" in schema:
        facts.append(f"{w['api.docs.usual']} {str(schema['default']).lower()}")
    choices = inner.get("enum", ["true", "false"] if inner.get("type") == "boolean" else [])
    shown = choices if len(choices) <= LONG else []
    example = one.get("example", [])
    shown = shown or ([",".join(example)] if isinstance(example, list) and example else [example] if example else [])
    codes = " ".join(f"<code>{escape(str(choice))}</code>" for choice in shown)
    quiet = f' <span class="quiet">{escape(", ".join(facts))}</span>' if facts else ""
    return f"<dt><code>{escape(one['name'])}</code>{quiet}</dt><dd>{escape(one['description'])} {codes}</dd>"


def _fields(one: dict, document: dict, w: dict[str, str]) -> str:
    """Columns of a list, and of the values."""
    schemas = document["components"]["schemas"]
    content = one["responses"]["200"]["content"].get("application/json", {}).get("schema", {})
    items = content.get("properties", {}).get("items", {}).get("items", {}).get("$ref", "")
    name = "values" if one["operationId"] == "values" else items.rsplit("/", 1)[-1]
    if name not in schemas:
        return ""
    rows = "".join(
        f"<dt><code>{escape(key)}</code></dt><dd>{escape(told.get('description', ''))}</dd>"
        for key, told in schemas[name]["properties"].items()
    )
    return f"<details><summary>{escape(w['api.docs.fields'])}</summary><dl>{rows}</dl></details>"


def _errors(w: dict[str, str]) -> str:
    told = "".join(f'<dt id="{kind}"><code>{kind}</code></dt><dd>{escape(w[f"api.problem.{kind}"])}</dd>' for kind in KINDS)
    about = escape(w["api.docs.errors_about"])
    return f'<section><h2 id="errors">{escape(w["api.docs.errors"])}</h2><p>{about}</p><dl>{told}</dl></section>'
