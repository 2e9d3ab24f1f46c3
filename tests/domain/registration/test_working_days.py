"""Working days: weekends and holidays do not count."""

import tomllib
from datetime import date, timedelta

import pytest

from kiosk.domain.registration.working_days import WorkingDays
from kiosk.resources import ASSETS
from kiosk.resources.holidays import working_days

FRIDAY, MONDAY, TUESDAY = date(2026, 11, 13), date(2026, 11, 16), date(2026, 11, 17)


@pytest.mark.parametrize(
    ("day", "count", "due"),
    [
        (MONDAY, 2, date(2026, 11, 18)),
        (MONDAY, 10, date(2026, 11, 30)),
        (FRIDAY, 1, MONDAY),
        (FRIDAY + timedelta(days=1), 1, MONDAY),
        (MONDAY, 20, date(2026, 12, 14)),
        (date(2026, 12, 31), 1, date(2027, 1, 4)),
        (date(2027, 2, 4), 1, date(2027, 2, 11)),
        (date(2027, 4, 15), 1, date(2027, 4, 19)),
        (date(2027, 4, 29), 1, date(2027, 5, 4)),
    ],
)
def test_a_deadline_counts_from_the_day_after_and_skips_weekends_and_holidays(day, count, due):
    assert working_days().after(day, count) == due


@pytest.mark.parametrize(
    ("today", "due", "left"),
    [
        (MONDAY, MONDAY, 0),
        (MONDAY, TUESDAY, 1),
        (FRIDAY, MONDAY, 1),
        (MONDAY, FRIDAY, -1),
        (MONDAY, date(2026, 11, 30), 10),
    ],
)
def test_what_is_left_of_a_deadline_is_counted_the_same_way(today, due, left):
    assert WorkingDays(()).left(today, due) == left


def test_each_holiday_says_whence_it_is_known_and_how_surely():
    rows = tomllib.loads((ASSETS / "data" / "holidays.toml").read_text("utf-8"))["holiday"]
    assert {row["state"] for row in rows} <= {"fixed", "announced", "estimated"}
    assert all(row["source"] and row["name"] and row["verified_on"] for row in rows)
    days = [row["day"] for row in rows]
    assert days == sorted(set(days))
    for year in (2026, 2027):
        off = {day for day in days if day.year == year}
        assert len(off) >= 9
        assert {date(year, 1, 1), date(year, 4, 30), date(year, 9, 2)} <= off
