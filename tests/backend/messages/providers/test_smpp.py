"""An SMPP line: what the centre receives, what its answers mean, what can be promised about duplicates."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from kiosk.backend.messages.providers.smpp import SmppLine
from kiosk.backend.messages.providers.smpp_link import SmppAccount
from kiosk.backend.messages.sms import Accepted, Delivery, DeliveryState, Failure
from tests.backend.messages.samples import MESSAGE, OTHER, PATIENT, PHONE, QUICK, WORDS, failing
from tests.certificates import self_signed
from tests.fakes.smsc import PASSWORD, SOURCE, SYSTEM_ID, UNDELIVERABLE, WAITING, SmscFake


@pytest.fixture
def centre() -> Iterator[SmscFake]:
    with SmscFake() as centre:
        yield centre


@contextmanager
def line(centre: SmscFake, seconds: float = PATIENT, **account: object) -> Iterator[SmppLine]:
    """A line to the centre for as long as the block lasts."""
    given = {
        "system_id": SYSTEM_ID,
        "password": PASSWORD,
        "source": SOURCE,
        "port": centre.port,
        "tls": False,
    }
    sms = SmppLine(SmppAccount("127.0.0.1", **{**given, **account}), seconds)
    try:
        yield sms
    finally:
        sms.close()


async def test_a_message_reaches_the_phone_in_seven_bits(centre):
    with line(centre) as sms:
        assert await sms.send(MESSAGE) == Accepted("m1")
    (submitted,) = centre.submitted
    assert submitted.pop("reference") > 0
    assert submitted == {
        "source": SOURCE,
        "source_ton": 5,
        "destination": "84900000000",
        "destination_ton": 1,
        "registered_delivery": 1,
        "data_coding": 0,
        "header": b"",
        "words": WORDS,
    }


async def test_one_connection_carries_many_messages_and_is_made_again_when_it_is_cut(centre):
    with line(centre) as sms:
        assert await asyncio.gather(sms.send(MESSAGE), sms.send(OTHER)) == [Accepted("m1"), Accepted("m2")]
        assert centre.binds == 1
        centre.hang_up()
        assert await sms.send(replace(MESSAGE, words="mã")) == Accepted("m3")
    assert centre.binds == 2
    assert [each.words for each in centre.sent] == [WORDS, WORDS, "mã"]
    assert centre.submitted[2]["data_coding"] == 8


async def test_a_long_message_goes_out_in_parts_that_belong_together(centre):
    with line(centre) as sms:
        await sms.send(replace(MESSAGE, words="đ" * 100))
    assert [each["words"] for each in centre.submitted] == ["đ" * 67, "đ" * 33]
    first, second = (each["header"] for each in centre.submitted)
    assert (first[:3], first[4:], second[4:]) == (b"\5\0\3", b"\2\1", b"\2\2")
    assert first[3] == second[3]


@pytest.mark.parametrize(
    ("fault", "failure", "in_doubt"),
    [
        ("0x0b", Failure.NUMBER, False),
        ("0x0a", Failure.TEMPLATE, False),
        ("0x01", Failure.TEMPLATE, False),
        ("0x58", Failure.AWAY, False),
        ("0x14", Failure.AWAY, False),
        ("0x08", Failure.AWAY, False),
        ("0x0400", Failure.AWAY, False),
        ("drop", Failure.AWAY, True),
        ("html", Failure.AWAY, True),
        ("lost answer", Failure.AWAY, True),
        ("silent", Failure.AWAY, True),
    ],
)
async def test_what_goes_wrong_is_named(centre, fault, failure, in_doubt):
    centre.always = fault
    with line(centre, QUICK if fault == "silent" else PATIENT) as sms:
        async with failing(failure, in_doubt=in_doubt, secrets=(PASSWORD,)):
            await sms.send(MESSAGE)


async def test_after_silence_the_next_message_has_a_connection_of_its_own(centre):
    centre.faults.append("drop")
    with line(centre) as sms:
        async with failing(Failure.AWAY, in_doubt=True):
            await sms.send(MESSAGE)
        await sms.send(OTHER)
    assert centre.binds == 2


async def test_a_second_attempt_bears_the_same_reference_and_no_more_is_promised(centre):
    centre.faults.append("lost answer")
    with line(centre) as sms:
        async with failing(Failure.AWAY, in_doubt=True):
            await sms.send(MESSAGE)
        await sms.send(MESSAGE)
        await sms.send(OTHER)
        assert not sms.knows_duplicates
    first, second, other = (each["reference"] for each in centre.submitted)
    assert first == second != other


async def test_a_part_that_is_refused_after_another_went_out_leaves_doubt(centre):
    centre.faults.extend(["", "0x58"])
    with line(centre) as sms:
        async with failing(Failure.AWAY, in_doubt=True):
            await sms.send(replace(MESSAGE, words="đ" * 100))


@pytest.mark.parametrize("wrong", [{"password": "wrong"}, {"system_id": "nobody"}])
async def test_a_wrong_secret_is_named(centre, wrong):
    with line(centre, **wrong) as sms:
        for call in (sms.send(MESSAGE), sms.balance()):
            async with failing(Failure.CREDENTIALS, secrets=("wrong", PASSWORD)):
                await call


async def test_a_number_that_is_none_and_an_unknown_sender_are_told_apart(centre):
    with line(centre) as sms:
        async with failing(Failure.NUMBER):
            await sms.send(replace(MESSAGE, phone="+849"))
    with line(centre, source="NOBODY") as sms:
        async with failing(Failure.TEMPLATE):
            await sms.send(MESSAGE)


async def test_who_cannot_be_reached_has_not_sent_it():
    with SmscFake() as gone:
        pass
    with line(gone) as sms:
        for call in (sms.send(MESSAGE), sms.balance()):
            async with failing(Failure.AWAY):
                await call


async def test_a_line_is_encrypted_and_its_end_is_known(tmp_path, monkeypatch):
    certificate = self_signed(tmp_path)
    with SmscFake(certificate=certificate) as centre:
        with line(centre, tls=True) as sms:
            async with failing(Failure.AWAY, secrets=(PASSWORD,)):
                await sms.send(MESSAGE)
        assert centre.binds == 0
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
        with line(centre, tls=True) as sms:
            assert await sms.send(MESSAGE) == Accepted("m1")


@pytest.mark.parametrize("receipts", [True, False], ids=["by receipt", "by query"])
@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (2, Delivery(DeliveryState.DELIVERED)),
        (UNDELIVERABLE, Delivery(DeliveryState.FAILED, Failure.NUMBER)),
    ],
)
async def test_how_far_a_message_is(centre, receipts, state, expected):
    centre.sends_receipts, centre.knows_queries, centre.state = receipts, not receipts, state
    with line(centre) as sms:
        accepted = await sms.send(MESSAGE)
        assert await sms.delivery(MESSAGE.id, accepted.provider_id) == expected


async def test_what_waits_is_accepted_and_a_centre_that_cannot_say_is_not_asked_on(centre):
    centre.state = WAITING
    with line(centre) as sms:
        accepted = await sms.send(MESSAGE)
        assert await sms.delivery(MESSAGE.id, accepted.provider_id) == Delivery(DeliveryState.ACCEPTED)
        assert await sms.delivery(MESSAGE.id, "unknown") == Delivery(DeliveryState.ACCEPTED)
        centre.knows_queries = False
        assert await sms.delivery(MESSAGE.id, accepted.provider_id) is None
        assert await sms.delivery(MESSAGE.id, "") is None
        assert await sms.balance() is None


async def test_what_is_sent_is_never_logged(centre, caplog):
    caplog.set_level("DEBUG")
    with line(centre) as sms:
        await sms.send(MESSAGE)
    assert centre.sent[0].phone == PHONE
    assert "smpp" not in caplog.text.lower()


@pytest.mark.parametrize(
    ("host", "tls", "allowed"),
    [("smsc.example.vn", True, True), ("smsc.example.vn", False, False), ("127.0.0.1", False, True)],
)
def test_a_line_in_clear_ends_on_this_machine(host, tls, allowed):
    account = SmppAccount(host, SYSTEM_ID, PASSWORD, SOURCE, tls=tls)
    assert account.is_allowed is allowed
    assert PASSWORD not in repr(account)
