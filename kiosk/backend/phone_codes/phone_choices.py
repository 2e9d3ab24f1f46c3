"""To which phones a code for a person's record could go: the insurer's for them, and those of their account.

Whoever is unknown, has no phone, or gave another name or birth gets numbers that are made up from what they
declared, always the same ones and of the same kinds: what is shown does not tell who is known. A code to such
a number is sent to nobody.
"""

from dataclasses import dataclass

import sqlalchemy as sa

from kiosk.backend.insurer.port import Insured
from kiosk.backend.phone_codes import account_phones
from kiosk.backend.phone_codes.account_phones import NewPhone
from kiosk.backend.storage.vault import Vault
from kiosk.contract.fields import IdentityBody
from kiosk.contract.phone_codes import PhoneChoiceBody
from kiosk.domain import phones
from kiosk.domain.people import Relation, Sex
from kiosk.domain.registration.draft import PhoneOwner

MOST = 4
"""As many as a screen offers; the fifth choice is "none of these"."""
_ONLY_HELPER, _BOTH = 51, 77
"""Of 256 made-up answers, how many show a helper's number alone, and how many up to there or two numbers."""
_MADE_UP = "+84000000{:03}"
"""Not a number that exists."""


@dataclass(frozen=True)
class PhoneChoice:
    """A phone that may be chosen. Without `is_real` there is none behind it."""

    id: str
    shown: NewPhone
    is_real: bool

    def to_body(self) -> PhoneChoiceBody:
        """What the kiosk sees of it."""
        of = self.shown
        return PhoneChoiceBody(
            id=self.id,
            masked=phones.ending(of.phone),
            owner=of.owner,
            relation=of.relation,
            helper_sex=of.helper_sex,
        )


def of_person(
    connection: sa.Connection, vault: Vault, declared: IdentityBody, insured: Insured | None
) -> tuple[PhoneChoice, ...]:
    """Return one to four choices. `insured` is whom the declared name and birth agree with, else None."""
    number = insured.citizen_id if insured else declared.citizen_id
    known = [phone.content for phone in account_phones.current(connection, vault, vault.person(number))]
    identity = vault.identity(declared.citizen_id, declared.full_name, declared.birth)
    found = _known(insured, known) if insured else []
    shown = found or made_up(identity)
    return tuple(PhoneChoice(vault.choice(identity, each.phone), each, bool(found)) for each in shown)


def chosen(choices: tuple[PhoneChoice, ...], choice_id: str | None) -> str | None:
    """The phone (E.164) behind a choice, the first one's without any; None: nobody is sent a code."""
    picked = choices[0] if choice_id is None else next((c for c in choices if c.id == choice_id), None)
    return picked.shown.phone if picked is not None and picked.is_real else None


def made_up(identity: bytes) -> list[NewPhone]:
    """Return one number as a rule, of the kinds that people have; nobody has it."""
    kind, sex = identity[0], Sex.MALE if identity[1] % 2 else Sex.FEMALE
    own = NewPhone(_number(identity[2:6]), PhoneOwner.SELF)
    helpers = NewPhone(_number(identity[6:10]), PhoneOwner.HELPER, Relation.PARENT, sex)
    if kind < _ONLY_HELPER or own.phone == helpers.phone:
        return [helpers]
    return [own, helpers] if kind < _BOTH else [own]


def _number(drawn: bytes) -> str:
    return _MADE_UP.format(int.from_bytes(drawn, "big") % 1000)


def _known(insured: Insured, of_account: list[NewPhone]) -> list[NewPhone]:
    """The person's own first. What the account knows of a number says more than the register does."""
    found = {phone.phone: phone for phone in of_account}
    if insured.phone is not None:
        found.setdefault(insured.phone, NewPhone(insured.phone, PhoneOwner.SELF))
    return sorted(found.values(), key=lambda phone: phone.owner is PhoneOwner.HELPER)[:MOST]
