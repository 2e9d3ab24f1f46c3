"""One row of a file of contributions or of employers, held against the rules."""

import re
from collections.abc import Mapping
from datetime import date

from kiosk.backend.imports.participant_row import citizen_id
from kiosk.backend.imports.row_reader import Checked, RowReader, Trouble, Unfit
from kiosk.backend.insurer.employer_search import code_of
from kiosk.domain import names
from kiosk.domain.contributions import Employer, Fund, Month, Period

_LONGEST_NAME = 200
_LONGEST_CODE = 20
_PARTS = re.compile(r"[,;+/&]| va |-")
_FUNDS = {
    "bhxh": Fund.SOCIAL,
    "social": Fund.SOCIAL,
    "bhtnldbnn": Fund.SOCIAL,
    "bhtn": Fund.UNEMPLOYMENT,
    "unemployment": Fund.UNEMPLOYMENT,
    "bhyt": Fund.HEALTH,
    "health": Fund.HEALTH,
}
_LATE = dict.fromkeys(("x", "co", "1", "true", "yes", "cham dong", "no dong"), True)
_NOT_LATE = dict.fromkeys(("khong", "0", "false", "no", "da dong"), False)
_YES_OR_NO = {**_LATE, **_NOT_LATE}

Worked = tuple[str, Period | None]
"""A citizen's number and a period; None where that line cannot be used, and with it the person's others."""


def check_period(cells: Mapping[str, str], today: date) -> Checked[Worked]:
    """Read a period. A row that cannot be used is refused with its person, if it says whose it is."""
    row = RowReader(cells)
    number = row.read("citizen_id", lambda text: citizen_id(row, text, today), is_needed=True)
    first = row.read("first", Month.from_text, is_needed=True)
    last = row.read("last", Month.from_text, is_needed=True)
    employer = row.read("employer", _name, is_needed=True)
    funds = row.read("funds", _funds)
    is_late = row.read("late", _is_late)
    if last and last > Month.of(today):
        row.refusals.append(Trouble("last", "in_the_future"))
    if first and last and last < first:
        row.refusals.append(Trouble("last", "before_the_first"))
    if number is None:
        return row.refused()
    if row.refusals or not (first and last and employer):
        return Checked((number, None), tuple(row.refusals), tuple(row.doubts))
    period = Period(first, last, employer, funds or frozenset({Fund.SOCIAL}), bool(is_late))
    return row.taken((number, period))


def check_employer(cells: Mapping[str, str], today: date) -> Checked[Employer]:
    """Read an employer's standing."""
    row = RowReader(cells)
    code = row.read("code", _code, is_needed=True)
    name = row.read("name", _name, is_needed=True)
    paid = row.read("paid_until", Month.from_text, is_needed=True)
    due = row.read("due_until", Month.from_text, is_needed=True)
    if due and due > Month.of(today):
        row.refusals.append(Trouble("due_until", "in_the_future"))
    if row.refusals or not (code and name and paid and due):
        return row.refused()
    return row.taken(Employer(code, name, paid, due))


def _name(text: str) -> str:
    if len(text) > _LONGEST_NAME:
        raise Unfit("too_long")
    return text


def _code(text: str) -> str:
    code = code_of(text)
    if not (code.isascii() and 0 < len(code) <= _LONGEST_CODE):
        raise Unfit("unreadable")
    return code


def _funds(text: str) -> frozenset[Fund]:
    """Read "BHXH, BHTN, BHYT"; BHTNLĐ-BNN is paid with BHXH."""
    folded = names.fold(text).replace("bhtnld-bnn", "bhtnldbnn")
    parts = [part.replace(" ", "") for part in _PARTS.split(folded)]
    found = {_FUNDS.get(part) for part in parts if part}
    if not found or None in found:
        raise Unfit("unreadable")
    return frozenset(fund for fund in found if fund)


def _is_late(text: str) -> bool:
    found = _YES_OR_NO.get(names.fold(text))
    if found is None:
        raise Unfit("unreadable")
    return found
