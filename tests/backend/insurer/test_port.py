"""The insurer port: one suite over the simulator and over a gateway that serves the same register."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from kiosk.backend.insurer import register_entry
from kiosk.backend.insurer.port import Insurer
from kiosk.backend.insurer.remote import RemoteInsurer
from kiosk.backend.insurer.result_codes import OF_CARDS
from kiosk.backend.storage.schema import participants
from kiosk.domain.contributions import History
from kiosk.domain.dates import PartialDate
from kiosk.domain.people import Sex
from tests.backend.insurer.gateway import KEY, Gateway
from tests.backend.world import (
    EMPLOYERS,
    GONE,
    MAU,
    NGHIEM,
    PEOPLE,
    START,
    STRANGER,
    THU,
    VAULT,
    WORKED,
    World,
    entry,
)

TODAY = START.date()


@asynccontextmanager
async def simulated(simulator: Insurer) -> AsyncIterator[Insurer]:
    yield simulator


@asynccontextmanager
async def remote(simulator: Insurer) -> AsyncIterator[Insurer]:
    async with Gateway(simulator) as gateway:
        insurer = RemoteInsurer.at(gateway.url, KEY, 5.0)
        yield insurer
        await insurer.close()


@pytest.fixture(params=[simulated, remote], ids=["simulator", "gateway"])
async def insurer(request: pytest.FixtureRequest, world: World) -> AsyncIterator[Insurer]:
    async with request.param(world.backend.insurer) as insurer:
        yield insurer


async def test_a_person_is_found_by_citizen_number_with_their_card(insurer):
    found = await insurer.find(MAU["citizen_id"])
    assert (found.citizen_id, found.full_name, found.sex) == (MAU["citizen_id"], MAU["full_name"], Sex.MALE)
    assert (found.birth, found.phone, found.is_alive) == (PartialDate(1990, 1, 1), MAU["phone"], True)
    assert (found.card.card_number, found.card.facility_name) == ("0000000011", "Bệnh viện Mẫu")
    assert found.card_on(TODAY) == found.card


async def test_and_by_insurance_number(insurer):
    assert await insurer.find("0000000011") == await insurer.find(MAU["citizen_id"])


@pytest.mark.parametrize("number", [STRANGER["citizen_id"], "0000009999"])
async def test_nobody_is_found_by_a_number_that_nobody_has(insurer, number):
    assert await insurer.find(number) is None


async def test_a_person_without_card_or_phone_is_a_person(insurer):
    assert (await insurer.find(THU["citizen_id"])).card is None
    assert (await insurer.find(NGHIEM["citizen_id"])).phone is None


async def test_somebody_who_died_is_known_and_has_no_card_to_show(insurer):
    found = await insurer.find(GONE["citizen_id"])
    assert not found.is_alive
    assert found.code == "120"
    assert found.card_on(TODAY) is None


async def test_a_year_of_birth_stays_a_year(world, insurer):
    world.change_register(NGHIEM, birth="1948")
    found = await insurer.find(NGHIEM["citizen_id"])
    assert found.birth == PartialDate(1948)
    assert found.is_called(NGHIEM["full_name"], PartialDate(1948, 5, 1))


async def test_many_are_asked_at_once_by_either_number_and_the_unknown_are_none(insurer):
    numbers = [*(person["citizen_id"] for person in PEOPLE), "0000000011", STRANGER["citizen_id"]]
    found = await insurer.find_many(numbers)
    assert found == {number: await insurer.find(number) for number in numbers}
    assert found[STRANGER["citizen_id"]] is None
    assert await insurer.find_many([]) == {}


async def test_a_card_after_its_last_day_is_shown_as_ended(world, insurer):
    world.change_register(MAU, valid_to=date(2026, 11, 15))
    found = await insurer.find(MAU["citizen_id"])
    assert found.code == "010"
    assert found.card_on(TODAY).valid_to == date(2026, 11, 15)


@pytest.mark.parametrize("code", sorted(OF_CARDS))
async def test_the_insurers_own_code_comes_through_and_decides_what_is_shown(world, insurer, code):
    world.change_register(MAU, result=code)
    found = await insurer.find(MAU["citizen_id"])
    assert found.code == code
    assert (found.card_on(TODAY) is not None) == (code in ("000", "004"))
    ended = replace(found, card=replace(found.card, valid_to=date(2026, 1, 31)))
    assert (ended.card_on(TODAY) is not None) == (code in ("000", "003", "004", "010"))


async def test_the_payload_arrives_byte_for_byte(world, insurer):
    simulated = await world.backend.insurer.find(MAU["citizen_id"])
    assert (await insurer.find(MAU["citizen_id"])).card.payload == simulated.card.payload


async def test_a_register_of_nobody_knows_nobody(world, insurer):
    world.store.write_now(lambda connection: connection.execute(sa.delete(participants)))
    assert await insurer.find(MAU["citizen_id"]) is None


@pytest.mark.parametrize("number", [MAU["citizen_id"], "0000000011"])
async def test_contributions_are_found_by_either_number(insurer, number):
    assert set((await insurer.contributions(number)).periods) == set(WORKED)


@pytest.mark.parametrize("number", [NGHIEM["citizen_id"], STRANGER["citizen_id"], "0000009999"])
async def test_of_whom_nothing_is_known_the_history_is_empty(insurer, number):
    assert await insurer.contributions(number) == History()


async def test_employers_are_found_by_name_and_code_and_not_too_many(insurer):
    assert await insurer.employers("thu nghiem", 5) == ([EMPLOYERS[0]], False)
    assert await insurer.employers("TN0006A", 5) == ([EMPLOYERS[1]], False)
    found, more = await insurer.employers("cong ty", 1)
    assert (len(found), more) == (1, True)
    assert await insurer.employers("…", 5) == ([], False)


def test_an_entry_is_the_same_out_of_its_row(world):
    row = world.rows(participants)[0]
    assert register_entry.from_row(VAULT, row) in [entry(person) for person in PEOPLE]
