"""A registration's way out: on disk first, sent as it was sealed, released against a receipt."""

import errno
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.client.encryption import Keyring
from kiosk.client.outbox import Outbox
from kiosk.client.registrar import HttpRegistrar
from kiosk.contract.registrations import RegistrationBody
from kiosk.domain.problems import Invalid
from kiosk.domain.registration.draft import Path as Way
from kiosk.domain.registration.draft import PhoneOwner
from kiosk.domain.registration.eligibility import Status
from kiosk.ports.errors import Refused
from kiosk.ports.registrations import Accepted, Queued
from tests.client.counterpart import NOW, Keys, listening, problem, response, served
from tests.domain.samples import KEY, complete_draft

DRAFT = complete_draft()
CODE = DRAFT.receipt_code


class Kiosk:
    """A registrar with its outbox and a clock, in one directory."""

    def __init__(self, directory: Path, keys: Keys) -> None:
        self.at = NOW
        self.outbox = Outbox(directory / "outbox.db", lambda: self.at)
        self.keyring = Keyring(keys.keep_in(directory / "backend-keys.json"))
        self.naps: list[float] = []

    def registrar(self, api) -> HttpRegistrar:
        async def nap(seconds: float) -> None:
            self.naps.append(seconds)

        return HttpRegistrar(api, self.outbox, self.keyring, "00000", lambda: self.at, nap)


@pytest.fixture
def kiosk(short, keys: Keys):
    """A kiosk whose backend is `keys`."""
    kiosk = Kiosk(short, keys)
    yield kiosk
    kiosk.outbox.close()


def accepted(keys: Keys) -> bytes:
    """Say yes, with a signed receipt."""
    return response(keys.answer(KEY).model_dump(mode="json"), 201)


def test_sealing_puts_the_whole_registration_on_disk_where_only_the_backend_can_read_it(kiosk, keys):
    kiosk.registrar(None).store(DRAFT)
    (row,) = kiosk.outbox.rows()
    body = RegistrationBody.model_validate_json(keys.opened(row.ciphertext.content, KEY))
    assert row.receipt_code == CODE
    assert body.participant.full_name == "Nguyễn Văn Mẫu"
    assert body.captured_at == NOW
    assert body.office_code == "00000"


def test_a_relatives_registration_carries_helper_relation_and_every_consent(kiosk, keys):
    draft = complete_draft(Way.RELATIVE, PhoneOwner.HELPER)
    kiosk.registrar(None).store(draft)
    (row,) = kiosk.outbox.rows()
    body = RegistrationBody.model_validate_json(keys.opened(row.ciphertext.content, KEY))
    assert body.helper.relation == draft.relation
    assert body.phone == draft.phone
    assert {(given.purpose, given.granted) for given in body.consents} == {
        (given.purpose, given.granted) for given in draft.consents
    }


def test_an_incomplete_draft_is_told_every_problem_and_not_kept(kiosk):
    with pytest.raises(Invalid) as caught:
        kiosk.registrar(None).store(replace(DRAFT, is_confirmed=False, consents=()))
    assert caught.value.keys == ("participant.unconfirmed", "consent.registration_missing")
    assert not kiosk.outbox.rows()


def test_what_the_contract_cannot_carry_is_invalid_and_no_other_error(kiosk):
    person = DRAFT.participant.with_(full_name="M" * 101)
    with pytest.raises(Invalid):
        kiosk.registrar(None).store(replace(DRAFT, participant=person))


