"""The whole mission over a real `kiosk serve`, without the demo, on both databases, messages over HTTP."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from kiosk.backend.storage.schema import metadata
from kiosk.domain import gsm
from kiosk.domain.registration.journey import Question
from kiosk.ui.desk.dossier.ask_more import AskMorePanel
from kiosk.ui.desk.dossier.confirmation import ConfirmPanel
from kiosk.ui.desk.dossier.correction import CorrectionPanel
from kiosk.ui.desk.dossier.field_panel import FieldPanel
from kiosk.ui.desk.work import WorkScreen
from kiosk.ui.kiosk.results.receipt import ReceiptView
from kiosk.ui.kiosk.screens.rights import RightsView
from kiosk.ui.widgets.card_sheet import CardSheet
from kiosk.ui.widgets.outcome import Outcome
from kiosk.ui.widgets.text_field import TextField
from kiosk.wiring import service
from tests.domain import samples
from tests.fakes.citizen import FakePrinter
from tests.fakes.esms import API_KEY, BRANDNAME, SECRET_KEY, EsmsFake
from tests.postgres import Postgres
from tests.ui.desk.seat import Seat
from tests.ui.visit import Visit
from tests.walks.walking import agree, send
from tests.walks.ward import Ward

OWN_PHONE, HER_PHONE = "0900000000", "0910000000"
REGISTER = f"""\
citizen_id;full_name;birth;sex;insurance_id;card_number;facility;valid_from;phone
006090000041;Nguyễn Văn Thử Nghiệm;01/05/1990;Nam;0000000041;0000000041;06001;01/01/2026;{OWN_PHONE}
006148000042;Trần Thị Mẫu;1948;Nữ;0000000042;0000000042;06001;01/01/2026;
006145000043;Lê Văn Mẫu;1945;Nam;0000000043;0000000043;06001;01/01/2026;
"""


def card(number: str, name: str, birth: str, sex: str) -> str:
    """Return what a card's QR says; its address names a commune of today."""
    return samples.citizen_text(
        number, name=name, birth=birth, sex=sex, address="Tổ 0, Phường Bắc Kạn, Thái Nguyên"
    )


MAN = card("006090000041", "Nguyễn Văn Thử Nghiệm", "01051990", "Nam")
HERS, WRITTEN, CALLED = "006148000042", "Tran Thi Mau", "Trần Thị Mẫu"
"""The mother's number, her name as a scanner without accents sends it, and her name."""
MOTHER = card(HERS, WRITTEN, "1948", "Nữ")
FATHER = card("006145000043", "Lê Văn Mẫu", "1945", "Nam")
DAUGHTER = card("006175000044", "Lê Thị Thử", "01051975", "Nữ")


@pytest.fixture
def esms() -> Iterator[EsmsFake]:
    """The provider of messages, over HTTP."""
    with EsmsFake() as provider:
        yield provider


@pytest.fixture(params=["sqlite", "postgres"])
def ward(request: pytest.FixtureRequest, tmp_path: Path, esms: EsmsFake) -> Iterator[Ward]:
    """A ward that serves, over a database of its own."""
    database = ""
    if request.param == "postgres":
        postgres: Postgres = request.getfixturevalue("postgres")
        database = postgres.create("ward")
    secrets = tmp_path / "sms.toml"
    secrets.touch(0o600)
    secrets.write_text(
        f'[esms]\nurl = "{esms.base_url}"\napi_key = "{API_KEY}"\nsecret_key = "{SECRET_KEY}"\n', "utf-8"
    )
    sms = {"provider": "esms", "brandname": BRANDNAME, "secret_file": str(secrets)}
    ward = Ward(tmp_path, database, REGISTER, sms=sms)
    ward.set_up()
    with ward.serving():
        yield ward
    if database:
        postgres.drop("ward")


async def code_from(esms: EsmsFake, visit: Visit, phone: str, *, messages: int = 1) -> str:
    """Wait for this phone's first, second … message, as its owner does, and read the six digits."""
    inbox = "+84" + phone.removeprefix("0")
    await visit.until(lambda: len(esms.inbox.get(inbox, [])) == messages, "the message arrives")
    return re.findall(r"\b[0-9]{6}\b", esms.inbox[inbox][-1])[0]


async def prove(visit: Visit, esms: EsmsFake, phone: str) -> None:
    """Type a phone, and the code that comes to it."""
    await visit.at(Question.PHONE)
    await visit.type(phone)
    await visit.at(Question.CODE)
    await visit.press(*await code_from(esms, visit, phone))


async def confirm(visit: Visit) -> None:
    await visit.at(Question.DETAILS)
    await visit.choose("yes")


async def a_citizen_alone(visit: Visit, esms: EsmsFake) -> None:
    """Scans, proves the phone that the register knows, and holds the card."""
    await visit.scan(MAN)
    await confirm(visit)
    await prove(visit, esms, OWN_PHONE)
    await agree(visit, Question.CONSENT, Question.NOTICES)
    await send(visit)
    await visit.stands(CardSheet)


