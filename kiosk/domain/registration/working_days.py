"""Working days, in which the law counts a person's deadlines: Monday to Friday but for the holidays."""

from collections.abc import Collection
from datetime import date, timedelta

_DAY = timedelta(days=1)
_SATURDAY = 5


class WorkingDays:
    """A calendar of working days; `holidays` are days off that fall on any day of the week."""

    def __init__(self, holidays: Collection[date]) -> None:
        self._holidays = frozenset(holidays)

    def has(self, day: date) -> bool:
        """Is `day` a working day?"""
        return day.weekday() < _SATURDAY and day not in self._holidays

    def after(self, day: date, count: int) -> date:
        """Return the last day of a deadline of `count` working days, the first of them after `day`."""
        while count:
            day += _DAY
            count -= self.has(day)
        return day

    def left(self, today: date, due: date) -> int:
        """How many working days are left until `due`, that day included; negative for those since then."""
        if due < today:
            return -self.left(due, today)
        return sum(self.has(today + (place + 1) * _DAY) for place in range((due - today).days))
