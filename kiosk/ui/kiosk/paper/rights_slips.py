"""The slips about a person's data: the copy of what is kept, and the receipt of a request."""

from kiosk.domain import readable_code
from kiosk.domain.people import Person
from kiosk.domain.slip import Line, ReadOut, Row, Slip, Words
from kiosk.ports.kept_data import KeptData, RightsReceipt
from kiosk.ui.kiosk.paper.slips import foot, head
from kiosk.ui.kiosk.rights_words import all_rows
from kiosk.ui.kiosk.session import Session


def kept_data_slip(session: Session, person: Person, kept: KeptData) -> Slip:
    """Return the copy: whose it is with the number masked, then every row."""
    say = session.say
    return Slip(
        (
            *head(session, Words(say("rights.slip.title"), "title")),
            Row(say("paper.card.name"), person.full_name),
            Row(say("rights.row.number"), person.masked_id),
            Line(),
            *(Row(*row) for row in all_rows(session, kept)),
            Line(),
            Words(say("rights.slip.insurer"), "small"),
            *foot(session, say("rights.slip.private")),
        ),
        is_sample=session.services.is_demo,
    )


def rights_receipt_slip(session: Session, receipt: RightsReceipt) -> Slip:
    """Return the receipt of a request, which names nobody."""
    say = session.say
    local = receipt.asked_at.astimezone(session.services.now().tzinfo)
    return Slip(
        (
            *head(session, Words(say("rights.slip.receipt"), "title")),
            Row(say("rights.slip.asked"), say(f"rights.right.{receipt.right}")),
            Row(say("rights.slip.state"), say(f"rights.state.{receipt.state}")),
            Row(say("rights.slip.at"), f"{local:%H:%M %d/%m/%Y}"),
            Words(say("rights.due", due=f"{receipt.due_on:%d/%m/%Y}")),
            Words(say("rights.code")),
            ReadOut(readable_code.grouped(receipt.code)),
            *foot(session, say("rights.paper_todo", hotline=session.services.office.hotline)),
        ),
        is_sample=session.services.is_demo,
    )
