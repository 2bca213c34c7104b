"""As it was: former municipalities against the cells of the official files, and their sums against those of today."""

from __future__ import annotations

import csv
import io

import pytest
from click.testing import CliRunner

import wohnmonitor
from wohnmonitor.cli import main
from wohnmonitor.errors import CallError, UnknownError
from wohnmonitor.schema import EXPORT

COMMUNES = "statbel/population/Population_par_commune_1992-2024.xlsx"
READ = [
    # indicator, area, year, value as printed, file, cell
    ("population", "BE_71022", 2020, 78714, COMMUNES, "sheet Population en 2020, E513"),
    ("population", "BE_73040", 2020, 8437, COMMUNES, "sheet Population en 2020, E544"),
    ("population", "BE_72025", 2018, 17174, COMMUNES, "sheet Population en 2018, E537"),
    ("population", "BE_72029", 2018, 15478, COMMUNES, "sheet Population en 2018, E538"),
    ("population", "BE_71047", 2018, 10332, COMMUNES, "sheet Population en 2018, E524"),
    ("population", "BE_72040", 2018, 13091, COMMUNES, "sheet Population en 2018, E543"),
    ("population", "BE_73083", 2024, 32138, COMMUNES, "sheet Population en 2024, E547"),
    ("population", "BE_73009", 2024, 11580, COMMUNES, "sheet Population en 2024, E540"),
    ("population", "BE_73006", 2024, 32782, COMMUNES, "sheet Population en 2024, E539"),
    ("population", "BE_73032", 2024, 10080, COMMUNES, "sheet Population en 2024, E543"),
    ("population", "BE_71069", 2024, 11338, COMMUNES, "sheet Population en 2024, E522"),
    ("population", "BE_71057", 2024, 19011, COMMUNES, "sheet Population en 2024, E519"),
    ("population", "NL_GM0962", 2016, 12960, "cbs/kwb/gemeenten_2016.dbf", "record 301, AANT_INW"),
    ("population", "NL_GM0951", 2016, 15425, "cbs/kwb/gemeenten_2016.dbf", "record 299, AANT_INW"),
    ("population", "NL_GM0881", 2016, 7869, "cbs/kwb/gemeenten_2016.dbf", "record 286, AANT_INW"),
    ("population", "DE_05354032", 2009, 58057, "regionalstatistik/gemeinde/12411-01-01-5_00.csv", "line 2656, 31-12-2008"),
    ("population", "DE_05334032", 2010, 57755, "regionalstatistik/gemeinde/12411-01-01-5_00.csv", "line 2645, 31-12-2009"),
    ("house_price", "NL_GM0975", 2006, 200365, "cbs/83625NED/UntypedDataSet_2025-06-05.csv", "ID 18101"),
    ("house_price", "NL_GM0957", 2006, 190946, "cbs/83625NED/UntypedDataSet_2025-06-05.csv", "ID 16091"),
]
MERGED = {
    "BE_71072": ["BE_71022", "BE_73040"], "BE_72043": ["BE_72025", "BE_72029"], "BE_72042": ["BE_71047", "BE_72040"],
    "BE_73111": ["BE_73083", "BE_73009"], "BE_73110": ["BE_73006", "BE_73032"], "BE_71071": ["BE_71069", "BE_71057"],
    "NL_GM1954": ["NL_GM0962", "NL_GM0951", "NL_GM0881"],
}  # fmt: skip
STANDING = {1995: (128, 46, 56), 2006: (128, 46, 47), 2009: (128, 46, 40), 2018: (128, 46, 33), 2020: (126, 46, 31), 2024: (126, 46, 31)}
"""Municipalities of 1 January in BE, DE, NL."""


def one(monitor, indicator: str, area: str, year: int):
    return monitor.values(indicator, areas=[area], years=year, territory="then").iloc[0]


