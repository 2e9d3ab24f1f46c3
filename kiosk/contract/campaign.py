"""The campaign's figures."""

from datetime import date, datetime

from kiosk.contract.fields import PREFIX, Body

STATISTICS = f"{PREFIX}/statistics"


class StatisticsAnswer(Body):
    """The campaign of the caller's own office."""

    registered: int
    goal: int


FIGURES = f"{PREFIX}/figures"


class Day(Body):
    """How many registrations came in on a day, as Vietnam counts days."""

    day: date
    received: int


class OfficeFigures(Body):
    """One office's registrations: `valid` are those that were neither refused nor withdrawn."""

    office_code: str
    filed: int
    valid: int
    approved: int
    waiting: int


class FiguresAnswer(Body):
    """The campaign for those who lead it, over the offices they see; the last fortnight, oldest day first."""

    registered: int
    goal: int
    filed: int
    valid: int
    waiting: int
    oldest_waiting: datetime | None
    days: list[Day]
    offices: list[OfficeFigures]
    as_of: datetime
