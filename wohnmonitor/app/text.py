"""Words, numbers and dates as the reader's language writes them: the one formatter for all texts.

Numbers take U+2212 for minus; French groups digits with a narrow no-break space; a unit follows its number after a
no-break space, or directly where the language writes it so.
"""

from __future__ import annotations

from datetime import date
from functools import cache

from babel import Locale

from wohnmonitor.schema import LANGUAGES, is_corrected
from wohnmonitor.words import NARROW, NO_BREAK, words

LOCALES = {"de": "de_DE", "nl": "nl_NL", "fr": "fr_BE", "en": "en_GB"}
MINUS, EN_DASH = "\u2212", "\u2013"
_PERCENT_SPACE = {"de": NARROW, "nl": "", "fr": NARROW, "en": ""}
_EURO_BEFORE = {"nl": NO_BREAK, "en": ""}
_GROUP = {"de": ".", "nl": ".", "fr": NARROW, "en": ","}
_DATE = {"de": "{d}. {month} {y}", "nl": "{d} {month} {y}", "fr": "{d} {month} {y}", "en": "{d} {month} {y}"}
_FIRST_DAY = {"fr": "1er"}


class Text:
    """One language: `t("key", name=...)`, numbers, dates, units. Unknown keys raise KeyError."""

    def __init__(self, language: str, page: str = ""):
        if language not in LANGUAGES:
            raise KeyError(language)
        self.language = language
        self.locale = Locale.parse(LOCALES[language])
        self.words = words(language, page)
        self.decimal = self.locale.number_symbols["latn"]["decimal"]
        self._separators = str.maketrans({",": _GROUP[language], ".": self.decimal})

    def __call__(self, key: str, **values) -> str:
        return self.words[key].format(**values) if values else self.words[key]

    def count(self, key: str, n: int, **values) -> str:
        """The form for `n` of a text with `.one` and `.other`; `{n}` is the written number."""
        form = "one" if self.locale.plural_form(n) == "one" else "other"
        return self(f"{key}.{form}", n=self.number(n), **values)

    def number(self, value: float, decimals: int = 0, sign: bool = False) -> str:
        """`value` with this many decimals; `sign` puts a plus before a change above zero. Zero has no sign."""
        rounded = round(float(value), decimals)
        digits = f"{abs(rounded):,.{decimals}f}".translate(self._separators)
        return (MINUS if rounded < 0 else "+" if sign and rounded > 0 else "") + digits

    def with_unit(self, value: float, unit: str, decimals: int = 0, sign: bool = False) -> str:
        """A number and its unit: `0,4 %`, `€252,000`, `7,90 €/m²`."""
        digits = self.number(value, decimals, sign)
        if not unit:
            return digits
        if unit.startswith("€") and self.language in _EURO_BEFORE:
            before = "€" + _EURO_BEFORE[self.language]
            mark = digits[0] if digits[0] in MINUS + "+" else ""
            return mark + before + digits[len(mark) :] + unit[1:]
        return digits + self.space_before(unit) + unit

    def space_before(self, unit: str) -> str:
        """What stands between a number and `unit`."""
        return _PERCENT_SPACE[self.language] if unit[:1] in "%‰" else NO_BREAK

    def status(self, status: str, source: object = "") -> str:
        """What is to be told of a value: its status where it is not plain, and that it was corrected by hand; nothing else."""
        told = [self(f"status.{status}")] if status != "A" else []
        return ", ".join([*told, self("correction.mark")] if is_corrected(source) else told)

    def licence(self, name: str) -> str:
        """A licence as it is named; in words of the language where it has no name."""
        return self.words.get(f"licence.{name}", name)

    def date(self, day: date) -> str:
        """`1. Januar 2024`, `1 januari 2024`, `1er janvier 2024`, `1 January 2024`."""
        number = _FIRST_DAY.get(self.language, "1") if day.day == 1 else day.day
        return self.date_pattern.format(d=number, month=self.months[day.month - 1], y=day.year)

    @property
    def date_pattern(self) -> str:
        """Pattern of a long date with d, month, y."""
        return _DATE[self.language].replace(" ", NO_BREAK)

    @property
    def months(self) -> list[str]:
        """Names of the twelve months inside a date."""
        names = self.locale.months["format"]["wide"]
        return [names[month] for month in range(1, 13)]

    def country(self, code: str) -> str:
        """A country in the reader's language."""
        return self.locale.territories[code]

    def listed(self, items: list[str]) -> str:
        """`a, b and c`."""
        if len(items) < 2:
            return "".join(items)
        return ", ".join(items[:-1]) + f" {self('list.and')} {items[-1]}"

    def for_scripts(self) -> dict:
        """Language, number and date rules for the scripts in the page, which follow the same ones."""
        number = {
            "decimal": self.decimal,
            "group": _GROUP[self.language],
            "minus": MINUS,
            "percent": _PERCENT_SPACE[self.language] + "%",
            "euro_before": "€" + _EURO_BEFORE[self.language] if self.language in _EURO_BEFORE else "",
        }
        first_day = _FIRST_DAY.get(self.language, "1")
        return {"lang": self.language, "number": number, "months": self.months, "date_pattern": self.date_pattern, "first_day": first_day}


@cache
def text(language: str, page: str = "") -> Text:
    """The texts of a language, loaded once; with those of a page, which the map need not carry."""
    return Text(language, page)
