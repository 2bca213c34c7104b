"""A Frictionless data package as ZIP: the values and every companion as CSV, outlines, the catalogue, sources and licences.

datapackage.json describes each table with types, keys, what refers to what, code lists, sizes and checksums.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from wohnmonitor.export import csv, geojson
from wohnmonitor.export.dataset import Dataset
from wohnmonitor.export.table import COMPANIONS, VALUES, Table

TYPES = {"text": "string", "integer": "integer", "number": "number", "date": "date", "boolean": "boolean"}
CC_BY = {"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/", "title": "Creative Commons Attribution 4.0"}
DIALECT = {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "lineTerminator": csv.CRLF, "header": True}


def make(dataset: Dataset, path: Path) -> None:
    """Every file is written while it is read; the same figures are the same bytes."""
    with ZipFile(path, "w") as archive:
        resources = [_put(archive, dataset, "values.csv", csv.pieces(dataset)) | _table(dataset, dataset.table)]
        for table in COMPANIONS:
            content = csv.table(dataset.companion(table), table)
            resources.append(_put(archive, dataset, f"{table.name}.csv", [content]) | _table(dataset, table))
        outlines = {"name": "boundaries", "description": dataset.words["export.boundaries"], "mediatype": "application/geo+json"}
        resources.append(_put(archive, dataset, "boundaries.geojson", geojson.outlines(dataset)) | outlines)
        declared = dataset.catalogue.model_dump_json(indent=1).encode()
        resources.append(_put(archive, dataset, "catalogue.json", [declared]) | {"name": "catalogue", "mediatype": "application/json"})
        readme = _readme(dataset).encode()
        resources.append(_put(archive, dataset, "README.md", [readme]) | {"name": "readme", "mediatype": "text/markdown"})
        about = json.dumps(describe(dataset, resources), ensure_ascii=False, indent=1).encode()
        _put(archive, dataset, "datapackage.json", [about])


def describe(dataset: Dataset, resources: list[dict]) -> dict:
    """The descriptor."""
    facts = dict(dataset.facts())
    sources = dataset.tables("sources").drop_duplicates(["publisher", "url"])
    return {
        "name": dataset.name.replace("_", "-"), "title": dataset.title, "version": dataset.release,
        "created": f"{dataset.release[:10]}T00:00:00Z", "description": "\n\n".join(f"{label}: {text}" for label, text in facts.items()),
        "licenses": [CC_BY], "contributors": [{"title": "Wohnmonitor contributors", "role": "author"}],
        "sources": [{"title": one.publisher, "path": one.url} for one in sources.itertuples()],
        "resources": resources,
    }  # fmt: skip


def _put(archive: ZipFile, dataset: Dataset, name: str, pieces: Iterable[bytes]) -> dict:
    entry = ZipInfo(name, date_time=(*map(int, dataset.release[:10].split("-")), 0, 0, 0))
    entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o644 << 16
    digest, size = hashlib.sha256(), 0
    with archive.open(entry, "w", force_zip64=True) as stream:
        for piece in pieces:
            stream.write(piece)
            digest.update(piece)
            size += len(piece)
    return {"path": name, "bytes": size, "hash": f"sha256:{digest.hexdigest()}"}


def _table(dataset: Dataset, table: Table) -> dict:
    codes = dataset.codes().groupby("list")["code"].agg(list)
    fields = []
    for column in table.columns:
        field = {"name": column.name, "type": TYPES[column.kind], "title": dataset.label(column)}
        if about := dataset.about(column) if table.name == VALUES.name else "":
            field["description"] = about
        if column.uri:
            field["rdfType"] = column.uri
        limits = {"required": True} if column.required else {}
        if column.codes in codes:
            limits["enum"] = codes[column.codes]
        fields.append(field | ({"constraints": limits} if limits else {}))
    schema: dict = {"fields": fields, "missingValues": [""]}
    if table.key:
        schema["primaryKey"] = list(table.key)
    schema["foreignKeys"] = [
        {"fields": [here], "reference": {"resource": other, "fields": [there]}} for here, other, there in table.refers
    ]  # fmt: skip
    return {
        "name": table.name, "profile": "tabular-data-resource", "format": "csv", "mediatype": "text/csv", "encoding": "utf-8",
        "dialect": DIALECT, "schema": schema,
    }  # fmt: skip


def _readme(dataset: Dataset) -> str:
    lines = [f"# {dataset.title}", *(f"**{label}**: {text}" for label, text in dataset.facts()), f"## {dataset.words['method.sources']}"]
    for (attribution, licence), numbers in dataset.tables("sources").groupby(["attribution", "licence"])["number"]:
        lines.append(f"- {attribution} ({licence}): {', '.join(dict.fromkeys(filter(None, numbers)))}")
    lines += [f"- {dataset.words['export.boundaries']}", dataset.words["export.guarded"]]
    return "\n\n".join(lines) + "\n"
