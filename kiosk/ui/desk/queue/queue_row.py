"""One line of the queue: which columns there are in how much room, and what stands in them."""

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.domain.registration.eligibility import Status
from kiosk.ports.dossiers import QueueEntry
from kiosk.ui.desk.session import DeskSession

MARK, OFFICE, YEAR, WHOM, SINCE = 1, 6, 4, 11, 8
_SHARE, _NARROWEST, _WIDEST = 0.3, 20, 34
"""Of the whole width, what a name has, and its limits."""


@dataclass(frozen=True)
class Column:
    """A column's name, as in the words for its title, and its width."""

    name: str
    width: int


def columns(width: int, *, has_offices: bool = False) -> tuple[Column, ...]:
    """Return the columns for `width` cells; a blank cell stands between them.

    `has_offices`: the officer sees more than one, and the line says which.
    """
    name = min(_WIDEST, max(_NARROWEST, int(width * _SHARE)))
    office = (("office", OFFICE),) if has_offices else ()
    fixed = (("mark", MARK), *office, ("name", name), ("year", YEAR), ("whom", WHOM), ("since", SINCE))
    rest = width - sum(size + 1 for _, size in fixed)
    return (*(Column(*each) for each in fixed), Column("reasons", max(8, rest)))


def cells(entry: QueueEntry, widths: Sequence[Column], session: DeskSession) -> list[tuple[str, str]]:
    """Return (column, text) for one entry, each text as wide as its column."""
    texts = {
        "mark": "●" if entry.waits_here else "✚" if entry.is_supplemented else "",
        "office": entry.office_code,
        "name": entry.full_name,
        "year": str(entry.birth.year),
        "whom": session.say(f"desk.whom.{entry.relation or 'self'}"),
        "since": session.say_since(entry.received_at),
        "reasons": _reasons(entry, session),
    }
    return [(column.name, fit(texts[column.name], column.width)) for column in widths]


def titles(widths: Sequence[Column], session: DeskSession) -> str:
    """Return the line above the queue."""
    return " ".join(
        fit(session.say(f"desk.column.{column.name}") if column.name != "mark" else "", column.width)
        for column in widths
    )


def fit(text: str, width: int) -> str:
    """Return `text` in exactly `width` cells, with an ellipsis where it is longer."""
    return text.ljust(width) if len(text) <= width else f"{text[: width - 1]}…"


def _reasons(entry: QueueEntry, session: DeskSession) -> str:
    """Who waits and who has it open come first: they tell which to take."""
    here = session.say("desk.queue.waits_here") if entry.waits_here else ""
    came = session.say("desk.queue.supplemented") if entry.is_supplemented else ""
    status = "" if entry.status == Status.PENDING_REVIEW else session.say(f"desk.status.{entry.status}")
    is_others = entry.claimed_by and session.officer and entry.claimed_by != session.officer.full_name
    claimed = session.say("desk.queue.claimed", officer=entry.claimed_by) if is_others else ""
    short = [session.say_if(f"desk.short.{reason}") for reason in entry.reasons]
    return " · ".join(filter(None, [here, came, status, claimed, *short]))
