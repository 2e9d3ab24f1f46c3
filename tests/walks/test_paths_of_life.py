"""Every path of life, walked over the real backend: each ends in words that say what happened and what to do.

Everybody is invented. The register's own people are those of the demo and the few in `REGISTER`; one agent
serves all walks, so each has people and phones of its own.
"""

import asyncio
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from kiosk.cli import desk
from kiosk.client.outbox import Outbox
from kiosk.config.reader import load
from kiosk.domain import phones
from kiosk.domain.dates import PartialDate
from kiosk.domain.people import IdSource, Person, Relation, Sex
from kiosk.domain.registration.draft import Consent, Draft, PhoneOwner, Purpose
from kiosk.domain.registration.draft import Path as Way
from kiosk.domain.registration.eligibility import Status
from kiosk.domain.registration.journey import Question
from kiosk.ports.dossiers import Dossier
from kiosk.ports.officer import Casework
from kiosk.ports.registrations import Accepted
from kiosk.ui.widgets.card_sheet import CardSheet
from kiosk.ui.widgets.outcome import Outcome
from kiosk.wiring.state import now
from tests.domain import samples
from tests.terminal.walk import PRACTICE
from tests.ui.visit import Visit
from tests.walks import walking
from tests.walks.walking import agree, at_the_kiosk, online, prove_phone, send

DAUGHTER = PRACTICE["daughter"]["text"]
HER_PHONE, MANS_PHONE = "0910000000", "0900000000"
REGISTER = """\
citizen_id;full_name;birth;sex;insurance_id;card_number;facility;valid_from;phone;status
006040000091;Lê Văn Giả Định;03/02/1940;Nam;0000000091;0000000091;06001;01/01/2026;0940000000;Đã mất
006155000092;Phạm Thị Mẫu;20/05/1956;Nữ;0000000092;0000000092;06001;01/01/2026;0880000000;
006148000093;Dang Thi Thu;09/1948;Nữ;0000000093;0000000093;06001;01/01/2026;0860000000;
"""


def card(number: str, **told: str) -> str:
    """Return what a card's QR says; its address names a commune of today, so that nobody is asked for it."""
    return samples.citizen_text(number, **{"address": "Tổ 0, Phường Bắc Kạn, Thái Nguyên", **told})


WITH_MARKS = card("006148000093", name="Đặng Thị Thu", birth="091948", sex="Nữ")
SETTINGS = "[demo]\npeople = 8\n[phone]\ncodes_per_hour = 20\n"
"""A small ward; six people in one hour with one phone are more than life has, and than the limit lets."""


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A kiosk whose agent runs, and whose register knows these people."""
    directory = tmp_path_factory.mktemp("ward")
    config = walking.settings_in(directory, SETTINGS)
    (directory / "register.csv").write_text(REGISTER, "utf-8")
    with walking.agent(config):
        asyncio.run(_answers(config))
        take = walking.kiosk("admin", "import", str(directory / "register.csv"), config=config)
        assert subprocess.run(take, check=False, capture_output=True).returncode == 0
        yield config


async def _answers(config: Path) -> None:
    async with at_the_kiosk(config) as visit:
        await online(visit)


@asynccontextmanager
async def standing_there(config: Path) -> AsyncIterator[Visit]:
    """Stand before the welcome screen, at the size that has the least room."""
    async with at_the_kiosk(config, size=(80, 24)) as visit:
        await online(visit)
        yield visit


async def confirm(visit: Visit) -> None:
    """These are the details; of an address that names no commune of today, the officer asks."""
    await visit.at(Question.DETAILS)
    await visit.choose("yes")
    await visit.until(lambda: visit.question is not Question.DETAILS, "it goes on")
    if visit.question is Question.COMMUNE:
        await visit.at(Question.COMMUNE)
        await visit.choose("skip")


async def type_identity(visit: Visit, number: str, name: str, birth: str) -> None:
    """Without a card."""
    await visit.at(Question.CARD)
    await visit.choose("type")
    for question, text in ((Question.NUMBER, number), (Question.NAME, name), (Question.BIRTH, birth)):
        await visit.at(question)
        await visit.type(text)
    await visit.at(Question.ADDRESS)
    await visit.choose("skip")
    await confirm(visit)


async def waits_for_an_officer(visit: Visit) -> str:
    """Read that it was received, and the code to ask by; return the code."""
    await visit.stands(Outcome)
    await visit.reads("result.pending_review.title")
    await visit.reads("result.pending_review.hint")
    return visit.draft.receipt_code


async def begin_for(visit: Visit, relation: str, scanned: str) -> None:
    """Register a relative as far as the helper's own card."""
    await visit.press("2")
    await visit.at(Question.RELATION)
    await visit.choose(relation)
    await visit.at(Question.CARD)
    await visit.scan(scanned)
    await confirm(visit)
    await visit.at(Question.HELPER_CARD)