@pytest.mark.parametrize(("indicator", "area", "year", "printed", "file", "cell"), READ, ids=[f"{r[1]}-{r[2]}" for r in READ])
def test_former_municipalities_have_the_printed_figure(monitor, indicator, area, year, printed, file, cell):
    row = one(monitor, indicator, area, year)
    assert (row["value"], row["status"]) == (printed, "A"), f"{file}, {cell}"
    assert row["area_name"] == monitor.now.area.set_index("area_id").at[area, "name"]


def test_a_back_cast_count_is_taken_apart_by_the_dwellings_of_both(monitor):
    """TF_BUILDING_PERMITS, line 194592, prints 672 dwellings of 2018 on 71072 alone; of 46,132 dwellings on 1-1-2024 (building stock)
    42,196 stand in Hasselt and 3,936 in Kortessem."""
    small, large = (one(monitor, "dwellings_permitted_per_1000", area, 2018) for area in ("BE_73040", "BE_71022"))
    assert small["numerator"] == pytest.approx(672 * 3936 / 46132) and large["numerator"] == pytest.approx(672 * 42196 / 46132)
    assert small["denominator"] == 8446 and small["status"] == large["status"] == "E"
    assert small["value"] == pytest.approx(1000 * 672 * 3936 / 46132 / 8446)


def test_a_back_cast_median_is_refused(monitor):
    """FR_immo prints the median of 71072 back to 2010; it is neither that of Hasselt nor that of Kortessem."""
    rows = monitor.values("house_price", areas=["BE_71022", "BE_73040"], territory="then")
    later = rows[rows["year"].between(2010, 2024)]
    assert len(later) == 30 and later["value"].isna().all() and set(later["reason"]) == {"not_convertible"}
    assert monitor.values("house_price", areas=["BE_71072"], years=(2010, 2024))["value"].notna().all()


@pytest.mark.parametrize("town", MERGED)
def test_predecessors_sum_to_the_municipality_of_today(monitor, town):
    today = monitor.values("population", areas=[town]).set_index("year")["value"]
    then = monitor.values("population", areas=MERGED[town], territory="then")
    then = then[then["year"] < {"NL_GM1954": 2019, "BE_72042": 2019, "BE_72043": 2019}.get(town, 2025)]
    sums = then.groupby("year")["value"].agg(lambda parts: parts.sum(skipna=False)).dropna()
    assert len(sums) >= 4
    assert sums.to_dict() == today.loc[sums.index].to_dict()


def test_each_year_has_the_municipalities_of_its_first_day(monitor):
    frame = monitor.values("house_price", level="municipality", territory="then")
    assert list(frame.columns) == EXPORT
    for year, counts in STANDING.items():
        rows = frame[frame["year"] == year]
        assert rows["area_id"].str[:2].value_counts().reindex(["BE", "DE", "NL"]).tolist() == list(counts), year
    area = monitor.now.area.set_index("area_id")
    for row in frame[["area_id", "year"]].drop_duplicates().itertuples():
        born, died = area.at[row.area_id, "valid_from"] or "0000", area.at[row.area_id, "valid_to"] or "9999"
        assert born <= f"{row.year}-01-01" <= died, row


@pytest.mark.parametrize("indicator", ["population", "dwellings"])
def test_totals_of_countries_are_those_of_today(monitor, indicator):
    """Where all municipalities of both territories have the figure."""
    now, then = (monitor.values(indicator, level="municipality", territory=t) for t in ("today", "then"))
    sums = [f.groupby([f["area_id"].str[:2], "year"])["value"].agg(lambda v: v.sum(skipna=False)).dropna() for f in (now, then)]
    both = sums[0].to_frame("now").join(sums[1].rename("then"), how="inner")
    assert len(both) >= 18 and (both["now"] == both["then"]).all()
    upper = monitor.values(indicator, level="country")
    assert monitor.values(indicator, level="country", territory="then").equals(upper)


