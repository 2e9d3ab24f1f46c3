"""What happens between "send" and the card, step by step as the screen does it, each step timed."""

import re
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from kiosk.backend.keys import key_files
from kiosk.backend.keys.signing import Signer
from kiosk.client import conversion
from kiosk.config.reader import Settings
from kiosk.domain.registration.draft import Consent, Draft, Path, PhoneOwner, Purpose, Registration
from kiosk.domain.scans.card_codes import CitizenCard, parse
from kiosk.ports.devices import Graphics
from kiosk.ports.phone_codes import PhoneCodes
from kiosk.resources.qr_symbol import encode
from kiosk.ui.widgets.qr.drawing import Room, draw
from kiosk.wiring import client as client_wiring
from kiosk.wiring import state
from tests.terminal.walk import PRACTICE

T = TypeVar("T")

DAUGHTER_PHONE = "+84910000000"
"""Of somebody else than the walk registers, whom the invented ward approves at once as well."""
ROOM = Room(40, 16, Graphics("sixel", 20, 44))


async def parts(settings: Settings) -> dict[str, float]:
    """Register somebody with the backend that serves `settings`, and draw the card; seconds by name."""
    client = client_wiring.client(settings)
    try:
        draft = await _answered(client_wiring.ports(client, settings.office.code).phone_codes)
        registration = Registration.from_draft(draft, office_code=settings.office.code, now=state.now())
        body, key = conversion.registration(registration).model_dump_json().encode(), draft.idempotency_key

        sealing, sealed = _timed(lambda: client.keyring.encrypt(body, key))
        disk, _ = _timed(lambda: client.outbox.put(key, draft.receipt_code, sealed, rest=60))
        exchange, _ = await _awaited(client.api.keys)
        registering, answer = await _awaited(lambda: client.api.register(body, key))
        card = answer.card
        assert card is not None, f"{answer.status}: {answer.reasons}"
    finally:
        await client.api.close()
        client.outbox.close()
    signer = Signer(*key_files.signing_keys(settings.state_dir / key_files.DIRECTORY, state.now()))
    signing, _ = _timed(lambda: [signer.sign({"typ": typ, "name": "x" * 60}) for typ in ("receipt", "card")])
    encode.cache_clear()
    drawing, drawn = _timed(lambda: draw(card.payload, ROOM))
    assert drawn.way == "sixel"
    return {
        "sealing": sealing,
        "disk": disk,
        "HTTP": exchange,
        "transaction": registering - exchange - signing,
        "signing": signing,
        "QR": drawing,
    }


async def _answered(phone_codes: PhoneCodes) -> Draft:
    """Return a draft with every question answered."""
    card = parse(PRACTICE["daughter"]["text"], state.now().date())
    assert isinstance(card, CitizenCard)
    draft = Draft(state.new_key(), Path.SELF).with_person(card.to_person()).with_details_confirmed()
    draft = draft.with_phone(DAUGHTER_PHONE, PhoneOwner.SELF)
    challenge = await phone_codes.send_for_registration(draft)
    digits = re.search(r"\b\d{6}\b", challenge.simulated_sms or "")
    assert digits is not None
    draft = draft.with_phone_proof(await phone_codes.answer(challenge, digits[0]))
    for purpose in (Purpose.REGISTRATION, Purpose.NOTICES):
        draft = draft.with_consent(Consent(purpose, "bench", granted=True))
    return draft


def _timed(step: Callable[[], T]) -> tuple[float, T]:
    began = time.perf_counter()
    result = step()
    return time.perf_counter() - began, result


async def _awaited(step: Callable[[], Awaitable[T]]) -> tuple[float, T]:
    began = time.perf_counter()
    result = await step()
    return time.perf_counter() - began, result
