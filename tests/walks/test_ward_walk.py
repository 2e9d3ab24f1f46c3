"""The whole mission over a real `kiosk serve`, without the demo, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.domain.registration.journey import Question
from kiosk.ui.widgets.outcome import Outcome
from tests.domain import samples
from tests.postgres import Postgres
from tests.ui.visit import Visit
from tests.walks.walking import agree, send
from tests.walks.ward import Ward

REGISTER = """\
citizen_id;full_name;birth;sex;insurance_id;card_number;facility;valid_from;phone
006090000041;Nguyễn Văn Thử Nghiệm;01/05/1990;Nam;0000000041;0000000041;06001;01/01/2026;0900000000
006148000042;Trần Thị Mẫu;1948;Nữ;0000000042;0000000042;06001;01/01/2026;
006145000043;Lê Văn Mẫu;1945;Nam;0000000043;0000000043;06001;01/01/2026;
"""


def card(number: str, name: str, birth: str, sex: str) -> str:
    """Return what a card's QR says; its address names a commune of today."""
    return samples.citizen_text(
        number, name=name, birth=birth, sex=sex, address="Tổ 0, Phường Bắc Kạn, Thái Nguyên"
    )


MOTHER = card("006148000042", "Trần Thị Mẫu", "1948", "Nữ")
FATHER = card("006145000043", "Lê Văn Mẫu", "1945", "Nam")
DAUGHTER = card("006175000044", "Lê Thị Thử", "01051975", "Nữ")


@pytest.fixture(params=["sqlite", "postgres"])
def ward(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ward]:
    """A ward that serves, over a database of its own."""
    database = ""
    if request.param == "postgres":
        postgres: Postgres = request.getfixturevalue("postgres")
        database = postgres.create("ward")
    ward = Ward(tmp_path, database, REGISTER)
    ward.set_up()
    with ward.serving():
        yield ward
    if database:
        postgres.drop("ward")


async def register_a_parent(visit: Visit, scanned: str) -> None:
    await visit.press("2")
    await visit.at(Question.RELATION)
    await visit.choose("parent")
    await visit.at(Question.CARD)
    await visit.scan(scanned)
    await visit.at(Question.DETAILS)
    await visit.choose("yes")
    await visit.at(Question.HELPER_CARD)
    await visit.scan(DAUGHTER)
    await visit.at(Question.PHONE_OWNER)
    await visit.choose("none")
    await agree(visit, Question.CONSENT, Question.DECLARATION)
    await send(visit)
    await visit.stands(Outcome)
    await visit.reads("result.pending_review.title")


async def test_a_ward_without_the_demo(ward: Ward) -> None:
    async with ward.at_the_kiosk() as visit:
        await register_a_parent(visit, MOTHER)
    async with ward.at_the_desk() as seat:
        await seat.press("home")
        await seat.opens("Trần Thị Mẫu")
        await seat.press("f5")
        await seat.until(lambda: seat.open_name != "Trần Thị Mẫu", "it is decided")
