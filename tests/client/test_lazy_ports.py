"""The stand-ins: nothing is built until it is needed, and then once."""

import asyncio
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.client.lazy_ports import LazyPorts, Ports
from kiosk.domain.people import Person
from kiosk.domain.problems import Invalid
from kiosk.domain.registration.draft import Path as Way
from kiosk.domain.registration.eligibility import Status
from kiosk.ports.campaign import Campaign
from kiosk.ports.presences import OfficerProof
from kiosk.ports.registrations import RegistrationStatus
from tests.domain.samples import NOW, complete_draft
from tests.fakes import citizen, lookups
from tests.fakes.presences import PIN

DRAFT = complete_draft(Way.SELF)


class Built:
    """A `LazyPorts` over a fake world, and what happened to it."""

    def __init__(self) -> None:
        self.world = citizen.World()
        self.threads: list[threading.Thread] = []
        self.waits = 0
        self.is_reachable = True
        self.lazy = LazyPorts(self._build, self._reachable)

    def _build(self) -> Ports:
        self.threads.append(threading.current_thread())
        world = self.world
        return Ports(
            world.registrar,
            world.phone_codes,
            world.cards,
            world.desk,
            world.lookups,
            world.pick_ups,
            world.rights,
            world.ward,
            world.supplements,
        )

    async def _reachable(self) -> None:
        self.waits += 1
        if not self.is_reachable:
            await asyncio.sleep(0)


@pytest.fixture
def built() -> Built:
    """Nothing built yet."""
    return Built()


async def test_the_first_question_builds_in_another_thread_and_waits_for_the_backend_once(built):
    ward = built.lazy.ports.ward
    assert built.threads == []
    answers = await asyncio.gather(ward.campaign(), ward.campaign())
    assert answers == [Campaign(12_345, 45_000)] * 2
    assert await ward.campaign() == answers[0]
    assert len(built.threads) == 1
    assert built.threads[0] is not threading.main_thread()
    assert built.waits <= 2


async def test_warming_builds_what_the_first_question_then_uses(built):
    await asyncio.to_thread(built.lazy.built)
    await built.lazy.ports.ward.campaign()
    assert len(built.threads) == 1


def test_storing_does_not_wait_for_the_backend(built):
    built.lazy.ports.registrar.store(DRAFT)
    assert built.world.registrar.stored == [DRAFT]
    assert built.waits == 0


def test_submitting_stores_before_the_first_wait(built):
    sending = built.lazy.ports.registrar.submit(DRAFT)
    built.is_reachable = False
    assert sending.send(None) is None  # here it waits
    assert built.world.registrar.stored == [DRAFT]
    assert built.world.registrar.sent == []
    sending.close()


async def test_every_question_reaches_its_port_and_every_no_comes_back(built):
    world, ports = built.world, built.lazy.ports
    standing = RegistrationStatus(DRAFT.receipt_code, Status.APPROVED, (), NOW)
    world.registrar.statuses[DRAFT.receipt_code] = standing
    world.registrar.decisions.put_nowait(standing)
    receipt = await ports.registrar.submit(DRAFT)
    assert receipt.receipt_code == DRAFT.receipt_code
    assert await ports.registrar.registration_status(DRAFT.receipt_code) == standing
    assert await anext(ports.registrar.changes(DRAFT.receipt_code)) == standing
    assert await ports.phone_codes.choices(Person()) == world.phone_codes.phones
    challenge = await ports.phone_codes.send_for_registration(DRAFT)
    assert challenge == await ports.phone_codes.send_for_card(Person(), "p1")
    assert await ports.phone_codes.answer(challenge, citizen.CODE) == "PROOF"
    assert await ports.cards.with_phone(Person(), "PROOF") == citizen.a_card()
    assert await ports.cards.with_receipt(Person(), receipt) == citizen.a_card()
    assert (await ports.lookups.contributions(Person(), proof="PROOF")).history == lookups.LIFE
    assert (await ports.lookups.employers("may")).found == [lookups.EMPLOYERS[0]]
    assert challenge == await ports.phone_codes.send_for_contributions(Person(), "p1")
    kept = await ports.pick_ups.keep(DRAFT, "CODE")
    assert await ports.pick_ups.open(kept.code) == replace(DRAFT, phone_proof=None)
    await ports.pick_ups.erase(kept.code)
    assert world.pick_ups.forms == {}
    call_id = await ports.desk.ring("phone")
    assert world.desk.rings == [("phone", None)]
    world.desk.outcomes.put_nowait("authorised")
    assert await anext(ports.desk.answers(call_id)) == "authorised"
    assert await ports.cards.with_call(Person(), call_id) == citizen.a_card()
    proof = OfficerProof(login="mai", pin=PIN)
    assert (await ports.desk.admit(proof, None)).full_name == "Lê Thị Mai"
    with pytest.raises(Invalid):
        await ports.registrar.submit(replace(DRAFT, is_confirmed=False))


def loaded_by(modules: str) -> set[str]:
    code = f"import sys; import {modules}; print(*sys.modules)"
    command = [sys.executable, "-c", code]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    return set(ran.stdout.split())


def test_what_the_first_paint_needs_loads_neither_http_nor_cryptography_nor_the_backend():
    heavy = {"httpx", "pydantic", "cryptography", "sqlite3", "structlog", "click", "fastapi", "cwt"}
    assert not heavy & loaded_by("kiosk.__main__, kiosk.cli.screen, kiosk.wiring.screen, kiosk.ui.kiosk.app")


def test_the_supervisor_loads_nothing_of_ours_but_itself():
    ours = {name for name in loaded_by("kiosk.__main__, kiosk.cli.run") if name.startswith("kiosk")}
    names = ("", ".__main__", ".cli", ".cli.run", ".exit_status", ".supervisor")
    assert ours == {f"kiosk{name}" for name in names}