def test_a_kill_right_after_sealing_loses_nothing(short, kiosk):
    """Nothing is awaited in between: the process dies where `submit` would first wait."""
    script = f"""
import os, signal
from datetime import UTC, datetime
from pathlib import Path
from kiosk.client.outbox import Outbox
from kiosk.client.registrar import HttpRegistrar
from kiosk.client.encryption import Keyring
from tests.domain.samples import complete_draft

class Api:
    async def register(self, body, key):
        os.kill(os.getpid(), signal.SIGKILL)

here = Path({str(short)!r})
now = lambda: datetime.now(UTC)
outbox, keyring = Outbox(here / "outbox.db", now), Keyring(here / "backend-keys.json")
registrar = HttpRegistrar(Api(), outbox, keyring, "00000", now)
registrar.submit(complete_draft()).send(None)
"""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    died = subprocess.run([sys.executable, "-c", script], check=False, env=environment)
    assert died.returncode == -signal.SIGKILL
    assert [row.receipt_code for row in kiosk.outbox.rows()] == [CODE]


async def test_an_accepted_registration_leaves_the_outbox_against_its_receipt(kiosk, keys, short):
    async with served(lambda _: accepted(keys), short) as (counterpart, api):
        registrar = kiosk.registrar(api)
        registrar.store(DRAFT)
        receipt = await registrar.submit(DRAFT)
    assert isinstance(receipt, Accepted)
    assert (receipt.receipt_code, receipt.status) == (CODE, Status.PENDING_REVIEW)
    assert counterpart.heard[0].headers["idempotency-key"] == KEY
    assert not kiosk.outbox.rows()


async def test_the_bytes_that_are_sent_are_the_bytes_that_were_stored(kiosk, keys, short):
    async with served(lambda _: problem("unexpected", 500), short) as (counterpart, api):
        registrar = kiosk.registrar(api)
        registrar.store(DRAFT)
        kiosk.at += timedelta(minutes=3)
        registrar.store(DRAFT)
        await registrar.submit(DRAFT)
        await registrar.submit(DRAFT)
    (row,) = kiosk.outbox.rows()
    assert [request.body for request in counterpart.heard] == [keys.opened(row.ciphertext.content, KEY)] * 2


async def test_a_draft_that_was_corrected_is_sealed_anew_under_the_same_key(kiosk, keys, short):
    corrected = replace(DRAFT, participant=DRAFT.participant.with_(address="Tổ 1"))
    async with served(lambda _: problem("unexpected", 500), short) as (counterpart, api):
        registrar = kiosk.registrar(api)
        await registrar.submit(DRAFT)
        await registrar.submit(corrected)
    (row,) = kiosk.outbox.rows()
    assert keys.opened(row.ciphertext.content, KEY) == counterpart.heard[1].body
    assert json.loads(counterpart.heard[1].body)["participant"]["address"] == "Tổ 1"


@pytest.mark.parametrize(("commune", "sent"), [("01843", "01843"), ("", None), (None, None)])
async def test_todays_commune_stands_beside_the_address_as_printed(kiosk, short, commune, sent):
    async with served(lambda _: problem("unexpected", 500), short) as (counterpart, api):
        await kiosk.registrar(api).submit(replace(DRAFT, commune=commune))
    participant = json.loads(counterpart.heard[0].body)["participant"]
    assert (participant["commune"], participant["address"]) == (sent, DRAFT.participant.address)


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (problem("unexpected", 500), "broken"),
        (response(b"<html>", 200, "text/html"), "broken"),
        (problem("busy", 503, headers={"Retry-After": "2"}), "busy"),
        (problem("not_allowed", 401), "broken"),
    ],
)
async def test_without_an_answer_it_waits_for_the_agent(kiosk, short, raw, why):
    async with served(lambda _: raw, short) as (_, api):
        receipt = await kiosk.registrar(api).submit(DRAFT)
    assert receipt == Queued(CODE, why)
    assert [row.state for row in kiosk.outbox.rows()] == ["waiting"]


async def test_with_nobody_there_it_waits_for_the_agent(kiosk, short):
    async with listening(None, short) as api:
        (short / "s").unlink()
        receipt = await kiosk.registrar(api).submit(DRAFT)
    assert receipt == Queued(CODE, "offline")
    assert [row.state for row in kiosk.outbox.rows()] == ["waiting"]


