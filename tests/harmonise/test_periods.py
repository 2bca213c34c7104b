"""The year of a stock is the year of the 1 January it stands for."""

import pytest

from wohnmonitor.errors import SourceError
from wohnmonitor.harmonise.periods import parse_period


@pytest.mark.parametrize(
    ("text", "kind", "stock", "year", "day"),
    [
        ("31.12.2023", "stock", None, 2024, "2023-12-31"),
        ("2024JJ00", "stock", "01-01", 2024, "2024-01-01"),
        ("2012", "stock", "12-31", 2013, "2012-12-31"),
        ("2022-05-15", "stock", None, 2022, "2022-05-15"),
        ("20220515", "level", None, 2022, "2022-05-15"),
        ("09.05.2011", "stock", None, 2011, "2011-05-09"),
        ("2011", "stock", "2011-01-01", 2011, "2011-01-01"),
        ("2015", "flow", None, 2015, "2015-12-31"),
        ("2015JJ00", "flow", None, 2015, "2015-12-31"),
    ],
)
def test_year_and_date(text, kind, stock, year, day):
    assert parse_period(text, kind, stock, "file") == (year, day)


@pytest.mark.parametrize(("text", "stock"), [("2015", None), ("Q1", "01-01"), ("", "01-01")])
def test_a_stock_without_a_day_or_an_unknown_form_is_refused(text, stock):
    with pytest.raises(SourceError, match="sources.toml"):
        parse_period(text, "stock", stock, "file")
