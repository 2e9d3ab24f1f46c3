"""Puts a card on the screen, the same wherever it came from."""

from textual.containers import Vertical
from textual.widgets import Static

from kiosk.domain import readable_code
from kiosk.domain.card import Card, grouped_number
from kiosk.ui.kiosk.session import Session
from kiosk.ui.widgets.card_sheet import CardSheet
from kiosk.ui.widgets.qr.qr_code import Qr


def card_sheet(session: Session, card: Card, *, told: str = "") -> CardSheet:
    """Return the card's sheet; its QR is `card.payload` byte for byte. `told` stands above everything."""
    say = session.say
    valid = [(say("card.valid_from"), f"{card.valid_from:%d/%m/%Y}")]
    if card.valid_to:
        valid.append((say("card.valid_to"), f"{card.valid_to:%d/%m/%Y}"))
    born = say("card.born", birth=card.birth.shown, sex=say(f"common.sex.{card.sex.value}"))
    groups = [
        [("", card.full_name), (born, "")],
        [
            (say("card.number"), grouped_number(card.card_number)),
            *valid,
            (say("card.facility"), ""),
            ("", card.facility_name),
        ],
        [(say("card.code"), ""), ("", readable_code.grouped(card.code))],
    ]
    warnings = [told] if told else []
    if card.is_expired(session.today):
        warnings.append(say("card.expired"))
    if card.is_sample:
        warnings.append(say("common.sample"))
    instead = Vertical(
        Static(say("result.code.unreadable"), classes="careful", markup=False),
        Qr(f"BHXH:{card.code}", graphics=session.graphics),
    )
    picture = Qr(card.payload, graphics=session.graphics)
    return CardSheet(say("card.title"), groups, picture=picture, instead=instead, warnings=warnings)
