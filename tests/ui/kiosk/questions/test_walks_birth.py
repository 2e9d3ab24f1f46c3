"""A birth of which only the year is known, or the month and the year: one field takes each, on every path."""

import pytest

from kiosk.domain.registration.draft import Path
from kiosk.domain.registration.journey import Question
from tests.ui.answers import RELATIVE_TYPED, TYPED, begin, chooses, types, walk
from tests.ui.visit import visiting

KNOWN = pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("1948", "1948"),
        ("05/1948", "1948-05"),
        ("5 1948", "1948-05"),
        ("051948", "1948-05"),
        ("1/5/1948", "1948-05-01"),
    ],
)


@KNOWN
async def test_the_participants_own(typed, known):
    answers = {**TYPED, Question.NUMBER: types("006148000011"), Question.BIRTH: types(typed)}
    async with visiting() as visit:
        await visit.press("1")
        await visit.at(Question.CARD)
        await walk(visit, answers)
        (sent,) = visit.world.registrar.sent
        assert sent.participant.birth.iso == known


@KNOWN
async def test_the_helpers(typed, known):
    async with visiting() as visit:
        await begin(visit, Question.HELPER_BIRTH, Path.RELATIVE)
        await visit.type(typed)
        await visit.at(Question.REVIEW)
        assert visit.draft.helper.birth.iso == known


@KNOWN
async def test_of_whoever_wants_to_see_their_card(typed, known):
    async with visiting() as visit:
        await visit.press("3")
        await visit.at(Question.CARD)
        answers = {**TYPED, Question.BIRTH: types(typed)}
        assert await walk(visit, answers, to=Question.CODE) == [
            Question.CARD,
            Question.NUMBER,
            Question.NAME,
            Question.BIRTH,
        ]
        assert visit.draft.participant.birth.iso == known


@pytest.mark.parametrize(
    ("number", "typed", "is_asked"),
    [
        ("006222000014", "2022", False),
        ("006219000014", "12/2019", False),
        ("006219000014", "2019", True),  # six or seven
        ("006216000014", "05/2016", True),
    ],
)
async def test_a_childs_who_is_asked_once_it_may_be_seven(number, typed, is_asked):
    answers = {
        **RELATIVE_TYPED,
        Question.RELATION: chooses("child"),
        Question.NUMBER: types(number),
        Question.BIRTH: types(typed),
        Question.CHILD_CONSENT: chooses("agree"),
    }
    async with visiting() as visit:
        await visit.press("2")
        await visit.at(Question.RELATION)
        asked = await walk(visit, answers, to=Question.REVIEW)
        assert (Question.CHILD_CONSENT in asked) is is_asked


@pytest.mark.parametrize(
    ("typed", "problem"),
    [("13/1948", "birth.impossible"), ("48", "birth.unreadable"), ("12/2026", "birth.in_the_future")],
)
async def test_what_is_no_birth_is_said_with_the_three_ways_to_write_one(typed, problem):
    async with visiting() as visit:
        await begin(visit, Question.BIRTH)
        await visit.type(typed)
        await visit.reads_problem(problem)
        assert visit.shows(visit.say("flow.birth.hint"))
