"""Colours, type and line widths: the one place the look is written down.

The map (through CSS custom properties and :func:`palettes_json`), the Plotly templates and the print pages all read from here.
Tokens of both themes carry the same names; a colour that has no meaning of its own is never written anywhere else.
"""

from __future__ import annotations

import json

THEMES = ("light", "dark")
COUNTRIES = ("BE", "NL", "DE")

# token: (light, dark)
COLOURS: dict[str, tuple[str, str]] = {
    "ground": ("#FFFFFF", "#12171C"),
    "map-ground": ("#EEEFEB", "#0E1418"),
    "surface": ("#F7F7F5", "#171D23"),
    "text": ("#16202A", "#EDF1F4"),
    "text-2": ("#47525D", "#BAC4CC"),
    "text-3": ("#5F6973", "#96A1AB"),
    "hairline": ("#DADDDF", "#2C353D"),
    "edge": ("#828B94", "#6D7883"),
    "accent": ("#0B5394", "#86BEEF"),
    "accent-tint": ("#E4EDF6", "#1B2F41"),
    "on-accent": ("#FFFFFF", "#12171C"),
    "warn-ground": ("#FFF4D6", "#322709"),
    "warn-text": ("#6B4A00", "#FFDF8F"),
    "warn-edge": ("#D9A514", "#B58A1A"),
    "water": ("#8DB4CF", "#2F5B78"),
    "outer": ("#A9AFB3", "#46505A"),
    "card": ("#FFFFFF", "#1B222B"),
    "card-shadow": ("rgba(22,32,42,0.16)", "rgba(0,0,0,0.5)"),
    # lines of the map
    "line-municipality": ("rgba(22,32,42,0.3)", "rgba(10,14,18,0.55)"),
    "line-region": ("#3C4751", "#AEB8C1"),
    "line-language": ("#A2185B", "#FF9CCB"),
    "line-state": ("#0F171E", "#F4F7F9"),
    "halo": ("rgba(255,255,255,0.86)", "rgba(13,18,22,0.82)"),
    # areas without a value, estimates
    "gap-ground": ("#F4F4F1", "#1C2329"),
    "gap-mark": ("#77808A", "#7C8792"),
    "hatch": ("rgba(22,32,42,0.55)", "rgba(237,241,244,0.55)"),
    # grades: mark, its ground, its edge
    "grade-a": ("#FFFFFF", "#06130D"),
    "grade-a-ground": ("#17694A", "#5CC795"),
    "grade-a-edge": ("#17694A", "#5CC795"),
    "grade-b": ("#0B3F73", "#CFE6FB"),
    "grade-b-ground": ("#CFE0F2", "#1B3A57"),
    "grade-b-edge": ("#0B5394", "#86BEEF"),
    "grade-c": ("#4F3600", "#FFE3A1"),
    "grade-c-ground": ("#FFE3A1", "#4A370A"),
    "grade-c-edge": ("#8A6100", "#D9A514"),
    "grade-d": ("#9B1C1C", "#FFA3A3"),
    "grade-d-ground": ("#FFFFFF", "#12171C"),
    "grade-d-edge": ("#9B1C1C", "#FF8A8A"),
    # countries as marks in charts
    "country-be": ("#8E4A7E", "#D79AC8"),
    "country-nl": ("#0F7A66", "#5CC0A3"),
    "country-de": ("#946000", "#D9B25A"),
}

# Selected areas in order of choice; from the sixth on the colours repeat with a dashed line.
SELECTION: dict[str, tuple[str, ...]] = {
    "light": ("#B3123F", "#1D4FA8", "#4A1060", "#7A6A00", "#00707A"),
    "dark": ("#FF8CA6", "#8FB9FF", "#A66BF5", "#E8D24A", "#8A9A1E"),
}
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross")
COUNTRY_SYMBOLS = {"BE": "square", "NL": "diamond", "DE": "circle"}

