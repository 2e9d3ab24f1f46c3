"""What an officer changes in registrations, made up."""

from dataclasses import dataclass, field, replace

from kiosk.domain.registration.correction import FieldChange
from kiosk.domain.registration.draft import PhoneOwner
from kiosk.ports.dossiers import Dossier, DossierEvent
from kiosk.ports.errors import Refused, Unavailable
from kiosk.ports.officer import Correction
from kiosk.ui.desk.dossier.field_words import declared
from tests.fakes.citizen import NOW


@dataclass
class FakeCorrections:
    """The part of a made-up office that changes what it has."""

    corrections: list[tuple[str, Correction]] = field(default_factory=list)
    correct_error: Refused | Unavailable | None = None
    phones: list[tuple[str, str, PhoneOwner]] = field(default_factory=list)
    """Phones that accounts were given."""

    async def dossier(self, receipt_code: str) -> Dossier:
        """Return one."""
        raise NotImplementedError

    def change(self, code: str, **changes) -> None:
        """Let something happen to one."""
        raise NotImplementedError

    async def change_phone(self, receipt_code: str, phone: str, owner: PhoneOwner) -> None:
        """Note it."""
        self.phones.append((receipt_code, phone, owner))
        self.change(receipt_code, phone=phone, phone_owner=owner)

    async def correct(self, receipt_code: str, correction: Correction) -> None:
        """Do it for a name and an address; note it in the history."""
        if self.correct_error is not None:
            raise self.correct_error
        dossier = await self.dossier(receipt_code)
        self.corrections.append((receipt_code, correction))
        given = dict(correction.changes)
        made = tuple(FieldChange(field, declared(dossier).text(field), new) for field, new in given.items())
        event = DossierEvent(
            dossier.status,
            NOW,
            "Lê Thị Mai Mẫu",
            correction.note,
            f"corrected.{correction.reason}",
            made,
            correction.agreed,
        )
        known = {str(field): value for field, value in given.items() if field in ("full_name", "address")}
        self.change(
            receipt_code,
            declared=replace(dossier.declared, **known),
            history=(*dossier.history, event),
            version=f"{dossier.version}+",
        )
