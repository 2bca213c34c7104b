"""Why municipalities and the publisher's upper row differ: every deviation that is left must be declared here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Explained:
    """Deviations of a source: `measures`, `years` and `areas` (beginnings of ids) narrow it; `at_most` is relative."""

    source: str
    why: str
    at_most: float
    measures: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    areas: tuple[str, ...] = ("",)

    def covers(self, row) -> bool:
        """Whether a row of closure.deviations is explained by this."""
        return (
            row.source == self.source
            and (not self.measures or row.measure in self.measures)
            and (not self.years or row.year in self.years)
            and row.area_id.startswith(self.areas)
            and row.relative <= self.at_most
        )


PERMITS = "statbel_building_permits"

EXPLAINED = (
    Explained(
        PERMITS, "2017: the rows of all Flemish provinces and arrondissements lie 5 to 9 % above their communes, in every month "
        "(Limburg 5,058 dwellings against 4,755): the file does not say which communes lack them", 0.085, years=(2017,), areas=("BE_7",),
    ),
    Explained(
        PERMITS, "2024: the year rows of Plombières (63088) and Remicourt (64063) are empty, one month is missing; the upper rows "
        "hold their other months (province 2,568 dwellings against 2,536)", 0.11, years=(2024,), areas=("BE_60", "BE_63", "BE_64"),
    ),
    Explained(
        PERMITS, "2024: one dwelling of November stands in the row of the arrondissement of Liège only", 0.002, years=(2024,),
        areas=("BE_62",),
    ),
    Explained(PERMITS, "floor area is rounded to whole m2 in each row", 0.0004, measures=("floor_area_permitted",)),
    Explained(
        "zensus_regional_dwellings", "cell-key method: each figure of the census 2022 is changed by a few units for secrecy", 0.0006,
    ),
    Explained("cbs_70072ned_2015", "jobs are rounded to hundreds, recipients of benefits to tens", 0.004,
              measures=("jobs", "unemployment_benefit_recipients")),
    Explained("regio_31111_01_02_5", "floor area is rounded to 100 m2 in each row", 0.0025, measures=("floor_area_permitted",)),
    Explained("regio_31121_01_02_5", "floor area is rounded to 100 m2 in each row (Kreuzau has none)", 0.006,
              measures=("floor_area_completed",)),
    Explained("regio_33111_01_01_5", "areas are rounded to hectares in each row", 0.0002),
    Explained("regio_13211_01_03_5", "annual means are rounded to whole persons in each row", 0.0002),
    Explained("regio_73111_01_01_5", "sums of income and tax are rounded to thousand euro in each row", 0.00001),
    Explained("regio_45412_01_02_5", "8 municipalities with few establishments are secret (`.`); the district row holds them", 0.032,
              measures=("tourist_arrivals", "tourist_nights")),
)  # fmt: skip


def why(row) -> str | None:
    """The explanation of a deviation, if there is one."""
    return next((entry.why for entry in EXPLAINED if entry.covers(row)), None)
