"""The campaign's figures."""

from datetime import date, datetime

from kiosk.contract.fields import PREFIX, Body

STATISTICS = f"{PREFIX}/statistics"


class StatisticsAnswer(Body):
    """The ward's campaign."""

    registered: int
    goal: int


FIGURES = f"{PREFIX}/figures"


class Day(Body):
    """How many registrations came in on a day, as Vietnam counts days."""

    day: date
    received: int


class FiguresAnswer(Body):
    """The campaign for those who lead it: the last fortnight, oldest day first."""

    registered: int
    goal: int
    waiting: int
    oldest_waiting: datetime | None
    days: list[Day]