FONT = "Inter, system-ui, sans-serif"
# role: (size, line height, weight) in px
TYPE: dict[str, tuple[float, float, int]] = {
    "place": (46, 52, 680),
    "key": (30, 36, 650),
    "figure": (24, 28, 650),
    "title": (22, 27, 650),
    "title-small": (20, 25, 650),
    "lead": (17, 26, 400),
    "heading": (14, 20, 600),
    "body": (13, 19, 400),
    "detail": (12, 16, 400),
    "source": (11.5, 16, 400),
    "attribution": (10.5, 14, 400),
}

# width on screen in px, the same at every zoom
LINES: dict[str, float] = {
    "municipality": 0.6,
    "region": 1.1,
    "region-halo": 2.6,
    "district": 1,
    "language": 2,
    "language-halo": 4.2,
    "outline": 1,
    "state": 2,
    "state-halo": 4.4,
    "moat": 9,
    "moat-dash": 1.2,
    "outer": 1.3,
    "water": 1.3,
    "selected": 2.8,
    "selected-halo": 6,
    "hovered": 2.2,
    "hovered-halo": 5,
    "focused": 3.5,
    "focused-halo": 8,
}
DASHES: dict[str, str] = {"district": "4 2.5", "language": "0.1 4", "moat": "7 3 1.5 3", "outer": "5 3.5", "selected": "7 4"}


def _rows(*rows: str) -> dict[int, tuple[str, ...]]:
    """Palette rows as written in the style guide, by their number of classes."""
    palettes = (tuple(f"#{colour}" for colour in row.split()) for row in rows)
    return {len(palette): palette for palette in palettes}


SEQUENCE: dict[str, dict[int, tuple[str, ...]]] = {
    "light": _rows(
        "B7DBCA 225B8F",
        "CEE6D2 4A9EB6 1F497F",
        "DEECDA 74B9C0 2E7BA4 1E3B72",
        "E6F0DE 8FC8C4 4399B5 236596 1D3367",
        "EEF3E2 A5D2C7 61ADBC 3282A8 21568A 1D2D5F",
        "EEF3E2 AFD7C9 72B8BF 3E95B3 276E9D 1F497F 1C2757",
        "EEF3E2 B7DBCA 7FC1C2 51A2B8 3281A8 236093 1E3F77 1B2352",
        "EEF3E2 BDDECB 8BC6C4 60ACBB 3B90B0 29729F 215489 1E386E 1A1F4D",
    ),
    "dark": _rows(
        "1F4A61 87C7AF",
        "203E51 308D9A A5D6B3",
        "203747 207087 58ACA7 BCE0B9",
        "1F3342 206077 32919D 77C0AC CCE7BF",
        "1F2F3D 20546B 277D90 4FA6A5 90CBB0 D7ECC3",
        "1F2F3D 1F4E66 207188 3596A0 68B8AA A5D6B3 E3F0C8",
        "1F2F3D 1F4A61 206980 2D8897 50A7A5 7FC3AD B4DDB6 EAF4CB",
        "1F2F3D 20475D 206279 277E90 3C9AA1 64B5A9 92CCB0 C2E2BB F2F7CE",
    ),
}

DIVERGING: dict[str, dict[int, tuple[str, ...]]] = {
    "light": _rows(
        "B26E27 3B86A4",
        "B26E27 F1EFEA 3B86A4",
        "7C430D DAA460 7CB7C6 155377",
        "7C430D DAA460 F1EFEA 7CB7C6 155377",
        "653509 B47129 E8C085 A1CDD5 3D88A5 114161",
        "653509 B47129 E8C085 F1EFEA A1CDD5 3D88A5 114161",
        "4F2706 925416 CC8E46 EFD1A3 BBDBDF 5EA4BA 22678A 0C2F4B",
        "4F2706 925416 CC8E46 EFD1A3 F1EFEA BBDBDF 5EA4BA 22678A 0C2F4B",
    ),
    "dark": _rows(
        "B7833E 4D9CB7",
        "B7833E 33383F 4D9CB7",
        "E2AE68 875E2B 2D728A 85C4D9",
        "E2AE68 875E2B 33383F 2D728A 85C4D9",
        "EDC183 B6813C 6F4E28 265F73 4A9AB6 9FD3E4",
        "EDC183 B6813C 6F4E28 33383F 265F73 4A9AB6 9FD3E4",
        "F8D49E D29C53 9B6C31 5E4529 245263 35839E 6DB4CD B9E3EF",
        "F8D49E D29C53 9B6C31 5E4529 33383F 245263 35839E 6DB4CD B9E3EF",
    ),
}

