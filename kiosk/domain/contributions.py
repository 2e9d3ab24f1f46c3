"""How long a person has contributed: months counted once however many periods have them, gaps, late ones.

A history holds no salaries: no question needs them, and what is not there cannot be seen over a shoulder.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Self, TypeVar

from kiosk.domain.dates import PartialDate
from kiosk.domain.problems import Invalid, Problem

_MONTHS = 12


class Fund(StrEnum):
    """What is contributed to (docs/domain.md#looking-up)."""

    SOCIAL = "social"
    """BHXH: pensions, sickness, maternity, accidents at work."""
    UNEMPLOYMENT = "unemployment"
    """BHTN."""
    HEALTH = "health"
    """BHYT."""


@dataclass(frozen=True, order=True)
class Month:
    """A month of the calendar, in which or for which a contribution is paid."""

    year: int
    month: int

    def __post_init__(self) -> None:
        """Raise `Invalid` (`month.impossible`) for what no calendar has."""
        if not (1 <= self.month <= _MONTHS and 1900 <= self.year <= 2999):
            raise Invalid(Problem("month.impossible"))

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read "2019-03", "03/2019", "032019" or a whole date, of which the day is left out.

        Raises `Invalid`: `month.unreadable`, `month.impossible`.
        """
        try:
            found = PartialDate.from_iso(text) if text[4:5] == "-" else PartialDate.from_typed(text)
        except Invalid as invalid:
            what = "impossible" if "birth.impossible" in invalid.keys else "unreadable"
            raise Invalid(Problem(f"month.{what}")) from invalid
        return cls(found.year, found.month)

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the month in which `day` is."""
        return cls(day.year, day.month)

    @classmethod
    def at(cls, place: int) -> Self:
        """Return the month at a place of the count that `place` gives."""
        return cls(place // _MONTHS, place % _MONTHS + 1)

    @property
    def place(self) -> int:
        """Months since the year 0, so that months can be counted."""
        return self.year * _MONTHS + self.month - 1

    @property
    def iso(self) -> str:
        """ "2019-03"."""
        return f"{self.year:04}-{self.month:02}"

    @property
    def shown(self) -> str:
        """The way Vietnam writes it: "03/2019"."""
        return f"{self.month:02}/{self.year:04}"

    def plus(self, months: int) -> Self:
        """Return the month so many later, or earlier."""
        return type(self).at(self.place + months)


@dataclass(frozen=True)
class Span:
    """Months from `first` to `last`, both included."""

    first: Month
    last: Month

    def __post_init__(self) -> None:
        """Raise `Invalid` (`period.backwards`) when it ends before it begins."""
        if self.last < self.first:
            raise Invalid(Problem("period.backwards"))

    @property
    def places(self) -> range:
        """Its months, counted as `Month.place` counts them."""
        return range(self.first.place, self.last.place + 1)

    @property
    def months(self) -> int:
        """How many it has."""
        return len(self.places)


@dataclass(frozen=True)
class Period(Span):
    """With one employer, each month of it paid; or each of them late."""

    employer: str
    funds: frozenset[Fund] = frozenset({Fund.SOCIAL})
    is_late: bool = False
    """Has the employer declared these months and not paid them yet ("chậm đóng")?"""


@dataclass(frozen=True)
class Gap(Span):
    """Months without a contribution, between months with one."""


T = TypeVar("T", bound=Span)


@dataclass(frozen=True)
class History:
    """Everything that is known of one person's contributions, in any order; periods may overlap."""

    periods: tuple[Period, ...] = ()

    def paid(self, fund: Fund) -> int:
        """How many months were paid to `fund`; a month with two employers is one month."""
        return len(self._paid(fund))

    @property
    def late(self) -> int:
        """How many months an employer still owes; one that another employer has paid is not owed."""
        return len({place for period in self.periods for place in self._owed(period)})

    @property
    def late_employers(self) -> tuple[str, ...]:
        """Who owes them, each once, the newest first."""
        owing = (period.employer for period in _newest_first(self.periods) if self._owed(period))
        return tuple(dict.fromkeys(owing))

    @property
    def known_until(self) -> Month | None:
        """The newest month of which anything is known; None when nothing is."""
        return max((period.last for period in self.periods), default=None)

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Where no contribution was made in between, the newest first."""
        known = sorted({place for period in self.periods for place in period.places})
        found = [Gap(Month.at(a + 1), Month.at(b - 1)) for a, b in pairwise(known) if b - a > 1]
        return tuple(reversed(found))

    @property
    def lines(self) -> tuple[Period | Gap, ...]:
        """Periods and gaps as they are read: the newest first."""
        return tuple(_newest_first([*self.periods, *self.gaps]))

    def _paid(self, fund: Fund) -> set[int]:
        paid = (period for period in self.periods if not period.is_late and fund in period.funds)
        return {place for period in paid for place in period.places}

    def _owed(self, period: Period) -> set[int]:
        """Its months, if they are late, in which one of its funds was not paid."""
        if not period.is_late:
            return set()
        return {place for fund in period.funds for place in set(period.places) - self._paid(fund)}


def _newest_first(spans: Sequence[T]) -> list[T]:
    return sorted(spans, key=lambda span: (span.last, span.first), reverse=True)


@dataclass(frozen=True)
class Employer:
    """An employer's standing, which is public; nothing in it is about the people who work there."""

    code: str
    name: str
    paid_until: Month
    """The newest month that is paid in full."""
    due_until: Month
    """The newest month that should have been when the insurer counted."""

    @property
    def late(self) -> int:
        """How many months it owes."""
        return max(0, self.due_until.place - self.paid_until.place)
