"""What the operator of an installation declares of itself, for the pages that the law asks for: site.toml.

The file is named by WOHNMONITOR_SITE, else it is `site.toml` in the data folder; without one, every page says that nothing is declared.
A text is written once for all languages, or as a table of de, nl, fr, en.
"""

from __future__ import annotations

import os
import tomllib
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from wohnmonitor.errors import CatalogueError
from wohnmonitor.schema import LANGUAGES

NAME = "site.toml"
VARIABLE = "WOHNMONITOR_SITE"
Told = str | dict[Literal["de", "nl", "fr", "en"], str]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    @field_validator("*")
    @classmethod
    def _all_languages(cls, value: object) -> object:
        if isinstance(value, dict) and sorted(value) != sorted(LANGUAGES):
            raise ValueError(f"one text, or one in each of {', '.join(LANGUAGES)}")
        if value == "" or (isinstance(value, dict) and not all(value.values())):
            raise ValueError("a text; leave the key out where there is nothing to say")
        return value


class Operator(_Section):
    """Who runs the installation. address: lines; responsible: for the content, by name."""

    name: Told | None = None
    address: Told | None = None
    represented_by: Told | None = None
    responsible: Told | None = None
    register_entry: Told | None = None
    vat_id: str | None = None
    supervisor: Told | None = None


class Contact(_Section):
    """How the operator is reached."""

    email: str | None = Field(default=None, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
    phone: str | None = None
    url: str | None = Field(default=None, pattern=r"^https://\S+$")


class Privacy(_Section):
    """What happens to personal data around the monitor, which itself keeps none. log_days: days that the server's log is kept."""

    data_protection_officer: Told | None = None
    hosting: Told | None = None
    log_days: int | None = Field(default=None, ge=0, le=3650)
    authority: Told | None = None
    more: Told | None = None


class Accessibility(_Section):
    """The operator's own statement. status: as Directive (EU) 2016/2102 words it."""

    status: Literal["full", "partial", "none"] | None = None
    assessed: date | None = None
    method: Told | None = None
    limitations: Told | None = None
    enforcement: Told | None = None


class Site(_Section):
    """All sections; each key that is left out is told as not declared."""

    operator: Operator = Operator()
    contact: Contact = Contact()
    privacy: Privacy = Privacy()
    accessibility: Accessibility = Accessibility()


def site_path(data: Path) -> Path:
    """The file in the environment, else the one in the data folder."""
    named = os.environ.get(VARIABLE)
    return Path(named).expanduser() if named else data / NAME


def read_site(data: Path) -> Site:
    """What is declared; an empty Site where there is no file. Raises CatalogueError for a file that is wrong, or named and missing."""
    path = site_path(data)
    if not path.is_file():
        if os.environ.get(VARIABLE):
            raise CatalogueError(f"{VARIABLE}={path}", "no such file", "a TOML file", f"write it, or unset {VARIABLE}")
        return Site()
    try:
        return Site.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogueError(str(path), str(error), "valid TOML in UTF-8", "correct it") from None
    except ValidationError as error:
        first = min(error.errors(), key=lambda one: one["type"] != "extra_forbidden")
        key = ".".join(str(part) for part in first["loc"] if part not in ("str",))
        raise CatalogueError(f"{path}, key {key}", repr(first.get("input"))[:120], first["msg"], "correct it") from None