def test_every_indicator_has_one_row_for_each_municipality_and_year(monitor):
    for indicator in monitor.catalogue.indicators:
        frame = monitor.values(indicator, level="municipality", territory="then")
        assert not frame.duplicated(["area_id", "year"]).any()
        counts = frame.groupby("year").size()
        assert {year: counts[year] for year in counts.index if year in STANDING} == {
            year: sum(n) for year, n in STANDING.items() if year in counts.index
        }
        gaps = frame["value"].isna()
        assert frame.loc[gaps, "reason"].notna().all() and frame.loc[~gaps, "reason"].isna().all()
        assert frame.loc[gaps, "numerator"].isna().all()


def test_unchanged_municipalities_have_the_rows_of_today(monitor):
    for indicator in ("population", "dwellings_permitted_per_1000", "house_price_index"):
        now, then = (monitor.values(indicator, areas=["NL_GM0935", "BE_62063", "DE_05358008"], territory=t) for t in ("today", "then"))
        assert now.equals(then)


def test_kept_codes_are_the_smaller_town_of_their_time(monitor):
    """Roermond, Roerdalen, Venlo, Venray, Horst kept their code while their territory grew."""
    for area, first in {"NL_GM0957": 2007, "NL_GM1669": 2007, "NL_GM0983": 2010, "NL_GM0984": 2010, "NL_GM1507": 2010}.items():
        frame = monitor.values("house_price", areas=[area], territory="then").set_index("year")["value"]
        assert frame.loc[first - 1] > 0 and frame.loc[first] > 0
        assert monitor.values("house_price", areas=[area], years=first - 1)["value"].isna().all()
    assert one(monitor, "population", "NL_GM0957", 2006)["value"] == 45457  # with Swalmen 54,248 in 2007


def test_growth_is_that_of_the_territory_of_its_year(monitor):
    """Neerpelt 2018 against Neerpelt 2017; Pelt 2019 against the sum of both parts a year before."""
    assert one(monitor, "population_growth_1y", "BE_72025", 2018)["numerator"] == 17174
    row = one(monitor, "population_growth_1y", "BE_72043", 2019)
    assert row["denominator"] == 17174 + 15478


def test_density_is_known_where_the_territory_was_drawn(monitor):
    row = one(monitor, "population_density", "BE_71022", 2020)
    assert row["value"] == pytest.approx(78714 / 102.721, rel=1e-4)
    assert one(monitor, "population_density", "NL_GM0957", 2006)["reason"] == "not_delivered"


def test_wrong_calls(monitor):
    with pytest.raises(UnknownError, match="territory then knows it"):
        monitor.values("population", areas=["BE_71022"])
    with pytest.raises(UnknownError, match="territory"):
        monitor.values("population", territory="1830")
    with pytest.raises(UnknownError):
        monitor.values("population", areas=["BE_99999"], territory="then")


def test_the_command_exports_either(data_folder):
    def rows(*more: str) -> dict[str, str]:
        arguments = ["--data-dir", str(data_folder), "export", "population", "--level", "municipality", "--years", "2018", *more]
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == 0, result.stderr
        return {row["area_id"]: row["area_name"] for row in csv.DictReader(io.StringIO(result.stdout))}

    assert len(rows()) == len(rows("--territory", "today")) == 199
    then = rows("--territory", "then", "--lang", "de")
    assert len(then) == 207 and then["BE_72025"] == "Neerpelt" and "BE_72043" not in then


def test_the_notebook_draws_the_outlines_of_then(data_folder):
    m = wohnmonitor.open(data_folder)
    shapes = m.map("population", year=2018, territory="then")
    assert len(shapes) == 207 and shapes.loc["BE_72025", "value"] == 17174 and shapes.geometry.is_valid.all()
    assert len(m.map("population", year=2020, territory="then")) == 203
    with pytest.raises(CallError, match="from 2018"):
        m.map("population", year=2010, territory="then")
