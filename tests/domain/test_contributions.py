"""Contributions: months are counted once, gaps and late months are what is left, whatever overlaps."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.contributions import Employer, Fund, Gap, History, Month, Period
from kiosk.domain.problems import Invalid

ALL = frozenset(Fund)
FIRST = Month(2000, 1)

months = st.integers(0, 60).map(FIRST.plus)


@st.composite
def periods(draw: st.DrawFn) -> Period:
    """Any period of five years, of a few employers."""
    first, last = sorted((draw(months), draw(months)))
    funds = draw(st.sets(st.sampled_from(list(Fund)), min_size=1))
    return Period(first, last, draw(st.sampled_from("ABC")), frozenset(funds), draw(st.booleans()))


histories = st.lists(periods(), max_size=8).map(lambda found: History(tuple(found)))


def period(first: str, last: str, employer: str = "A", *, late: bool = False, funds=ALL) -> Period:
    return Period(Month.from_text(first), Month.from_text(last), employer, funds, late)


# Months.


@pytest.mark.parametrize("text", ["2019-03", "03/2019", "3/2019", "032019", "15/03/2019", "2019-03-15"])
def test_a_month_is_read_in_every_way_in_which_it_is_written(text):
    assert Month.from_text(text) == Month(2019, 3)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("2019-13", "month.impossible"),
        ("2019", "month.impossible"),
        ("0/2019", "month.impossible"),
        ("03/1019", "month.impossible"),
        ("tháng 3", "month.unreadable"),
        ("", "month.unreadable"),
    ],
)
def test_what_is_no_month_is_said(text, problem):
    with pytest.raises(Invalid, match=problem):
        Month.from_text(text)


@given(months, st.integers(-600, 600))
def test_months_can_be_counted_on_and_back(month, count):
    assert month.plus(count).plus(-count) == month
    assert (month.plus(count) > month) is (count > 0)
    assert Month.from_text(month.iso) == Month.from_text(month.shown) == month


def test_a_day_is_in_its_month():
    assert Month.of(date(2026, 11, 22)) == Month(2026, 11)


# Periods.


def test_a_period_has_both_its_ends():
    assert period("2025-11", "2026-02").months == 4
    assert period("2026-02", "2026-02").months == 1


def test_a_period_cannot_end_before_it_begins():
    with pytest.raises(Invalid, match=r"period\.backwards"):
        period("2026-02", "2026-01")


# Histories.


def test_two_employers_in_the_same_month_are_one_month():
    history = History((period("2020-01", "2020-12"), period("2020-06", "2021-03", "B")))
    assert history.paid(Fund.SOCIAL) == 15


def test_each_fund_is_counted_by_itself():
    history = History(
        (period("2020-01", "2020-12"), period("2021-01", "2021-02", funds=frozenset({Fund.HEALTH})))
    )
    assert {fund: history.paid(fund) for fund in Fund} == {
        Fund.SOCIAL: 12,
        Fund.UNEMPLOYMENT: 12,
        Fund.HEALTH: 14,
    }


def test_late_months_are_not_paid_ones_and_their_employer_is_named():
    history = History((period("2026-01", "2026-06"), period("2026-07", "2026-09", late=True)))
    assert (history.paid(Fund.SOCIAL), history.late, history.late_employers) == (6, 3, ("A",))


def test_a_late_month_that_another_employer_has_paid_is_not_owed():
    history = History((period("2026-07", "2026-09", late=True), period("2026-08", "2026-08", "B")))
    assert (history.late, history.late_employers) == (2, ("A",))
    covered = History((period("2026-07", "2026-09", late=True), period("2026-07", "2026-09", "B")))
    assert (covered.late, covered.late_employers) == (0, ())


def test_who_owes_is_named_once_and_the_newest_first():
    history = History(
        (
            period("2020-01", "2020-02", "old", late=True),
            period("2026-01", "2026-02", "new", late=True),
            period("2026-04", "2026-04", "new", late=True),
        )
    )
    assert history.late_employers == ("new", "old")


def test_the_newest_line_is_the_first_and_gaps_stand_where_they_are():
    old, new = period("2014-01", "2015-03", "B"), period("2015-09", "2026-06")
    gap = Gap(Month(2015, 4), Month(2015, 8))
    assert History((old, new)).lines == (new, gap, old)
    assert gap.months == 5


def test_nothing_known_is_nothing():
    nothing = History()
    assert (nothing.paid(Fund.SOCIAL), nothing.late, nothing.lines, nothing.known_until) == (0, 0, (), None)


@given(histories)
def test_every_month_is_paid_or_late_or_neither_and_never_two_of_them(history):
    """For whoever contributes to one fund: then a month is one of three things."""
    one_fund = History(
        tuple(
            Period(p.first, p.last, p.employer, frozenset({Fund.SOCIAL}), p.is_late) for p in history.periods
        )
    )
    known = {place for p in history.periods for place in p.places}
    span = max(known) - min(known) + 1 if known else 0
    idle = sum(gap.months for gap in one_fund.gaps)
    assert one_fund.paid(Fund.SOCIAL) + one_fund.late + idle == span


@given(histories, st.randoms())
def test_neither_order_nor_repetition_changes_anything(history, chance):
    mixed = [*history.periods, *history.periods[:2]]
    chance.shuffle(mixed)
    other = History(tuple(mixed))
    assert [other.paid(fund) for fund in Fund] == [history.paid(fund) for fund in Fund]
    assert (other.late, other.gaps, other.known_until) == (history.late, history.gaps, history.known_until)
    assert set(other.late_employers) == set(history.late_employers)


@given(histories, periods())
def test_one_more_paid_period_never_makes_less(history, more):
    paid = Period(more.first, more.last, more.employer, more.funds)
    longer = History((*history.periods, paid))
    assert all(longer.paid(fund) >= history.paid(fund) for fund in Fund)
    assert longer.late <= history.late


@given(histories)
def test_gaps_are_between_what_is_known_and_hold_none_of_it(history):
    known = {place for p in history.periods for place in p.places}
    for gap in history.gaps:
        assert known.isdisjoint(gap.places)
        assert min(known) < min(gap.places) <= max(gap.places) < max(known)


@given(histories)
def test_who_owes_owes_something(history):
    assert bool(history.late_employers) is (history.late > 0)


# Employers.


@pytest.mark.parametrize(("paid", "late"), [("2026-09", 0), ("2026-06", 3), ("2025-09", 12), ("2026-10", 0)])
def test_an_employer_owes_the_months_that_are_due(paid, late):
    assert Employer("TN1", "A", Month.from_text(paid), Month(2026, 9)).late == late