async def dossier(config: Path, receipt_code: str) -> Dossier:
    """Return what the officer sees of it."""
    casework: Casework = desk.services(load(config).with_demo()).connect()
    await casework.sign_in("mai", "ward-demo-2026")
    try:
        return await casework.dossier(receipt_code)
    finally:
        await casework.sign_out()


# Phones.


async def test_without_any_phone_an_officer_confirms(config):
    async with standing_there(config) as visit:
        await visit.scan(card("006090000021", name="Nguyễn Văn Thử"))
        await confirm(visit)
        await visit.at(Question.PHONE)
        await visit.choose("none")
        await agree(visit, Question.CONSENT)
        await send(visit)
        code = await waits_for_an_officer(visit)
        await visit.reads("result.reason.phone_proved")
    assert (await dossier(config, code)).phone is None


async def test_a_basic_phone_that_the_register_knows_is_enough_for_the_card_at_once(config):
    async with standing_there(config) as visit:
        await visit.scan(PRACTICE["self"]["text"])
        await confirm(visit)
        await prove_phone(visit, MANS_PHONE)
        await agree(visit, Question.CONSENT)
        await visit.at(Question.NOTICES)
        await visit.choose("refuse")  # what is optional is refused, and nothing is lost by it
        await send(visit)
        await visit.stands(CardSheet)
        assert visit.shows("Nguyễn Văn Mẫu")


async def helped(visit: Visit, serial: int) -> Status:
    """Register one more relative on the daughter's phone, without the screens."""
    services = visit.app.session.services
    person = Person(
        citizen_id=f"0060500001{serial:02}",
        full_name="Trần Văn Thử",
        birth=PartialDate(1950, 5, 1),
        sex=Sex.MALE,
        address="",
        source=IdSource.CARD_QR,
    )
    helper = services.read_scan(DAUGHTER).to_person()
    draft = Draft(services.new_key(), Way.RELATIVE, now().date()).with_relation(Relation.GRANDPARENT)
    draft = draft.with_person(person).with_details_confirmed().with_helper(helper)
    draft = draft.with_phone(phones.parse_phone(HER_PHONE), PhoneOwner.HELPER)
    challenge = await services.phone_codes.send_for_registration(draft)
    digits = next(word for word in challenge.simulated_sms.replace(",", " ").split() if word.isdigit())
    draft = draft.with_phone_proof(await services.phone_codes.answer(challenge, digits))
    for purpose in (Purpose.REGISTRATION, Purpose.DECLARATION):
        draft = draft.with_consent(Consent(purpose, "2026-11-2", granted=True))
    services.registrar.store(draft)
    receipt = await services.registrar.submit(draft)
    assert isinstance(receipt, Accepted)
    return receipt.status


