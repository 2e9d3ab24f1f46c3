"""The large letters: each is another one, and a code stands in three groups."""

from itertools import combinations

from kiosk.domain.readable_code import ALPHABET, grouped
from kiosk.domain.registration.draft import Path
from kiosk.domain.registration.eligibility import Status
from kiosk.domain.registration.journey import Question
from kiosk.ui.kiosk.results.receipt import ReceiptView
from kiosk.ui.widgets.large_code import LargeCode
from kiosk.ui.widgets.outcome import Outcome
from tests.fakes.citizen import FakePrinter, World
from tests.ui.answers import begin
from tests.ui.visit import visiting


def drawn(code: str) -> str:
    """Return the rows of a code."""
    return str(LargeCode(code).render())


def test_every_letter_of_a_code_is_drawn_and_no_two_are_alike():
    letters = {letter: drawn(letter) for letter in ALPHABET}
    assert all(len(rows.splitlines()) == 3 for rows in letters.values())
    for one, other in combinations(letters.values(), 2):
        cells = zip(*([row.ljust(5) for row in rows.splitlines()] for rows in (one, other)), strict=True)
        assert sum(a != b for above, below in cells for a, b in zip(above, below, strict=True)) >= 2


def test_a_code_stands_in_three_groups_that_fit_beside_a_picture():
    rows = drawn(grouped("7K3M9QXRA2WD")).splitlines()
    assert len(rows) == 3 * 3 + 2
    assert max(map(len, rows)) <= 30


async def test_where_no_slip_came_the_code_stands_large_until_the_person_leaves():
    world = World(printer=FakePrinter("paper_out"))
    world.registrar.status = Status.PENDING_REVIEW
    async with visiting(world) as visit:
        await begin(visit, Question.REVIEW, Path.RELATIVE)
        await visit.choose("send")
        await visit.at(ReceiptView)
        await visit.reads("paper.trouble.paper_out")
        await visit.stands(LargeCode)
        large = visit.view.query_one(LargeCode)
        assert str(large.render()) == drawn(visit.draft.receipt_code)
        words = visit.view.query_one("#words")
        assert words.region.contains_region(large.region), "nothing of it is cut off"
        await visit.press("f2")
        await visit.reads("paper.trouble.paper_out")
        await visit.stands(LargeCode)
        await visit.choose("wait")
        await visit.reads("result.pending_review.title")
        await visit.stands(LargeCode)


async def test_where_the_slip_came_the_lines_stand_as_they_were():
    world = World(printer=FakePrinter())
    world.registrar.status = Status.PENDING_REVIEW
    async with visiting(world) as visit:
        await begin(visit, Question.REVIEW, Path.RELATIVE)
        await visit.choose("send")
        await visit.reads("paper.printed")
        assert not visit.view.query_one(Outcome).query(LargeCode)