# Five ranks within one country, for indicators whose level may not be compared across a border (grades C and D).
PER_COUNTRY: dict[str, dict[str, tuple[str, ...]]] = {
    "light": {
        "BE": ("#F5E9F1", "#DAB5CF", "#BB83AB", "#965584", "#68305F"),
        "NL": ("#E3F0EA", "#A2CEBD", "#66AA95", "#338270", "#125A4D"),
        "DE": ("#FAEFD3", "#E5C477", "#C19638", "#936C1C", "#654709"),
    },
    "dark": {
        "BE": ("#3B2A3A", "#6D4566", "#9E6793", "#C993BB", "#EBC6E0"),
        "NL": ("#1E3A35", "#286457", "#41907C", "#74BBA3", "#B4E2CF"),
        "DE": ("#3D331D", "#6C5721", "#9D7F31", "#CDAB55", "#F1DC9C"),
    },
}

# Two figures in one map: thirds of the first to the right, of the second upwards; place = 3 * second + first, from the lowest.
BIVARIATE: dict[str, tuple[str, ...]] = {
    "light": ("#FBE3D1", "#AEC7D3", "#03A6D4", "#DB9E9F", "#938098", "#225C8E", "#B04C67", "#6B2C56", "#130C41"),
    "dark": ("#020D1E", "#115066", "#109EBA", "#50273E", "#7B7386", "#A0C6D7", "#A03C62", "#D295A8", "#FFF0F6"),
}


def tokens(theme: str) -> dict[str, str]:
    """Colour tokens of one theme (``light`` or ``dark``), the selection colours as ``selection-1`` to ``selection-5`` among them."""
    column = THEMES.index(theme)
    colours = {name: pair[column] for name, pair in COLOURS.items()}
    colours |= {f"selection-{number}": colour for number, colour in enumerate(SELECTION[theme], 1)}
    return colours


def css_variables() -> str:
    """A style sheet of custom properties ``--wm-…``: light, dark, and dark by the reader's system unless ``data-theme`` says otherwise."""
    shared = {f"font-{role}": f"{weight} {size}px/{line}px var(--wm-font)" for role, (size, line, weight) in TYPE.items()}
    shared |= {f"w-{name}": f"{width}px" for name, width in LINES.items()}
    shared |= {f"dash-{name}": dash for name, dash in DASHES.items()}

    def block(values: dict[str, str]) -> str:
        return "".join(f"--wm-{name}:{value};" for name, value in values.items())

    light, dark = (block(tokens(theme)) for theme in THEMES)
    return (
        f":root{{color-scheme:light;--wm-font:{FONT};{block(shared)}{light}}}\n"
        f":root[data-theme=dark]{{color-scheme:dark;{dark}}}\n"
        f"@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{color-scheme:dark;{dark}}}}}\n"
        f"@media print{{:root:root:has(.wm-document){{color-scheme:light;{light}}}}}\n"  # paper is white
    )


def palettes_json() -> str:
    """The palettes for the browser: ``{"light": {"sequence": {"5": […]}, "diverging": …, "country": …, "selection": […]}, "dark": …}``."""
    palettes = {
        theme: {
            "sequence": SEQUENCE[theme],
            "diverging": DIVERGING[theme],
            "country": PER_COUNTRY[theme],
            "selection": SELECTION[theme],
            "bivariate": BIVARIATE[theme],
        }
        for theme in THEMES
    }
    return json.dumps(palettes, separators=(",", ":"))