async def test_a_relatives_phone_helps_five_and_the_sixth_is_told_what_to_do(config):
    async with standing_there(config) as visit:
        for serial in range(5):
            assert await helped(visit, serial) is Status.PENDING_REVIEW
        await begin_for(visit, "grandparent", card("006050000107", name="Trần Văn Mẫu", birth="1950"))
        await visit.scan(DAUGHTER)
        await visit.at(Question.PHONE_OWNER)
        await visit.choose("helper")
        await prove_phone(visit, HER_PHONE)
        await visit.reads("refused.phone_limit_reached")
        await visit.choose("other")
        await visit.at(Question.PHONE)
        await visit.press("escape")
        await visit.at(Question.PHONE_OWNER)
        await visit.choose("none")
        await agree(visit, Question.CONSENT, Question.DECLARATION)
        await send(visit)
        await waits_for_an_officer(visit)


async def test_a_phone_of_somebody_else_can_be_left_out_on_the_spot(config):
    async with standing_there(config) as visit:
        await visit.scan(card("006090000022", name="Nguyễn Văn Giả"))
        await confirm(visit)
        await prove_phone(visit, "0920000000")  # the demo's registered woman's own
        await visit.reads("refused.phone_already_used")
        await visit.choose("none")
        await agree(visit, Question.CONSENT)
        await send(visit)
        await waits_for_an_officer(visit)


# Children.


@pytest.mark.parametrize(("age", "is_asked"), [(1, False), (10, True)])
async def test_a_child_is_registered_by_a_parent_and_from_seven_is_asked_as_well(config, age, is_asked):
    year = now().year - age
    child = card(f"0062{year % 100:02}000031", name="Nguyễn Bé Thử", birth=f"0101{year}")
    async with standing_there(config) as visit:
        await begin_for(visit, "child", child)
        await visit.scan(PRACTICE["self"]["text"])
        await visit.at(Question.PHONE_OWNER)
        await visit.choose("none")
        both = (Question.CONSENT, Question.CHILD_CONSENT) if is_asked else (Question.CONSENT,)
        await agree(visit, *both, Question.DECLARATION)
        await send(visit)
        code = await waits_for_an_officer(visit)
        await visit.reads("result.reason.of_age")
    seen = await dossier(config, code)
    given = {consent.purpose: consent for consent in seen.consents}
    assert (Purpose.CHILD in given) is is_asked
    assert all(len(consent.text_digest) == 64 and consent.language == "vi" for consent in seen.consents)


# Cards and dates.


async def test_a_forgotten_card_is_typed_and_the_officer_compares(config):
    async with standing_there(config) as visit:
        await visit.press("1")
        await type_identity(visit, "006090000023", "Nguyen Van Thu", "01/01/1990")
        await visit.at(Question.PHONE)
        await visit.choose("none")
        await agree(visit, Question.CONSENT)
        await send(visit)
        code = await waits_for_an_officer(visit)
        await visit.reads("result.reason.card_scanned")
    assert (await dossier(config, code)).declared.id_source is IdSource.TYPED


@pytest.mark.parametrize(
    ("scanned", "phone", "name"),
    [
        (PRACTICE["year_only"]["text"], "0930000000", "Lê Thị Hòa Mẫu"),
        (
            card("006148000093", name="Đặng Thị Thu", birth="091948", sex="Nữ"),
            "0860000000",
            "Dang Thi",
        ),
    ],
    ids=["a year, and marks set otherwise", "a month, and a register without marks"],
)
async def test_who_knows_only_year_or_month_has_the_card_at_once(config, scanned, phone, name):
    async with standing_there(config) as visit:
        await visit.scan(scanned)
        await confirm(visit)
        await prove_phone(visit, phone)
        await agree(visit, Question.CONSENT, Question.NOTICES)
        await send(visit)
        await visit.stands(CardSheet)
        assert visit.shows(name)


async def test_a_year_of_birth_can_be_typed_alone(config):
    async with standing_there(config) as visit:
        await visit.press("1")
        await type_identity(visit, "006148000024", "Trần Thị Giả", "1948")
        assert visit.draft.participant.birth == PartialDate(1948)


