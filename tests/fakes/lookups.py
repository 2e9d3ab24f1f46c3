"""Contributions and employers made up: what the look-ups of a screen find."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from kiosk.domain import names
from kiosk.domain.contributions import Employer, Fund, History, Month, Period
from kiosk.domain.people import Person
from kiosk.ports.lookups import MOST_EMPLOYERS, Contributions, Employers

SEWING, TRUCKS = "Công ty May Thử Nghiệm", "Công ty Vận tải Kiểm Thử"
LIFE = History(
    (
        Period(Month(2026, 7), Month(2026, 9), SEWING, frozenset(Fund), is_late=True),
        Period(Month(2015, 11), Month(2026, 6), SEWING, frozenset(Fund)),
        Period(Month(2013, 10), Month(2015, 5), TRUCKS, frozenset({Fund.SOCIAL, Fund.HEALTH})),
    )
)
"""12 years and 4 months, 3 months late, 5 in which nobody paid."""
EMPLOYERS = (
    Employer("TN0001A", SEWING, Month(2026, 6), Month(2026, 9)),
    Employer("TN0006A", TRUCKS, Month(2026, 9), Month(2026, 9)),
)


@dataclass
class FakeLookups:
    """Knows one working life, and a few employers."""

    error: Exception | None = None
    history: History = LIFE
    is_sample: bool = False
    known: Sequence[Employer] = EMPLOYERS
    asked: list[tuple[str, str | None, str | None]] = field(default_factory=list)
    """Whose contributions were asked for, and against what."""

    async def contributions(
        self, person: Person, *, proof: str | None = None, call_id: str | None = None
    ) -> Contributions:
        """Return the one life."""
        self.asked.append((person.citizen_id or person.insurance_id or "", proof, call_id))
        if self.error is not None:
            raise self.error
        return Contributions(self.history, self.is_sample)

    async def employers(self, text: str) -> Employers:
        """Return whose name has the words."""
        if self.error is not None:
            raise self.error
        found = [each for each in self.known if names.fold(text) in names.fold(each.name)]
        return Employers(found[:MOST_EMPLOYERS], len(found) > MOST_EMPLOYERS, self.is_sample)