@pytest.mark.parametrize(
    "forged",
    [
        lambda keys: Keys().receipt(KEY, CODE),
        lambda keys: keys.receipt("ff" * 16, CODE),
        lambda keys: keys.receipt(KEY, "7K3M9QXRA2WD"),
        lambda keys: "",
    ],
)
async def test_a_receipt_that_cannot_be_verified_removes_nothing(kiosk, keys, short, forged):
    answer = keys.answer(KEY, receipt=forged(keys)).model_dump(mode="json")
    async with served(lambda _: response(answer, 201), short) as (_, api):
        receipt = await kiosk.registrar(api).submit(DRAFT)
    assert receipt == Queued(CODE, "broken")
    assert [row.state for row in kiosk.outbox.rows()] == ["waiting"]


async def test_what_the_backend_declines_is_kept_for_the_officer(kiosk, short):
    async with served(lambda _: problem("phone_limit_reached", 409), short) as (_, api):
        receipt = await kiosk.registrar(api).submit(DRAFT)
    assert receipt == Queued(CODE, "kept_for_officer")
    assert [(row.state, row.refusal) for row in kiosk.outbox.rows()] == [("kept", "phone_limit_reached")]


async def test_a_card_that_cannot_be_read_does_not_hide_the_receipt(kiosk, keys, short):
    card = dict.fromkeys(["card_number", "full_name", "facility", "facility_name", "benefit"], "x")
    card |= dict.fromkeys(["payload", "proof", "code"], "x") | {"birth": "2021-02-30", "sex": "male"}
    card |= {"valid_from": "2026-01-01", "valid_to": None, "five_years_from": None, "is_sample": True}
    answer = keys.answer(KEY).model_dump(mode="json") | {"card": card}
    async with served(lambda _: response(answer, 201), short) as (_, api):
        receipt = await kiosk.registrar(api).submit(DRAFT)
    assert isinstance(receipt, Accepted)
    assert receipt.card is None


async def test_a_disk_that_fails_after_the_receipt_takes_nothing_back(kiosk, keys, short):
    class Stuck(Outbox):
        def release(self, receipt) -> None:
            raise OSError(errno.EIO, "the disk is gone")

    stuck = Stuck(short / "outbox.db", lambda: NOW)
    async with served(lambda _: accepted(keys), short) as (_, api):
        registrar = HttpRegistrar(api, stuck, kiosk.keyring, "00000", lambda: NOW)
        assert isinstance(await registrar.submit(DRAFT), Accepted)
    stuck.close()


def test_a_disk_that_refuses_is_an_os_error_before_anything_is_sent(kiosk, short):
    nowhere = Outbox(short / "nowhere" / "outbox.db", lambda: NOW)
    with pytest.raises(OSError):  # noqa: PT011 - which one is the disk's business
        HttpRegistrar(None, nowhere, kiosk.keyring, "00000", lambda: NOW).store(DRAFT)


async def test_a_code_that_is_none_is_unknown_without_asking(kiosk):
    with pytest.raises(Refused, match="receipt_unknown"):
        await kiosk.registrar(None).registration_status("7K3M9QXRA2W2")


def standing(status: str) -> bytes:
    """Say where the registration stands."""
    return response({"receipt_code": CODE, "status": status, "reasons": [], "updated_at": NOW.isoformat()})


async def test_watching_yields_each_change_once_and_outlasts_a_backend_that_is_away(kiosk, short):
    answers = iter(
        [
            problem("receipt_unknown", 404),
            standing("pending_review"),
            standing("pending_review"),
            problem("unexpected", 500),
            response(b"busy", 429),
            standing("approved"),
        ]
    )
    seen = []
    async with served(lambda _: next(answers), short) as (_, api):
        async for change in kiosk.registrar(api).changes(CODE):
            seen.append(change.status)
            if change.status is Status.APPROVED:
                break
    assert seen == [Status.PENDING_REVIEW, Status.APPROVED]
    assert kiosk.naps == [1.0] * 5