async def test_a_birth_that_the_register_has_otherwise_is_for_an_officer_who_sees_both(config):
    async with standing_there(config) as visit:
        await visit.scan(card("006155000092", name="Phạm Thị Mẫu", birth="20051955", sex="Nữ"))
        await confirm(visit)
        await prove_phone(visit, "0880000000")
        await agree(visit, Question.CONSENT, Question.NOTICES)
        await send(visit)
        code = await waits_for_an_officer(visit)
        await visit.reads("result.reason.general")
        assert not visit.shows("1956"), "the register is the officer's to read"
    seen = await dossier(config, code)
    assert seen.differences == ("birth",)
    assert (seen.declared.birth.year, seen.register.birth.year) == (1955, 1956)


# Registers.


async def test_who_is_registered_already_is_told_so_and_sees_the_card(config):
    async with standing_there(config) as visit:
        await visit.scan(card("006165000015", name="Lê Thị Ví Dụ", birth="20101965", sex="Nữ"))
        await confirm(visit)
        await prove_phone(visit, "0920000000")
        await agree(visit, Question.CONSENT, Question.NOTICES)
        await send(visit)
        await visit.stands(CardSheet)
        await visit.reads("result.already.no_need")


async def test_of_somebody_deceased_nothing_is_said_that_hurts_and_the_officer_knows(config):
    async with standing_there(config) as visit:
        await visit.scan(card("006040000091", name="Lê Văn Giả Định", birth="03021940"))
        await confirm(visit)
        await prove_phone(visit, "0940000000")
        await agree(visit, Question.CONSENT, Question.NOTICES)
        await send(visit)
        code = await waits_for_an_officer(visit)
        await visit.reads("result.reason.general")
        assert not visit.shows("mất")
    seen = await dossier(config, code)
    assert "alive" in seen.reasons
    assert not seen.register.is_alive


async def test_whom_no_register_knows_an_officer_looks_up(config):
    async with standing_there(config) as visit:
        await visit.scan(card("006090000025", name="Nguyễn Văn Nháp"))
        await confirm(visit)
        await prove_phone(visit, "0850000000")
        await agree(visit, Question.CONSENT, Question.NOTICES)
        await send(visit)
        code = await waits_for_an_officer(visit)
        await visit.reads("result.reason.general")
    assert (await dossier(config, code)).register is None


async def test_an_insurance_number_that_no_register_has_shows_nothing_and_leads_to_an_officer(config):
    async with standing_there(config) as visit:
        await visit.scan(samples.insurance_text("0000000098"))
        await visit.at(Question.CODE)
        await visit.reads("flow.code.title_record")
        assert not walking.code_in_message(visit), "no code comes, and nobody is told why"
        await visit.choose("without")
        await visit.reads("card.not_found")
        await visit.reads("call.ask.no_code")
        await visit.reads("call.ask.no_code_todo")


# Stopping.


async def test_who_stops_leaves_nothing_behind(config):
    async with standing_there(config) as visit:
        await visit.scan(card("006090000026", name="Nguyễn Văn Tạm"))
        await confirm(visit)
        await visit.at(Question.PHONE)
        await visit.choose("none")
        await visit.at(Question.CONSENT)
        await visit.choose("refuse")
        await visit.reads("flow.consent.unchanged")
        await visit.choose("stop")
        await visit.reads("flow.erased.nothing_left")
        await visit.choose("done")
        await visit.gone()
    state = load(config).with_demo().state_dir
    outbox = Outbox(state / "outbox.db", now)
    try:
        assert not outbox.rows()
    finally:
        outbox.close()
    written = b"".join(path.read_bytes() for path in state.rglob("*") if path.is_file())
    assert "Nguyễn Văn Tạm".encode() not in written
    assert b"006090000026" not in written
