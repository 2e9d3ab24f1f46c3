from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.dates import PartialDate
from kiosk.domain.problems import Invalid
from tests.domain.samples import TODAY

DAYS = st.dates(date(1900, 1, 1), date(9999, 12, 31))
PARTIAL = st.builds(
    lambda day, precision: PartialDate(*(day.year, day.month, day.day)[:precision]),
    DAYS,
    st.sampled_from([1, 2, 3]),
)


@given(PARTIAL)
def test_every_form_comes_back_as_the_same_date(partial: PartialDate):
    compact = partial.shown.replace("/", "")
    assert PartialDate.from_iso(partial.iso) == partial
    assert PartialDate.from_compact(compact) == partial
    assert PartialDate.from_separated(partial.shown) == partial
    assert PartialDate.from_typed(partial.shown) == PartialDate.from_typed(compact) == partial


@pytest.mark.parametrize(
    "typed", ["1/5/1948", "01.05.1948", "1-5-1948", "1 5 1948", "01051948", " 01/05/1948 "]
)
def test_a_date_may_be_typed_in_many_ways(typed: str):
    assert PartialDate.from_typed(typed).iso == "1948-05-01"


@pytest.mark.parametrize(
    "typed", ["", "1/5/48", "48", "1//1948", "1948/5/1", "٠١٠٥١٩٤٨", "mai", "1/5/1948/2", "0" * 9]
)
def test_what_is_no_date_is_unreadable(typed: str):
    with pytest.raises(Invalid) as caught:
        PartialDate.from_typed(typed)
    assert caught.value.keys == ("birth.unreadable",)


@pytest.mark.parametrize(
    "typed", ["31/02/1948", "29/02/1900", "00/05/1948", "13/1948", "0/1948", "1899", "0000"]
)
def test_what_no_calendar_has_is_impossible(typed: str):
    with pytest.raises(Invalid) as caught:
        PartialDate.from_typed(typed)
    assert caught.value.keys == ("birth.impossible",)


def test_a_day_without_a_month_is_impossible():
    with pytest.raises(Invalid):
        PartialDate(1948, 0, 1)


@pytest.mark.parametrize(
    ("iso", "earliest", "latest"),
    [
        ("1948", date(1948, 1, 1), date(1948, 12, 31)),
        ("1948-02", date(1948, 2, 1), date(1948, 2, 29)),
        ("1949-02", date(1949, 2, 1), date(1949, 2, 28)),
        ("1948-12", date(1948, 12, 1), date(1948, 12, 31)),
        ("1948-05-01", date(1948, 5, 1), date(1948, 5, 1)),
        ("9999", date(9999, 1, 1), date(9999, 12, 31)),
    ],
)
def test_a_partial_date_spans_all_the_days_it_can_mean(iso: str, earliest: date, latest: date):
    partial = PartialDate.from_iso(iso)
    assert (partial.earliest, partial.latest) == (earliest, latest)


@pytest.mark.parametrize(
    ("iso", "today", "age"),
    [
        ("2008-11-22", date(2026, 11, 22), 18),
        ("2008-11-23", date(2026, 11, 22), 17),
        ("2008-11", date(2026, 11, 29), 17),
        ("2008-11", date(2026, 11, 30), 18),
        ("2008", date(2026, 12, 30), 17),
        ("2008", date(2026, 12, 31), 18),
        ("2008-02-29", date(2026, 2, 28), 17),
        ("2008-02-29", date(2026, 3, 1), 18),
        ("2026-11-22", date(2026, 11, 22), 0),
    ],
)
def test_an_age_is_the_lower_one_where_the_day_is_not_known(iso: str, today: date, age: int):
    assert PartialDate.from_iso(iso).age(today) == age


@given(PARTIAL, DAYS)
def test_nobody_turns_older_before_the_last_day_the_date_can_mean(partial: PartialDate, today: date):
    whole = PartialDate(partial.latest.year, partial.latest.month, partial.latest.day)
    assert partial.age(today) == whole.age(today) <= PartialDate(partial.year, 1, 1).age(today)


@given(PARTIAL)
def test_a_date_is_in_the_future_until_its_first_day_comes(partial: PartialDate):
    assert not partial.is_after(partial.earliest)
    assert partial.is_after(partial.earliest - timedelta(days=1))


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("1948-05-01", "1948-05-01", True),
        ("1948", "1948-05-01", True),
        ("1948-05", "1948-05-01", True),
        ("1948-05", "1948-06-01", False),
        ("1948", "1949", False),
        ("1948-05-01", "1948-05-02", False),
    ],
)
def test_dates_agree_as_far_as_each_is_known(one: str, other: str, agree: bool):
    first, second = PartialDate.from_iso(one), PartialDate.from_iso(other)
    assert first.agrees_with(second) is second.agrees_with(first) is agree


def test_a_year_sorts_before_its_days():
    assert PartialDate(1948) < PartialDate(1948, 5) < PartialDate(1948, 5, 1) < PartialDate(TODAY.year)
