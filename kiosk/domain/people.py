"""The people a registration is about: whose account it becomes, and who helps them."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Self

from kiosk.domain.dates import PartialDate
from kiosk.domain.problems import Problem

ADULT_AGE = 18
CHILD_CONSENT_AGE = 7  # from this age the child consents beside the representative (docs/domain.md#children)


class Sex(StrEnum):
    """As the card says it."""

    MALE = "male"
    FEMALE = "female"


class IdSource(StrEnum):
    """How the kiosk came by an identity."""

    CARD_QR = "card_qr"
    TYPED = "typed"


class Relation(StrEnum):
    """What the participant is to the helper who stands at the kiosk."""

    PARENT = "parent"
    GRANDPARENT = "grandparent"
    SPOUSE = "spouse"
    CHILD = "child"
    OTHER = "other"


@dataclass(frozen=True)
class Person:
    """An identity as scanned or typed; a field not yet answered is "" or None.

    `warnings` are contradictions inside the card itself, which the person confirms and the officer sees.
    `address` None means not asked yet, "" means left to the officer.
    """

    citizen_id: str = ""
    full_name: str = ""
    birth: PartialDate | None = None
    sex: Sex | None = None
    address: str | None = None
    source: IdSource = IdSource.TYPED
    insurance_id: str | None = None
    warnings: tuple[Problem, ...] = ()

    def with_(self, **changes: object) -> Self:
        """Return a copy with `changes`."""
        return replace(self, **changes)  # type: ignore[arg-type]  # replace checks the names itself

    @property
    def is_complete(self) -> bool:
        """Does it say who this is: number, name, birth and sex?"""
        return bool(self.citizen_id and self.full_name and self.birth and self.sex)

    @property
    def is_name_certain(self) -> bool:
        """Did every letter of the name arrive as it stands on the card?"""
        return not any(warning.field == "name" for warning in self.warnings)

    @property
    def masked_id(self) -> str:
        """The number as a screen shows it, where others may look over a shoulder: "001 105 ••• 017"."""
        return masked_citizen_id(self.citizen_id)

    def is_minor(self, today: date) -> bool:
        """Is this person under 18 on `today`, or possibly so?"""
        return self.birth is not None and self.birth.age(today) < ADULT_AGE

    def is_child_to_ask(self, today: date) -> bool:
        """Is this a child from seven on, or possibly so, who is asked beside the representative?"""
        birth = self.birth
        return birth is not None and self.is_minor(today) and birth.greatest_age(today) >= CHILD_CONSENT_AGE


def masked_citizen_id(number: str) -> str:
    """Return the number as a screen shows it, where others may look over a shoulder: "001 105 ••• 017"."""
    return f"{number[:3]} {number[3:6]} ••• {number[-3:]}" if len(number) == 12 else number
