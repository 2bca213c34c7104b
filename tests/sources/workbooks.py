"""A small writer of xlsx, so that the tests keep workbooks as readable JSON: rows of cells by sheet."""

import json
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def load_sheets(path: Path) -> dict[str, list[list]]:
    """The sheets of a workbook kept as JSON."""
    return json.loads(path.read_text(encoding="utf-8"))


def write_workbook(path: Path, sheets: dict[str, list[list]]) -> Path:
    """Write sheets of texts, numbers and None as xlsx. Returns the path."""
    names = list(sheets)
    with zipfile.ZipFile(path, "w") as archive:
        kinds = [("/xl/workbook.xml", "sheet.main")] + [(f"/xl/worksheets/sheet{n}.xml", "worksheet") for n in range(1, len(names) + 1)]
        overrides = "".join(
            f'<Override PartName="{part}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"/>'
            for part, kind in kinds
        )
        default = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{PACKAGE}/content-types">{default}{overrides}</Types>')
        archive.writestr("_rels/.rels", _links([("officeDocument", "xl/workbook.xml")]))
        targets = [("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(names) + 1)]
        archive.writestr("xl/_rels/workbook.xml.rels", _links(targets))
        listed = "".join(f'<sheet name="{escape(name)}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(names, 1))
        archive.writestr("xl/workbook.xml", f'<workbook {MAIN} xmlns:r="{LINKS}"><sheets>{listed}</sheets></workbook>')
        for n, name in enumerate(names, 1):
            rows = "".join(f'<row r="{r}">{_cells(cells, r)}</row>' for r, cells in enumerate(sheets[name], 1))
            archive.writestr(f"xl/worksheets/sheet{n}.xml", f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>")
    return path


def _links(targets: list[tuple[str, str]]) -> str:
    links = "".join(f'<Relationship Id="r{n}" Type="{LINKS}/{kind}" Target="{target}"/>' for n, (kind, target) in enumerate(targets, 1))
    return f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'


def _cells(cells: list, row: int) -> str:
    parts = []
    for n, value in enumerate(cells):
        place = f"{chr(64 + n // 26) if n > 25 else ''}{chr(65 + n % 26)}{row}"
        if isinstance(value, str):
            parts.append(f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>')
        elif value is not None:
            parts.append(f'<c r="{place}"><v>{value}</v></c>')
    return "".join(parts)
