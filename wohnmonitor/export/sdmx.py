"""SDMX-CSV 2.0, and beside it the structure in SDMX-JSON 2.0: data structure, dataflow, concepts and code lists.

Dimensions INDICATOR, REF_AREA, FREQ, TIME_PERIOD; measure OBS_VALUE; every other column of the table an attribute.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

from pysdmx.io.json.sdmxjson2.writer.v2_0.structure import write
from pysdmx.model import (
    Code,
    Codelist,
    Component,
    Components,
    Concept,
    ConceptScheme,
    Dataflow,
    DataStructureDefinition,
    DataType,
    ItemReference,
    Role,
)
from pysdmx.model.message import Header, Organisation

from wohnmonitor.export import csv
from wohnmonitor.export.dataset import Dataset
from wohnmonitor.export.table import AREAS, VALUES, Column

AGENCY, FLOW, SCHEME, VERSION = "WOHNMONITOR", "HOUSING", "CS_HOUSING", "1.0.0"
STRUCTURE = ("dataflow", f"{AGENCY}:{FLOW}({VERSION})", "I")
FREQ = Column("frequency", codes="frequency", sdmx="FREQ", required=True)
BY_NAME = {column.name: column for column in (*VALUES.columns, FREQ)}
DIMENSIONS = tuple(BY_NAME[name] for name in ("indicator", "area_id", "frequency", "year"))
MEASURE = BY_NAME["value"]
ATTRIBUTES = tuple(column for column in VALUES.columns if column not in (*DIMENSIONS, MEASURE))
ORDER = (*DIMENSIONS, MEASURE, *ATTRIBUTES)
ATTACHED = {"unit": "INDICATOR", "comparability": "INDICATOR", "area_name": "REF_AREA", "level": "REF_AREA"}
TYPES = {"text": DataType.STRING, "integer": DataType.INTEGER, "number": DataType.DOUBLE, "date": DataType.DATE}


def code_id(text: str) -> str:
    """A text as an SDMX id: signs that an id may not hold as their code point between `$`."""
    return "".join(sign if sign.isascii() and (sign.isalnum() or sign in "_-@") else f"${ord(sign):x}$" for sign in text)


def pieces(dataset: Dataset) -> Iterator[bytes]:
    """SDMX-CSV 2.0, one indicator at a time."""
    yield csv.lines([("STRUCTURE", "STRUCTURE_ID", "ACTION", *(column.sdmx for column in ORDER))])
    units = {one.id: one.unit for one in dataset.indicators}
    for frame in dataset.values():
        frame = frame.assign(area_id=frame["area_id"].map(code_id), unit=frame["indicator"].map(units))
        columns = dict(zip(VALUES.names, zip(*csv.rows(frame, VALUES), strict=True), strict=False)) if len(frame) else {}
        columns["frequency"] = ("A",) * len(frame)
        if len(frame):
            yield csv.lines((*STRUCTURE, *row) for row in zip(*(columns[column.name] for column in ORDER), strict=True))


def beside(dataset: Dataset, name: str) -> dict[str, bytes]:
    """`<name without suffix>.structure.json`."""
    return {f"{name.removesuffix('.csv').removesuffix('.sdmx')}.structure.json": structure(dataset).encode("utf-8")}


def structure(dataset: Dataset) -> str:
    """SDMX-JSON 2.0 structure message."""
    lists = {name: _codelist(name, dataset.words["export.list"], codes) for name, codes in _codes(dataset).items()}
    concepts = [
        Concept(column.sdmx, name=_label(dataset, column), description=dataset.about(column) or None, dtype=_type(column))
        for column in ORDER
    ]
    scheme = ConceptScheme(SCHEME, name="Wohnmonitor EMR", agency=AGENCY, version=VERSION, items=concepts)
    components = Components([_component(column, lists) for column in ORDER])
    described = "\n".join(f"{label}: {text}" for label, text in dataset.facts())
    definition = DataStructureDefinition(
        id=FLOW, name="Wohnmonitor EMR", description=described, agency=AGENCY, version=VERSION, components=components
    )
    flow = Dataflow(FLOW, name=dataset.title, description=described, agency=AGENCY, version=VERSION, structure=definition)
    prepared = datetime.fromisoformat(dataset.release[:10]).replace(tzinfo=UTC)
    header = Header(id=dataset.release, prepared=prepared, sender=Organisation(AGENCY))
    message = json.loads(write([*lists.values(), scheme, definition, flow], header=header))
    # pysdmx 1.21 writes an empty list of groups, which the schema of SDMX-JSON forbids.
    message["data"]["dataStructures"][0]["dataStructureComponents"].pop("groups")
    return json.dumps(message, ensure_ascii=False, indent=1)


def _urn(codes: str) -> str:
    return f"urn:sdmx:org.sdmx.infomodel.codelist.Codelist={AGENCY}:CL_{codes.upper()}({VERSION})"


def _component(column: Column, lists: dict[str, Codelist]) -> Component:
    coded = column.codes in lists
    return Component(
        column.sdmx, required=column.required and column is not MEASURE, role=_role(column),
        concept=ItemReference("Concept", AGENCY, SCHEME, VERSION, column.sdmx),
        local_dtype=None if coded else _type(column), local_enum_ref=_urn(column.codes) if coded else None,
        attachment_level=ATTACHED.get(column.name, "O") if column in ATTRIBUTES else None,
    )  # fmt: skip


def _label(dataset: Dataset, column: Column) -> str:
    return "Frequency" if column is FREQ else dataset.label(column)


def _role(column: Column) -> Role:
    return Role.DIMENSION if column in DIMENSIONS else Role.MEASURE if column is MEASURE else Role.ATTRIBUTE


def _type(column: Column) -> DataType:
    return DataType.PERIOD if column.name == "year" else TYPES[column.kind]


def _codelist(name: str, label: str, codes: dict[str, str]) -> Codelist:
    items = [Code(code_id(code), name=text or code) for code, text in codes.items()]
    return Codelist(f"CL_{name.upper()}", name=f"{label} {name}", agency=AGENCY, version=VERSION, items=items)


def _codes(dataset: Dataset) -> dict[str, dict[str, str]]:
    lists = {name: dict(zip(rows["code"], rows["label"], strict=True)) for name, rows in dataset.codes().groupby("list")}
    areas = dataset.companion(AREAS)
    return {
        "indicator": {one.id: one.text[dataset.language].title.replace("\u00ad", "") for one in dataset.indicators},
        "area": dict(zip(areas["area_id"], areas["area_name"], strict=True)),
        "frequency": {"A": "annual"},
        "level": lists["level"], "status": lists["status"], "reason": lists["reason"],
        "unit": {key: getattr(unit, dataset.language) for key, unit in dataset.catalogue.units.items()},
    }  # fmt: skip
