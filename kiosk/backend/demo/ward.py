"""Invents a ward: households with their people, phones and cards in every state a kiosk meets."""

import random
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from kiosk.backend.insurer.register_entry import ALIVE, DECEASED, RegisterEntry
from kiosk.domain import names
from kiosk.domain.people import Sex

Row = dict[str, Any]
"""A person while they are being invented: some of a `RegisterEntry`'s fields."""

_GROWN, _YOUNG, _OLD = (25, 60), (1, 17), (61, 95)
_BIRTH_PLACE = "006"
_FEMALE_AFTER_2000, _MALE_AFTER_2000, _FEMALE_BEFORE, _MALE_BEFORE = "3", "2", "1", "0"


@dataclass(frozen=True)
class Material:
    """What assets/data/demo_ward.toml gives: names, places, and the cast of the practice scans."""

    surnames: list[str]
    middles_male: list[str]
    middles_female: list[str]
    given: list[str]
    streets: list[str]
    employers: list[Row]
    """Each with its code, and how many months late it pays."""
    phone_prefixes: list[str]
    facilities: Mapping[str, str]
    issued_by: str
    notes: Mapping[str, str]
    """What the officer wrote, by the state it led to."""
    officers: list[Row]
    """The officers who may sign in at the demo's desk, with their passwords, and their PINs at the kiosk."""
    cast: list[Row]

    @classmethod
    def from_file(cls, path: Path) -> "Material":
        """Read the file."""
        return cls(**tomllib.loads(path.read_text("utf-8")))


def people(material: Material, count: int, seed: int, today: date) -> list[RegisterEntry]:
    """Invent `count` people, the cast at their head; the same seed gives the same people."""
    ward = _InventedWard(material, random.Random(seed), today)
    found = [ward.acted(row) for row in material.cast]
    household = 1000
    while len(found) < count:
        household += 1
        found += ward.household(f"H{household}")
    return found[:count]


class _InventedWard:
    """One ward being invented: it remembers which numbers and phones are taken."""

    def __init__(self, material: Material, chance: random.Random, today: date) -> None:
        self._material = material
        self._chance = chance
        self._today = today
        self._phones = [f"+84{prefix}0000000" for prefix in material.phone_prefixes]
        chance.shuffle(self._phones)
        self._taken: dict[str, int] = {}
        self._insured = 100

    def acted(self, member: Row) -> RegisterEntry:
        """A person of the cast as the register has them; their card is good until the end of next year."""
        self._taken[member["citizen_id"][:6]] = int(member["citizen_id"][6:])
        row = {key: value for key, value in member.items() if key not in ("is_registered", "worked")}
        row["valid_to"] = date(self._today.year + 1, 12, 31)
        return RegisterEntry(**{**row, "sex": Sex(row["sex"])})

    def household(self, name: str) -> Iterator[RegisterEntry]:
        """One to five people under one roof, children with their parent's name on the card."""
        chance, material = self._chance, self._material
        surname, street = chance.choice(material.surnames), chance.choice(material.streets)
        head: Row | None = None
        for _ in range(chance.randint(1, 5)):
            ages = _GROWN if head is None else chance.choices([_GROWN, _YOUNG, _OLD], [4, 2, 1])[0]
            person = self._person(surname, chance.randint(*ages))
            person |= {"household": name, "address": street}
            head = head or person
            if self._age(person) < 18:
                person |= {"parent_name": head["full_name"], "parent_citizen_id": head["citizen_id"]}
            yield RegisterEntry(**person)

    def _person(self, surname: str, age: int) -> Row:
        chance, material = self._chance, self._material
        sex = chance.choice([Sex.MALE, Sex.FEMALE])
        middles = material.middles_male if sex is Sex.MALE else material.middles_female
        full_name = f"{surname} {chance.choice(middles)} {chance.choice(material.given)}"
        if chance.random() < 0.04:  # the register of old was typed without marks
            full_name = names.fold(full_name).title()
        birth = self._today - timedelta(days=365 * age + chance.randint(0, 364))
        person: Row = {
            "citizen_id": self._number(sex, birth.year),
            "full_name": full_name,
            "birth": str(birth.year) if age > 70 and chance.random() < 0.3 else birth.isoformat(),
            "sex": sex,
            "status": DECEASED if age > 60 and chance.random() < 0.15 else ALIVE,
        }
        if age >= 18 and self._phones and chance.random() < 0.2:
            person["phone"] = self._phones.pop()
        if 18 <= age < 60 and chance.random() < 0.6:
            person["employer"] = chance.choice(material.employers)["name"]
        return person | self._card(birth, age)

    def _card(self, birth: date, age: int) -> Row:
        """The card: none for a few, run out for a few, open-ended for some, else good for a year or two."""
        chance, today = self._chance, self._today
        if chance.random() < 0.05:
            return {}
        self._insured += 1
        insurance_id = f"{self._insured:010}"
        benefit = "1" if age < 6 else "2" if age >= 80 else "4"
        code = "TE" if age < 6 else "CT" if age >= 80 else "GD"
        year = today.year - chance.randint(0, 3)
        last = chance.choices([date(today.year - 1, 12, 31), date(today.year + 1, 6, 30), None], [8, 80, 12])[
            0
        ]
        return {
            "insurance_id": insurance_id,
            "card_number": f"{code}{benefit}00{insurance_id}" if chance.random() < 0.3 else insurance_id,
            "facility": chance.choice(sorted(self._material.facilities)),
            "valid_from": max(birth, date(year if last is None or last > today else today.year - 2, 1, 1)),
            "valid_to": last,
            "five_years_from": date(today.year - chance.randint(0, 6), 1, 1) if age > 10 else None,
            "benefit": benefit,
        }

    def _number(self, sex: Sex, year: int) -> str:
        """A number of province 006 whose serial, 000NNN, is lower than any that was issued."""
        if year < 2000:
            century = _MALE_BEFORE if sex is Sex.MALE else _FEMALE_BEFORE
        else:
            century = _MALE_AFTER_2000 if sex is Sex.MALE else _FEMALE_AFTER_2000
        prefix = f"{_BIRTH_PLACE}{century}{year % 100:02}"
        self._taken[prefix] = self._taken.get(prefix, 0) + 1
        return f"{prefix}{self._taken[prefix]:06}"

    def _age(self, person: Row) -> int:
        return self._today.year - int(person["birth"][:4])
