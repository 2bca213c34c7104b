"""Pages an institution needs: privacy, accessibility, legal notice, contact. What the software does is told by us; what only the
operator can say comes from site.py, and is said to be missing where it is."""

from __future__ import annotations

from wohnmonitor.app.blocks import LINE, Block, Heading, Items, Link, Paragraph, Parts, Quiet, Strong, Table
from wohnmonitor.app.text import Text
from wohnmonitor.site import Site, Told

PAGES = ("privacy", "accessibility", "legal", "contact")
TEXTS = "site"


def page(name: str, site: Site, t: Text, release: str) -> list[Block]:
    """One of PAGES as blocks."""
    return [Heading(1, t(f"{name}.title")), Paragraph(t(f"{name}.lead"), "lead"), *_MADE[name](site, t, release)]


def _told(value: Told | int | None, t: Text) -> Parts:
    """What the operator declared, in the reader's language; else that it is not declared."""
    if value is None:
        return (Quiet(t("site.undeclared")),)
    said = value.get(t.language, "") if isinstance(value, dict) else str(value)
    return said.strip().replace("\r", "").replace("\n", LINE)


def _declared(name: str, rows: list[tuple[str, Parts]], t: Text) -> list[Block]:
    """What the operator says of itself, as a table of names and words."""
    head = (t("site.what"), t("site.declared"))
    return [Heading(2, t("site.operator"), "operator"), Table(t(f"{name}.title"), head, tuple((t(key), value) for key, value in rows))]


def _ours(*keys: str, t: Text, heading: str) -> list[Block]:
    return [Heading(2, t(heading), heading.rpartition(".")[2]), Items(tuple(t(key) for key in keys))]


def _privacy(site: Site, t: Text, release: str) -> list[Block]:
    days = site.privacy.log_days
    log: Parts = t.count("privacy.log_days", days) if days is not None else _told(None, t)
    return [
        *_ours(*(f"privacy.{key}" for key in ("cookies", "account", "third", "storage", "log")), t=t, heading="privacy.software"),
        *_declared("privacy", [
            ("privacy.controller", _told(site.operator.name, t)), ("privacy.officer", _told(site.privacy.data_protection_officer, t)),
            ("privacy.hosting", _told(site.privacy.hosting, t)), ("privacy.kept", log),
            ("privacy.authority", _told(site.privacy.authority, t)), ("privacy.more", _told(site.privacy.more, t)),
        ], t),
    ]  # fmt: skip


def _accessibility(site: Site, t: Text, release: str) -> list[Block]:
    own = site.accessibility
    status: Parts = t(f"accessibility.status_{own.status}") if own.status else _told(None, t)
    day: Parts = t.date(own.assessed) if own.assessed else _told(None, t)
    return [
        *_ours(*(f"accessibility.{key}" for key in ("wcag", "keyboard", "words", "tests")), t=t, heading="accessibility.software"),
        Heading(2, t("accessibility.known"), "known"), Items((t("accessibility.limit_print"), t("accessibility.limit_names"))),
        *_declared("accessibility", [
            ("accessibility.status", status), ("accessibility.assessed", day), ("accessibility.method", _told(own.method, t)),
            ("accessibility.limitations", _told(own.limitations, t)), ("accessibility.feedback", _reach(site, t)),
            ("accessibility.enforcement", _told(own.enforcement, t)),
        ], t),
    ]  # fmt: skip


def _legal(site: Site, t: Text, release: str) -> list[Block]:
    own = site.operator
    rows = [("legal.name", own.name), ("legal.address", own.address), ("legal.represented_by", own.represented_by),
            ("legal.responsible", own.responsible), ("legal.register_entry", own.register_entry), ("legal.vat_id", own.vat_id),
            ("legal.supervisor", own.supervisor)]  # fmt: skip
    licence: tuple[Parts, ...] = (t("legal.code"), t("legal.figures"), t("legal.modified", release=release))
    return [
        *_declared("legal", [*((key, _told(value, t)) for key, value in rows), ("legal.reach", _reach(site, t))], t),
        Heading(2, t("legal.rights"), "rights"), Items(licence),
        Paragraph((Link(t("legal.to_method"), f"method?lang={t.language}"),), "ways"),
    ]  # fmt: skip


def _contact(site: Site, t: Text, release: str) -> list[Block]:
    rows = [("legal.name", _told(site.operator.name, t)), ("legal.address", _told(site.operator.address, t)),
            ("contact.email", _mail(site, t)), ("contact.phone", _told(site.contact.phone, t)), ("contact.url", _web(site, t))]  # fmt: skip
    asked = tuple(t(f"contact.{key}") for key in ("figure", "place", "expected"))
    return [
        *_declared("contact", rows, t), Heading(2, t("contact.report"), "report"), Paragraph(t("contact.report_lead")),
        Items((*asked, (t("contact.release"), " ", Strong(release)))),
    ]  # fmt: skip


def _mail(site: Site, t: Text) -> Parts:
    address = site.contact.email
    return (Link(address, f"mailto:{address}"),) if address else _told(None, t)


def _web(site: Site, t: Text) -> Parts:
    url = site.contact.url
    return (Link(url, url),) if url else _told(None, t)


def _reach(site: Site, t: Text) -> Parts:
    """Every way that is declared."""
    own, have = site.contact, []
    for given, parts in ((own.email, _mail(site, t)), (own.phone, (str(own.phone),)), (own.url, _web(site, t))):
        if given:
            have += [*([", "] if have else []), *parts]
    return tuple(have) or _told(None, t)


_MADE = {"privacy": _privacy, "accessibility": _accessibility, "legal": _legal, "contact": _contact}
