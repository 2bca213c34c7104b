"""Class limits against mapclassify and by hand."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wohnmonitor.figures.classes import METHODS, Breaks, diverging, equal, natural, quantile, std

VALUES = [2, 3, 4, 10, 11, 12, 13, 40, 41, 44, 90, 95]


@pytest.fixture
def mapclassify():
    """Imported where it is used: it brings scipy, sklearn and matplotlib, two seconds for every worker."""
    import mapclassify

    return mapclassify


def test_natural_breaks_are_those_of_fisher_and_jenks(mapclassify):
    sample = np.sort(np.exp(np.random.default_rng(7).normal(9, 1, 120)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # mapclassify mentions that numba is absent
        expected = mapclassify.FisherJenks(sample, 5)
    found = natural(sample, 5)
    assert found.counts(sample) == pytest.approx(expected.counts.tolist(), abs=2)


def test_natural_breaks_by_hand():
    assert natural(VALUES, 4).counts(VALUES) == [3, 4, 3, 2]


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
@pytest.mark.parametrize("n", [2, 5, 7])
def test_every_method_returns_the_same_thing(method, n):
    values = np.random.default_rng(3).normal(50, 20, 400).tolist() + [float("nan")]
    found = method(values, n, 1)
    assert isinstance(found, Breaks)
    assert list(found.limits) == sorted(set(found.limits))
    assert found.n == len(found.limits) + 1 <= n
    assert found.low <= found.limits[0] and found.limits[-1] < found.high
    assert sum(found.counts(values)) == 400


def test_a_class_holds_its_upper_limit():
    found = Breaks("equal", (10.0, 20.0), 0.0, 30.0)
    assert found.of([0, 10, 10.1, 20, 21, float("nan")]).tolist() == [0, 0, 1, 1, 2, -1]


def test_limits_are_rounded_as_far_as_classes_allow():
    rent = np.random.default_rng(1).uniform(4.0, 12.0, 500)
    assert all(limit == round(limit, 2) for limit in quantile(rent, 5, 2).limits)
    persons = np.exp(np.random.default_rng(1).normal(9.5, 0.9, 5000))
    assert all(limit % 100 == 0 for limit in natural(persons, 5, 0).limits)


@given(st.lists(st.floats(-1e6, 1e6, allow_subnormal=False), min_size=1, max_size=60), st.integers(2, 7), st.integers(0, 2))
def test_limits_rise_and_lie_within_the_values(values, n, decimals):
    for method in (natural, quantile):
        found = method(values, n, decimals)
        assert list(found.limits) == sorted(set(found.limits))
        assert all(found.low <= limit < found.high for limit in found.limits)
        assert sum(found.counts(values)) == len(values)


def test_rounding_leaves_small_classes_at_the_end_alone():
    values = [*np.linspace(0, 1, 900).tolist(), 7, 8, 9, 30, 31]
    assert natural(values, 4, 2).counts(values)[-2:] == [3, 2]


def test_quantiles_are_those_of_mapclassify(mapclassify):
    values = np.random.default_rng(5).gamma(2, 10, 300)
    expected = mapclassify.Quantiles(values, 5).counts.tolist()
    assert quantile(values, 5, 1).counts(values) == pytest.approx(expected, abs=3)


def test_equal_and_standard_deviation():
    assert equal([0, 2, 4, 6, 8, 10], 5).limits == (2.0, 4.0, 6.0, 8.0)
    values = [-20, -10, -10, 0, 0, 0, 10, 10, 20]
    assert std(values, 4).counts(values) == [1, 5, 2, 1]


def test_few_values_make_few_classes():
    assert natural([3, 3, 3], 5).limits == ()
    assert natural([0, 0, 1, 2], 5).n == 3
    with pytest.raises(ValueError, match="no value"):
        natural([float("nan")], 5)


def test_the_same_on_every_run():
    values = np.exp(np.random.default_rng(2).normal(9, 1, 4000))
    assert natural(values, 6) == natural(values[::-1], 6)


def test_diverging_steps_are_round_and_the_same_on_both_sides():
    values = np.random.default_rng(4).normal(0.4, 0.5, 3000)
    found = diverging(values)
    assert found.limits == (-1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5)
    assert diverging(values, 6).limits[2] == 0
    with pytest.raises(ValueError, match="even"):
        diverging(values, 5)
