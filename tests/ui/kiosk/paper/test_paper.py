"""What slips say: never more of a person than they are for, and the card's code byte for byte."""

import pytest

from kiosk.domain.card import grouped_number, masked_number
from kiosk.domain.registration.eligibility import Status
from kiosk.domain.slip import ReadOut, Row, Slip, Words
from kiosk.ports.devices import Graphics
from kiosk.ports.registrations import Queued, RegistrationStatus
from kiosk.resources.languages import languages
from kiosk.resources.text import words
from kiosk.ui.kiosk.paper.slips import CARD_SIZE, card_slip, received_slip, saved_slip
from kiosk.ui.kiosk.session import Session
from tests.fakes.citizen import NOW, World, a_card
from tests.ui.scenes.scene import RECEIPT

CODE = "QNVR 7UNL L4SU"


def session(language="vi", **world) -> Session:
    return Session(World(**world).services, language, Graphics())


def text(slip: Slip) -> str:
    """Return everything on the slip that a person reads."""
    lines = []
    for part in slip.parts:
        match part:
            case Words():
                lines.append(part.text)
            case Row():
                lines.append(f"{part.name}: {part.value}")
            case ReadOut():
                lines.append(part.code)
    return "\n".join(lines)


def registration(status: Status = Status.PENDING_REVIEW, *reasons: str, note: str = "") -> RegistrationStatus:
    return RegistrationStatus(RECEIPT, status, reasons, NOW, note)


@pytest.mark.parametrize("language", languages())
def test_saved_here_is_never_taken_for_received_there(language):
    saved = text(saved_slip(session(language), Queued(RECEIPT, "offline")))
    received = text(received_slip(session(language), registration()))
    assert words("paper.saved.not_received", language) in saved
    assert words("paper.saved.not_received", language) not in received
    assert words("result.pending_review.title", language) in received
    assert words("result.pending_review.title", language) not in saved


@pytest.mark.parametrize(("why", "todo"), [("offline", "todo"), ("kept_for_officer", "kept")])
def test_what_is_kept_for_the_officer_leads_to_the_desk(why, todo):
    assert words(f"paper.saved.{todo}") in text(saved_slip(session(), Queued(RECEIPT, why)))


def test_a_receipt_has_its_code_twice_the_hotline_and_what_happens_next():
    slip = received_slip(session(), registration(Status.PENDING_REVIEW, "by_themselves"))
    assert [square.payload for square in slip.squares] == [f"BHXH:{RECEIPT}"]
    assert ReadOut(CODE) in slip.parts
    assert "1900 9068" in text(slip)
    assert words("result.reason.by_themselves") in text(slip)
    assert words("paper.received.next") in text(slip)


def test_what_the_officer_wants_to_see_stands_on_the_slip():
    slip = received_slip(session(), registration(Status.NEEDS_MORE, note="Xin mang giấy khai sinh"))
    assert "Xin mang giấy khai sinh" in text(slip)
    assert words("paper.received.next") not in text(slip)


@pytest.mark.parametrize("language", languages())
def test_a_masked_card_has_no_number_that_can_be_read(language):
    card = a_card()
    masked = text(card_slip(session(language), card, in_full=False))
    assert "•• •••• 0017" in masked
    for number in (card.card_number, grouped_number(card.card_number), "0000 0000", "00 0000"):
        assert number not in masked
    in_full = text(card_slip(session(language), card, in_full=True))
    assert grouped_number(card.card_number) in in_full


def test_a_card_has_its_own_code_large_and_byte_for_byte_however_the_number_is_printed():
    card = a_card()
    for in_full in (True, False):
        square, to_check = card_slip(session(), card, in_full=in_full).squares
        assert square.payload == card.payload
        assert to_check.payload == card.proof
        assert square.label != to_check.label
        assert square.least >= CARD_SIZE >= 40


def test_a_card_says_nothing_more_of_the_person_than_name_number_and_last_day():
    card = a_card()
    printed = text(card_slip(session(), card, in_full=False))
    assert card.full_name in printed
    for value in (card.birth.shown, card.facility_name, card.facility, words("common.sex.female")):
        assert value not in printed


def test_what_is_worth_nothing_says_so():
    assert card_slip(session(), a_card(), in_full=False).is_sample
    assert received_slip(session(is_demo=True), registration()).is_sample
    assert not received_slip(session(), registration()).is_sample


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("0000000017", "•• •••• 0017"),
        ("HT3010000000017", "•• • •• ••••••0017"),
        ("001105000017", "••• ••• ••0 017"),
    ],
)
def test_a_masked_number_keeps_its_groups_and_its_last_four_digits(number, masked):
    assert masked_number(number) == masked
