"""One of each kind of slip, as the screens compose them; everybody on them is invented."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from kiosk.domain.registration.draft import Consent, Purpose
from kiosk.domain.registration.eligibility import Status
from kiosk.domain.slip import Slip
from kiosk.ports.devices import Graphics
from kiosk.ports.lookups import Contributions
from kiosk.ports.pick_ups import KeptForm
from kiosk.ports.registrations import Queued, RegistrationStatus
from kiosk.ui.kiosk.paper.slips import (
    agreed_slip,
    asked_slip,
    card_slip,
    contributions_slip,
    kept_slip,
    received_slip,
    saved_slip,
)
from kiosk.ui.kiosk.session import Session
from tests.domain.samples import WOMAN
from tests.fakes.citizen import NOW, SIGNED_RECEIPT, World, a_card
from tests.fakes.lookups import LIFE
from tests.fakes.pick_ups import SIGNED_PICK_UP
from tests.ui.scenes.scene import PICK_UP, RECEIPT

SAMPLE = "MẪU – KHÔNG CÓ GIÁ TRỊ\nSAMPLE – NOT VALID"


def session() -> Session:
    """A demo's kiosk."""
    return Session(World(is_demo=True).services, "vi", Graphics())


def agreed() -> tuple[Consent, ...]:
    """What a daughter and her mother answered."""
    here = session()
    texts = [here.consent(purpose) for purpose in (Purpose.REGISTRATION, Purpose.DECLARATION)]
    return tuple(
        Consent(purpose, text.version, True, text.language, text.digest)
        for purpose, text in zip((Purpose.REGISTRATION, Purpose.DECLARATION), texts, strict=True)
    )


def _waiting() -> RegistrationStatus:
    return RegistrationStatus(
        RECEIPT,
        Status.PENDING_REVIEW,
        ("by_themselves", "phone_proved"),
        NOW,
        initials="T.T.T.N.",
        paper_receipt=SIGNED_RECEIPT,
    )


def _approved() -> RegistrationStatus:
    return replace(_waiting(), status=Status.APPROVED, reasons=())


KINDS: dict[str, Callable[[], Slip]] = {
    "saved": lambda: saved_slip(session(), Queued(RECEIPT, "offline"), agreed(), initials="T.T.T.N."),
    "received": lambda: received_slip(session(), _waiting(), agreed()),
    "approved": lambda: received_slip(session(), _approved()),
    "received_with_words": lambda: received_slip(session(), _waiting(), agreed(), with_words=True),
    "card_masked": lambda: card_slip(session(), a_card(), in_full=False),
    "card_full": lambda: card_slip(session(), a_card(), in_full=True),
    "asked": lambda: asked_slip(session(), session().consent(Purpose.REGISTRATION)),
    "kept": lambda: kept_slip(session(), KeptForm(PICK_UP, SIGNED_PICK_UP, NOW + timedelta(days=7))),
    "agreed": lambda: agreed_slip(session(), agreed()),
    "contributions": lambda: contributions_slip(session(), WOMAN, Contributions(LIFE, is_sample=True)),
}
"""Each kind by its name."""
