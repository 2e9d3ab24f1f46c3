"""Limits count what nobody answers: they stop those who guess or flood, and nobody who holds the phone."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.backend.phone_codes import code_limits
from kiosk.backend.phone_codes.code_limits import DAY, HOUR, SentCode
from tests.backend.world import NGHIEM, POLICY, START, STRANGER, World, code_body

KIOSK, ELSEWHERE = UUID(int=1), UUID(int=2)
PHONE = "+84970000000"
MINUTE = timedelta(minutes=1)


class Asking:
    """A caller who asks for one code after another."""

    def __init__(self) -> None:
        self.at = START
        self.sent: list[SentCode] = []
        self.spared = 0

    def ask(
        self,
        person: str = "mother",
        phone: str | None = "phone",
        *,
        purpose: str = "registration",
        answers: bool = False,
        kiosk: UUID = KIOSK,
    ) -> bool:
        """Ask for a code, and answer it if it came; was it granted?"""
        key = None if phone is None else phone.encode()
        wanted = SentCode(self.at, kiosk, person.encode(), key, purpose)
        verdict = code_limits.judge(self._newest_first(), wanted, POLICY)
        if verdict.wait:
            assert verdict.wait <= DAY
            return False
        self.spared += verdict.is_phone_spared
        reached = replace(wanted, phone=None if verdict.is_phone_spared else key)
        self.sent.append(replace(reached, used_at=self.at) if answers and reached.phone else reached)
        return True

    def _newest_first(self) -> list[SentCode]:
        return [code for code in reversed(self.sent) if code.sent_at > self.at - DAY]


def test_a_daughter_who_answers_helps_five_people_within_an_hour() -> None:
    daughter = Asking()
    for relative in ("mother", "father", "aunt", "uncle", "child"):
        assert daughter.ask(relative)  # the message is slow: she asks again
        daughter.at += 5 * MINUTE
        assert daughter.ask(relative, answers=True)
        daughter.at += 5 * MINUTE


def test_a_code_that_nobody_answers_keeps_its_slot_for_an_hour() -> None:
    caller = Asking()
    assert [caller.ask(f"person {n}") for n in range(4)] == [True, True, True, False]
    caller.at += HOUR - timedelta(seconds=1)
    assert not caller.ask("person 5")
    caller.at += timedelta(seconds=1)
    assert caller.ask("person 5")


def test_one_phone_and_many_people_are_stopped_at_the_fourth_unanswered_code() -> None:
    caller = Asking()
    assert sum(caller.ask(f"person {n}") for n in range(60)) == POLICY.codes_per_hour


def test_one_person_and_many_phones_are_stopped_at_the_seventh_code() -> None:
    caller = Asking()
    assert sum(caller.ask(phone=f"phone {n}") for n in range(60)) == POLICY.codes_per_person


def test_sixty_tries_at_another_persons_card_get_three_codes_an_hour_and_twenty_a_day() -> None:
    thief = Asking()
    granted = [thief.ask("victim", "victim's", purpose="card") for _ in range(60)]
    assert sum(granted) == POLICY.codes_per_hour
    for _ in range(60 * 24):
        thief.at += MINUTE
        thief.ask("victim", "victim's", purpose="card")
        thief.ask("thief", "thief's", answers=True)
        in_a_day = [c for c in thief.sent if c.person == b"victim" and c.sent_at > thief.at - DAY]
        assert len(in_a_day) <= POLICY.codes_per_person_day


def test_answering_on_ones_own_phone_opens_nothing_on_another_persons() -> None:
    thief = Asking()
    for _ in range(3):
        assert thief.ask("victim", "victim's", purpose="card")
        assert thief.ask("victim", "thief's", answers=True)
    assert not thief.ask("victim", "victim's", purpose="card")


def test_who_answers_every_code_still_cannot_pump_messages() -> None:
    pump = Asking()
    assert sum(pump.ask(f"person {n}", answers=True) for n in range(200)) == POLICY.codes_per_phone_day
    flood = Asking()
    granted = 0
    for n in range(60 * 12):
        flood.at += MINUTE
        granted += flood.ask(f"person {n}", f"phone {n}", answers=True)
    assert granted == POLICY.codes_per_kiosk_day
    assert flood.ask("another", "another", kiosk=ELSEWHERE)


def test_a_phone_on_record_that_had_enough_is_spared_without_a_word() -> None:
    caller = Asking()
    for n in range(3):
        caller.ask(f"person {n}", "theirs")
    assert caller.ask("owner", "theirs", purpose="card")
    assert caller.spared == 1


@pytest.mark.parametrize("phone", ["on record", None], ids=["known", "unknown"])
def test_people_known_and_unknown_meet_the_same_limits(phone: str | None) -> None:
    caller = Asking()
    granted = []
    for _ in range(300):
        granted.append(caller.ask("somebody", phone, purpose="card"))
        caller.at += 7 * MINUTE
    assert granted[:4] == [True, True, True, False]
    assert sum(granted[: 24 * 60 // 7]) == POLICY.codes_per_person_day


_CODES = st.lists(
    st.builds(
        lambda minutes, kiosk, person, phone, purpose, used: SentCode(
            START - timedelta(minutes=minutes),
            kiosk,
            person,
            phone,
            purpose,
            START - timedelta(minutes=minutes) if used and phone else None,
        ),
        st.integers(0, 1439),
        st.sampled_from((KIOSK, ELSEWHERE)),
        st.sampled_from((b"one", b"other")),
        st.sampled_from((b"phone", b"second", None)),
        st.sampled_from(("registration", "card", "contributions")),
        st.booleans(),
    ),
    max_size=40,
)


@given(_CODES)
def test_a_code_that_comes_back_never_makes_the_wait_longer(codes: list[SentCode]) -> None:
    newest_first = sorted(codes, key=lambda code: code.sent_at, reverse=True)
    answered = [replace(code, used_at=code.sent_at) if code.phone else code for code in newest_first]
    wanted = SentCode(START, KIOSK, b"one", b"phone", "registration")
    before = code_limits.judge(newest_first, wanted, POLICY)
    after = code_limits.judge(answered, wanted, POLICY)
    assert after.wait <= before.wait <= DAY


@given(_CODES, st.sampled_from(("registration", "card")))
def test_after_the_wait_there_is_room(codes: list[SentCode], purpose: str) -> None:
    newest_first = sorted(codes, key=lambda code: code.sent_at, reverse=True)
    wanted = SentCode(START, KIOSK, b"one", b"phone", purpose)
    wait = code_limits.judge(newest_first, wanted, POLICY).wait
    later = replace(wanted, sent_at=START + wait)
    assert not code_limits.judge(newest_first, later, POLICY).wait


async def test_over_http_a_daughter_proves_her_phone_for_five_relatives_in_one_hour(world: World) -> None:
    for place in range(5):
        relative = {**STRANGER, "citizen_id": f"0060700000{place + 30}"}
        await world.prove(relative, PHONE, "helper")
        world.pass_time(minutes=5)
    unanswered = code_body(NGHIEM, phone=PHONE, owner="helper")
    statuses = [(await world.post("/v1/phone-codes", unanswered)).status_code for _ in range(4)]
    assert statuses == [201, 201, 201, 429]
