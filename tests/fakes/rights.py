"""What is kept of a person, and what they ask for, made up for the screens' tests."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from kiosk.domain.dates import PartialDate
from kiosk.domain.people import Person, Relation, Sex
from kiosk.domain.registration.draft import Consent, PhoneOwner, Purpose
from kiosk.domain.registration.eligibility import Status
from kiosk.domain.registration.rights import AT_ONCE, RequestState, Right
from kiosk.ports.kept_data import (
    KeptCard,
    KeptData,
    KeptDetails,
    KeptHelp,
    KeptMessage,
    KeptRegistration,
    RightsReceipt,
    Viewing,
    WrongField,
)

CODE = "7K3M9QXRA2WD"


def kept_data(at: datetime) -> KeptData:
    """Everything once, the messages twice."""
    details = KeptDetails(
        full_name="Nguyễn Văn Mẫu",
        birth=PartialDate(1990, 1, 1),
        sex=Sex.MALE,
        citizen_id="006090000011",
        insurance_id=None,
        address="Tổ 0, Thử Nghiệm, Bắc Kạn",
        phone="090 ••• ••00",
        phone_owner=PhoneOwner.SELF,
        consents=(Consent(Purpose.REGISTRATION, "2026-11-2", granted=True),),
    )
    return KeptData(
        registrations=(KeptRegistration(CODE, Status.APPROVED, at, "Máy 1", details),),
        helped=(KeptHelp(CODE, at, "Nguyễn Văn Mẫu", "006090000011", Relation.PARENT, "090 ••• ••00"),),
        cards=(KeptCard(CODE, at, at + timedelta(days=365), None),),
        messages=(KeptMessage("code", date(2026, 11, 16)), KeptMessage("code", date(2026, 11, 17))),
        viewings=(Viewing("officer", date(2026, 11, 16)),),
        requests=(),
    )


@dataclass
class FakeRights:
    """Shows the one person's data and takes requests, at once where there is a second factor."""

    now: datetime
    error: Exception | None = None
    asked: list[tuple[Right, WrongField]] = field(default_factory=list)
    data: KeptData | None = None

    async def kept(self, person: Person, *, proof: str = "", call_id: str = "") -> KeptData:
        """Return what is kept."""
        if self.error is not None:
            raise self.error
        return self.data or kept_data(self.now)

    async def ask(
        self, person: Person, right: Right, *, about: WrongField = "", proof: str = "", call_id: str = ""
    ) -> RightsReceipt:
        """Take the request."""
        if self.error is not None:
            raise self.error
        self.asked.append((right, about))
        is_done = right in AT_ONCE and bool(proof or call_id)
        state = RequestState.DONE if is_done else RequestState.WAITING
        return RightsReceipt(CODE, right, state, self.now, date(2026, 12, 7), "6BF")
