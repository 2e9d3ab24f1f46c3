"""A form is kept and fetched again over the real backend; nothing of it can be read where it lies."""

import re
from pathlib import Path

from kiosk.domain import readable_code
from kiosk.domain.registration.journey import Question
from kiosk.ui.kiosk.questions.interruption import LeaveFormStep
from kiosk.ui.kiosk.results.pick_up_code import PickUpCodeView
from kiosk.ui.kiosk.screens.pick_up import PickUpView
from kiosk.ui.kiosk.screens.welcome import WelcomeScreen
from tests.terminal.walk import PRACTICE
from tests.test_walk import agent, at_the_kiosk, config, online

__all__ = ["config"]

ADDRESS = "Ngõ Giả Định Không Ai Biết"
NUMBER, NAME = PRACTICE["self"]["text"].split("|")[0], PRACTICE["self"]["text"].split("|")[2]
CODE = re.compile(r"\b[2-9A-HJ-NP-Z]{4} [2-9A-HJ-NP-Z]{4} [2-9A-HJ-NP-Z]{4}\b")


def everything_in(directory: Path) -> bytes:
    """Every byte of every file: the database, its log, the outbox, keys."""
    return b"\0".join(path.read_bytes() for path in sorted(directory.rglob("*")) if path.is_file())


async def test_a_form_waits_unreadable_and_comes_back_as_it_was_left(config: Path) -> None:
    with agent(config):
        async with at_the_kiosk(config) as visit:
            await online(visit)
            state = config.parent / "state"
            before = everything_in(state)
            await visit.scan(PRACTICE["self"]["text"])
            await visit.at(Question.DETAILS)
            await visit.choose("fix")
            await visit.until(lambda: bool(visit.view.query("#fix-address")), "the lines stand there")
            await visit.choose("fix-address")
            await visit.at(Question.ADDRESS)
            await visit.type(ADDRESS)
            await visit.press("f8")
            await visit.at(LeaveFormStep)
            left = visit.draft
            await visit.choose("keep")
            await visit.at(PickUpCodeView)
            await visit.reads("pick_up.kept")
            found = CODE.search(visit.text)
            assert found
            code = readable_code.normalise(found[0])
        after = everything_in(state)
        assert len(after) > len(before)
        assert left.participant.address == ADDRESS
        for secret in (ADDRESS, code, found[0], left.idempotency_key):
            assert secret.encode() not in after, "kept where it can be read"
        for known in (NUMBER, NAME):  # the invented register's own; nothing may be added to it
            assert after.count(known.encode()) == before.count(known.encode())
        async with at_the_kiosk(config) as visit:
            await online(visit)
            await visit.scan(f"BHXH:{code}")
            await visit.at(PickUpView)
            await visit.reads("pick_up.whose")
            await visit.type(NUMBER[-4:])
            await visit.until(lambda: visit.question is not None, "a question is asked")
            assert visit.draft == left
            await visit.press("f8")
            await visit.at(LeaveFormStep)
            await visit.choose("leave")
            await visit.reads("flow.erased.nothing_left")
        async with at_the_kiosk(config) as visit:
            await online(visit)
            await visit.scan(f"BHXH:{code}")
            await visit.reads("refused.pick_up_unknown")
            await visit.choose("out")
            await visit.gone()


async def test_without_a_backend_nothing_is_kept_on_the_kiosk_instead(config: Path) -> None:
    async with at_the_kiosk(config) as visit:
        await visit.until(lambda: visit.app.session.connection == "offline", "the backend is away")
        await visit.at(WelcomeScreen)
        await visit.scan(PRACTICE["self"]["text"])
        await visit.at(Question.DETAILS)
        await visit.press("f8")
        await visit.at(LeaveFormStep)
        await visit.choose("keep")
        await visit.reads("pick_up.not_kept")
        kept = everything_in(config.parent / "state")
        assert NAME.encode() not in kept
        assert NUMBER.encode() not in kept
