"""CBS StatLine as it answers: OData 4 and the feed of OData 3, with filters, pages, codes, units and the status of periods."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

from .server import Asked, Replica

V4, V3 = "datasets.cbs.nl", "opendata.cbs.nl"
_TOKEN = re.compile(r"startswith\((\w+),'([^']*)'\)|(\w+) in \(([^)]*)\)|(\w+) (eq|ge) '([^']*)'|(\(|\)|\band\b|\bor\b)")


@dataclass
class StatLine:
    """A table. rows: dimensions and `Value` by measure code. columns: measure code of OData 4 -> column of OData 3."""

    number: str
    measures: dict[str, str]
    columns: dict[str, str]
    dimensions: dict[str, list[str]]
    status: dict[str, str]
    rows: list[dict]
    modified: str = "2026-06-23T00:00:00+02:00"
    page: int = 200
    slices: list[str] = field(default_factory=list)

    def put_on(self, replica: Replica) -> StatLine:
        """Both services of the table."""
        four, three = f"/odata/v1/CBS/{self.number}", f"/ODataFeed/odata/{self.number}"
        replica.answer(
            V4, f"{four}/Properties", lambda _: _json(self._context("Properties") | {"Title": "Onze tabel", "Modified": self.modified})
        )
        replica.answer(V4, f"{four}/Dimensions", lambda _: self._four("Dimensions", [{"Identifier": name} for name in self.dimensions]))
        replica.answer(V4, f"{four}/MeasureCodes", lambda _: self._four("MeasureCodes", [
            {"Identifier": code, "Title": "Iets", "Unit": unit, "Decimals": 0} for code, unit in self.measures.items()
        ]))  # fmt: skip
        replica.answer(V4, f"{four}/Observations", self._observations)
        replica.answer(V3, f"{three}/DataProperties", lambda _: _json({"value": [
            *({"Key": name, "Type": "Dimension"} for name in self.dimensions),
            *({"Key": column, "Type": "Topic", "Unit": self.measures[code]} for code, column in self.columns.items()),
        ]}))  # fmt: skip
        replica.answer(V3, f"{three}/UntypedDataSet", self._untyped)
        for name in self.dimensions:
            replica.answer(V4, f"{four}/{name}Codes", lambda _, name=name: self._four(f"{name}Codes", [
                {"Identifier": code, "Title": code, "Status": self.status.get(code, "Definitief")} for code in self.dimensions[name]
            ]))  # fmt: skip
            replica.answer(V3, f"{three}/{name}", lambda _, name=name: _json({"value": [
                {"Key": f"{code:<6}", "Title": code, "Status": self.status.get(code, "Definitief")} for code in self.dimensions[name]
            ]}))  # fmt: skip
        return self

    def _context(self, entity: str) -> dict:
        return {"@odata.context": f"https://{V4}/odata/v1/CBS/{self.number}/$metadata#{entity}"}

    def _four(self, entity: str, records: list[dict], link: str = "") -> bytes:
        return _json(self._context(entity) | {"value": records} | ({"@odata.nextLink": link} if link else {}))

    def _observations(self, asked: Asked) -> bytes:
        self.slices.append(asked.query["$filter"])
        keep = filtered(asked.query["$filter"])
        records = [
            {"Id": number, "Measure": row["Measure"], "ValueAttribute": "None" if row["Value"] is not None else "Impossible",
             "Value": row["Value"], "StringValue": None, **{name: row[name] for name in self.dimensions}}
            for number, row in enumerate(self.rows) if keep(row)
        ]  # fmt: skip
        start = int(asked.query.get("$skip", 0))
        link = f"https://{V4}{asked.path}?$filter={asked.query['$filter'].replace(' ', '%20')}&$skip={start + self.page}"
        return self._four("Observations", records[start : start + self.page], link if start + self.page < len(records) else "")

    def _untyped(self, asked: Asked) -> bytes:
        keep = filtered(asked.query["$filter"])
        by_key: dict[tuple, dict] = {}
        for row in self.rows:
            key = tuple(row[name] for name in self.dimensions)
            value = "" if row["Value"] is None else f"{row['Value']:>8}"
            by_key.setdefault(key, {name: f"{row[name]:<6}" for name in self.dimensions})[self.columns[row["Measure"]]] = value
        records = [{"ID": number, **row} for number, row in enumerate(by_key.values()) if keep(row)]
        names = asked.query["$select"].split(",")
        return _json({"value": [{name: row[name] for name in names} for row in records]})


def filtered(text: str):
    """A $filter as a function of a record; only what loaders may use."""
    parts, at = [], 0
    while at < len(text):
        if text[at] == " ":
            at += 1
            continue
        match = _TOKEN.match(text, at)
        assert match, f"$filter at {text[at:]}"
        at = match.end()
        starts, prefix, one_of, codes, name, sign, code, word = match.groups()
        if starts:
            parts.append(f"row[{starts!r}].startswith({prefix!r})")
        elif one_of:
            parts.append(f"row[{one_of!r}] in ({codes},)")
        elif name:
            parts.append(f"row[{name!r}] {'==' if sign == 'eq' else '>='} {code!r}")
        else:
            parts.append(word)
    return eval(f"lambda row: {' '.join(parts)}")  # our own tokens only


def _json(payload: dict) -> bytes:
    return json.dumps(payload, ensure_ascii=False).encode()
