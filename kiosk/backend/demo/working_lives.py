"""Invents how the demo's people have contributed, and how its employers stand."""

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import sqlalchemy as sa

from kiosk.backend.demo.ward import Material, Row
from kiosk.backend.insurer import employer_search, working_life
from kiosk.backend.insurer.register_entry import RegisterEntry
from kiosk.backend.storage.schema import contributions, employers
from kiosk.backend.storage.vault import Vault
from kiosk.domain.contributions import Employer, Fund, Month, Period

_NOT_YET_DUE = 2
"""Months: one is paid by the end of the next."""
_UNEMPLOYMENT_SINCE = Month(2009, 1)
_YOUNGEST = 18


def fill(
    connection: sa.Connection,
    vault: Vault,
    material: Material,
    ward: Sequence[RegisterEntry],
    seed: int,
    today: date,
) -> None:
    """Write both down."""
    found = standings(material, today)
    connection.execute(sa.insert(employers), [employer_search.to_row(each) for each in found.values()])
    lives = invent(material, ward, found, random.Random(seed), today)
    rows = [
        working_life.to_row(vault, vault.person(number), periods)
        for number, periods in lives.items()
        if periods
    ]
    connection.execute(sa.insert(contributions), rows)


def standings(material: Material, today: date) -> dict[str, Employer]:
    """Return each employer by name, as late as the material has it."""
    due = Month.of(today).plus(-_NOT_YET_DUE)
    return {
        row["name"]: Employer(row["code"], row["name"], due.plus(-row["late"]), due)
        for row in material.employers
    }


def invent(
    material: Material,
    ward: Sequence[RegisterEntry],
    found: Mapping[str, Employer],
    chance: random.Random,
    today: date,
) -> dict[str, tuple[Period, ...]]:
    """Return each person's periods by number: the cast's as they are told, the others' by chance."""
    told = {actor["citizen_id"]: actor.get("worked", []) for actor in material.cast}
    return {
        person.citizen_id: tuple(
            period
            for job in told.get(person.citizen_id) or list(_jobs(person, found, chance, today))
            for period in _periods(job, found[job["employer"]])
        )
        for person in ward
    }


def _jobs(
    person: RegisterEntry, found: Mapping[str, Employer], chance: random.Random, today: date
) -> Iterator[Row]:
    """Go back in time from the job of now, or from some years ago, until they were too young."""
    months_grown = (today.year - int(person.birth[:4]) - _YOUNGEST) * 12 - _NOT_YET_DUE
    ago = 0 if person.employer else chance.randint(6, 200)
    employer = person.employer or chance.choice(sorted(found))
    while ago < months_grown:
        months = min(chance.randint(8, 150), months_grown - ago)
        yield {"employer": employer, "until": ago, "months": months}
        ago += months + chance.choice([0, 0, 3, 14])
        employer = chance.choice(sorted(found))
        if chance.random() < 0.3:
            return


def _periods(job: Row, employer: Employer) -> Iterator[Period]:
    """Yield the paid part of a job and the late one; only a person who still works there has a late one."""
    last = employer.due_until.plus(-job["until"])
    first = last.plus(1 - job["months"])
    late = min(employer.late, job["months"]) if job["until"] == 0 else 0
    funds = {Fund.SOCIAL, Fund.HEALTH} | ({Fund.UNEMPLOYMENT} if first >= _UNEMPLOYMENT_SINCE else set())
    if late < job["months"]:
        yield Period(first, last.plus(-late), employer.name, frozenset(funds))
    if late:
        yield Period(last.plus(1 - late), last, employer.name, frozenset(funds), is_late=True)
