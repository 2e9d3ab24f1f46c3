"""The whole mission over a real `kiosk serve`, without the demo, on both databases, messages over HTTP."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.domain.registration.journey import Question
from kiosk.ui.kiosk.results.receipt import ReceiptView
from kiosk.ui.widgets.card_sheet import CardSheet
from kiosk.ui.widgets.outcome import Outcome
from tests.domain import samples
from tests.fakes.esms import API_KEY, BRANDNAME, SECRET_KEY, EsmsFake
from tests.postgres import Postgres
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
MOTHER = card("006148000042", "Trần Thị Mẫu", "1948", "Nữ")
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


async def code_from(esms: EsmsFake, visit: Visit, phone: str) -> str:
    """Wait for the message on this phone, as its owner does, and read the six digits."""
    inbox = "+84" + phone.removeprefix("0")
    before = len(esms.inbox.get(inbox, []))
    await visit.until(
        lambda: len(esms.inbox.get(inbox, [])) > before - 1 and inbox in esms.inbox, "it arrives"
    )
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
            await visit.until(
                lambda: isinstance(visit.view, ReceiptView) and bool(visit.view.query("#another"))
            )
            await visit.choose("another")


async def test_a_ward_without_the_demo(ward: Ward, esms: EsmsFake) -> None:
    async with ward.at_the_kiosk() as visit:
        await a_citizen_alone(visit, esms)
    async with ward.at_the_kiosk() as visit:
        await a_daughter_with_two_parents(visit)
    async with ward.at_the_desk() as seat:
        await seat.press("home")
        await seat.opens("Trần Thị Mẫu")
        await seat.press("f5")
        await seat.until(lambda: seat.open_name != "Trần Thị Mẫu", "it is decided")