async def a_daughter_with_two_parents(visit: Visit) -> None:
    """Registers mother and father in one visit; neither has a phone."""
    await visit.press("2")
    for number, parent in enumerate((MOTHER, FATHER)):
        await visit.at(Question.RELATION)
        await visit.choose("parent")
        await visit.at(Question.CARD)
        await visit.scan(parent)
        await confirm(visit)
        if not number:
            await visit.at(Question.HELPER_CARD)
            await visit.scan(DAUGHTER)
        await visit.at(Question.PHONE_OWNER)
        await visit.choose("none")
        await agree(visit, Question.CONSENT, Question.DECLARATION)
        await send(visit)
        await visit.stands(Outcome)
        await visit.reads("result.pending_review.title")
        if not number:
            await visit.at(ReceiptView)
            await visit.until(lambda: bool(visit.view.query("#another")), "another one is offered")
            await visit.choose("another")


async def the_officer_corrects_and_asks(seat: Seat) -> None:
    """Sets the accents of the mother's name, as her card has them, and asks for a phone."""
    await seat.press("home")
    await seat.opens(WRITTEN)
    await seat.press("s")
    await seat.at(CorrectionPanel)
    await seat.press("1")
    await seat.at(FieldPanel)
    seat.app.screen.query_one("#typed", TextField).value = ""
    await seat.press(*"Traanf Thij Maaux", "enter")
    await seat.at(CorrectionPanel)
    await seat.press("0", "3", "6", "0")
    await seat.at(WorkScreen)
    await seat.reads("desk.correct.done", name=WRITTEN)
    await seat.opens(CALLED)
    await seat.press("f6")
    await seat.at(AskMorePanel)
    await seat.press("3", "0")
    await seat.until(lambda: seat.open_name != CALLED, "it waits for her")


async def she_answers_by_the_slip(visit: Visit, esms: EsmsFake, slip: str) -> None:
    """Scans the mother's slip and gives the daughter's phone."""
    await visit.scan(slip)
    await visit.reads("result.asked.title")
    await visit.choose("supplement")
    await visit.at(Question.PHONE_OWNER)
    await visit.choose("helper")
    await prove(visit, esms, HER_PHONE)
    await visit.at(Question.REVIEW)
    await visit.choose("send")
    await visit.reads("result.pending_review.title")


async def the_officer_approves(seat: Seat) -> None:
    """Finds what was asked for at the top, and approves."""
    await seat.press("home")
    await seat.opens(CALLED)
    await seat.reads("desk.dossier.supplemented")
    await seat.press("f5")
    if isinstance(seat.app.screen, ConfirmPanel):
        await seat.press("1")
    await seat.until(lambda: seat.open_name != CALLED, "the next dossier is open")


async def the_mothers_card_opens(visit: Visit, esms: EsmsFake) -> None:
    """Her card in the reader, her daughter's phone in the hand."""
    await visit.press("3")
    await visit.at(Question.CARD)
    await visit.scan(MOTHER)
    await visit.at(Question.CODE)
    await visit.press(*await code_from(esms, visit, HER_PHONE, messages=2))
    await visit.stands(CardSheet)
    assert visit.shows(CALLED)


async def she_has_everything_erased(visit: Visit, esms: EsmsFake) -> None:
    """Asks what is kept of her, and wants none of it kept."""
    await visit.press("4", "4")
    await visit.at(Question.CARD)
    await visit.scan(MOTHER)
    await visit.at(Question.CODE)
    await visit.press(*await code_from(esms, visit, HER_PHONE, messages=3))
    await visit.at(RightsView)
    await visit.reads("rights.row.person")
    await visit.choose("wishes")
    await visit.choose("right-erase")
    await visit.choose("yes")
    await visit.reads("rights.done.erase")


def traces(ward: Ward, number: str) -> dict[str, int]:
    """Count the rows in which a person's number still stands as a hash, by table; not the insurer's own."""
    settings = ward.server.settings
    person, store = service.open_vault(settings).person(number), service.open_store(settings)
    tables = [
        table for table in metadata.sorted_tables if table.name not in {"participants", "contributions"}
    ]
    try:
        found = store.read_now(lambda connection: [connection.execute(sa.select(t)).all() for t in tables])
    finally:
        store.close()
    return {
        table.name: sum(person in tuple(row) for row in rows)
        for table, rows in zip(tables, found, strict=True)
    }


async def test_a_ward_without_the_demo(ward: Ward, esms: EsmsFake) -> None:
    printer = FakePrinter()
    async with ward.at_the_kiosk() as visit:
        await a_citizen_alone(visit, esms)
    async with ward.at_the_kiosk(printer=printer) as visit:
        await a_daughter_with_two_parents(visit)
        await visit.until(lambda: len(printer.slips) == 2, "both slips are printed")
    async with ward.at_the_desk() as seat:
        await the_officer_corrects_and_asks(seat)
    async with ward.at_the_kiosk() as visit:
        await she_answers_by_the_slip(visit, esms, printer.slips[0].squares[-1].payload)
    async with ward.at_the_desk() as seat:
        await the_officer_approves(seat)
    async with ward.at_the_kiosk() as visit:
        await the_mothers_card_opens(visit, esms)
    assert traces(ward, HERS)["registrations"] == 1
    async with ward.at_the_kiosk() as visit:
        await she_has_everything_erased(visit, esms)
    assert {name: count for name, count in traces(ward, HERS).items() if count} == {}
    ward.server.admin("verify-audit")  # ends with 0 only if the chain is whole
    assert {len(gsm.split(sent.words)) for sent in esms.sent} == {1}
