"""A person looks up what they have contributed, or whether an employer pays late."""

import json
from pathlib import Path

import pytest
from textual.widgets import Static

from kiosk.domain.contributions import Employer, Fund, Gap, History, Month, Period
from kiosk.domain.registration.journey import Question
from kiosk.domain.slip import Row
from kiosk.ports.errors import Refused, Unavailable
from kiosk.ui.kiosk.screens.contributions import ContributionsView
from kiosk.ui.kiosk.screens.employer import EmployerView
from kiosk.ui.kiosk.screens.lookup_menu import LookupScreen
from kiosk.ui.kiosk.screens.status import StatusView
from kiosk.ui.kiosk.screens.welcome import WelcomeScreen
from kiosk.ui.widgets.fact_sheet import FactSheet
from tests.fakes.citizen import MAN, PAYMENT, FakePrinter, World
from tests.fakes.lookups import LIFE, SEWING, TRUCKS
from tests.ui.answers import SCANNED, TYPED, answer, walk
from tests.ui.visit import Visit, visiting

_VECTORS = json.loads((Path(__file__).parents[3] / "data" / "vectors.json").read_text("utf-8"))["vectors"]
INSURANCE = next(v["text"] for v in _VECTORS if v["name"] == "insurance card, seventeen fields")
PAID, LATE = {"span": "12 năm 4 tháng"}, {"employer": SEWING, "span": "3 tháng"}
LONG = History(tuple(Period(Month(1990 + n, 1), Month(1990 + n, 11), f"Xưởng Mẫu số {n}") for n in range(20)))
"""Twenty employers, and a month without one after each."""


async def ask(visit: Visit) -> None:
    """Choose one's own contributions, scan a card, and answer the code."""
    await visit.press("4", "2")
    await visit.at(Question.CARD)
    await walk(visit, SCANNED)
    await visit.at(ContributionsView)


async def look_for(visit: Visit, name: str) -> None:
    """Ask for an employer."""
    await visit.press("4", "3")
    await visit.at(EmployerView)
    await visit.type(name)


# The menu.


@pytest.mark.parametrize(("digit", "stands"), [("1", StatusView), ("2", Question.CARD), ("3", EmployerView)])
async def test_each_thing_that_can_be_looked_up_is_one_press_away_and_back_leads_to_the_menu(digit, stands):
    async with visiting() as visit:
        await visit.press("4")
        await visit.at(LookupScreen)
        await visit.press(digit)
        await visit.at(stands)
        await visit.press("escape")
        await visit.at(LookupScreen)
        await visit.press("escape")
        await visit.at(WelcomeScreen)


async def test_a_double_tap_opens_one_thing_once():
    async with visiting() as visit:
        await visit.press("4")
        await visit.at(LookupScreen)
        choice = visit.app.screen.query_one("#employer")
        choice.action_press()
        choice.action_press()
        await visit.at(EmployerView)
        assert len(visit.app.screen_stack) == 3


async def test_a_card_at_the_menu_asks_for_its_owners_contributions():
    async with visiting() as visit:
        await visit.press("4")
        await visit.at(LookupScreen)
        await visit.scan(PAYMENT)
        wrong = visit.app.screen.query_one("#wrong", Static)
        await visit.until(lambda: bool(str(wrong.render())), "it is said what that was")
        await visit.scan(MAN)
        await visit.at(Question.CODE)
        await answer(visit, SCANNED)
        await visit.reads("lookup.contributions.paid", **PAID)


# One's own contributions.


@pytest.mark.parametrize("card", [MAN, INSURANCE], ids=["id card", "insurance card"])
async def test_a_card_and_the_code_show_how_long_and_who_is_late(card):
    async with visiting() as visit:
        await visit.press("4", "2")
        await visit.at(Question.CARD)
        await visit.scan(card)
        await visit.at(Question.CODE)
        await visit.reads("flow.code.sent_card", phone="••• 000")
        await answer(visit, SCANNED)
        await visit.reads("lookup.contributions.paid", **PAID)
        await visit.reads("lookup.late", **LATE)
        await visit.reads("lookup.todo", hotline="1900 9068")
        await visit.reads("lookup.law")
        ((number, proof, call_id),) = visit.world.lookups.asked
        assert (proof, call_id) == ("PROOF", None)
        assert number in (visit.draft.participant.citizen_id, visit.draft.participant.insurance_id)
        await visit.choose("done")
        await visit.gone()
        assert visit.app.return_code == 0


async def test_the_periods_follow_the_newest_first_with_late_ones_and_gaps_in_words():
    async with visiting() as visit:
        await ask(visit)
        await visit.choose("next")
        await visit.reads("lookup.contributions.page", here=1, all=1)
        rows = visit.view.query_one(FactSheet).rows
        assert [when for when, _ in rows] == [
            "07/2026 – 09/2026",
            "11/2015 – 06/2026",
            "06/2015 – 10/2015",
            "10/2013 – 05/2015",
        ]
        assert (
            rows[0][1]
            == f"{SEWING}\n{visit.say('lookup.contributions.is_late', span='3 tháng')} · BHXH, BHTN, BHYT"
        )
        assert rows[2][1] == visit.say("lookup.contributions.gap", span="5 tháng")
        assert not visit.view.query("#next")
        await visit.press("escape")
        await visit.reads("lookup.contributions.paid", **PAID)


async def test_a_long_life_is_turned_over_page_by_page_and_back():
    world = World()
    world.lookups.history = LONG
    async with visiting(world) as visit:
        await ask(visit)
        seen: list[str] = []
        while visit.view.query("#next"):
            await visit.choose("next")
            seen += [when for when, _ in visit.view.query_one(FactSheet).rows]
        spans = [f"{line.first.shown} – {line.last.shown}" for line in LONG.lines]
        assert seen == spans
        assert sum(isinstance(line, Gap) for line in LONG.lines) == 19
        page = visit.view._page
        await visit.choose("previous")
        await visit.reads("lookup.contributions.page", here=page - 1, all=page)


async def test_a_page_fits_the_terminal_also_when_that_changes():
    world = World()
    world.lookups.history = LONG
    async with visiting(world) as visit:
        await ask(visit)
        await visit.choose("next")
        small = len(visit.view.query_one(FactSheet).rows)
        await visit.pilot.resize_terminal(120, 40)
        await visit.until(lambda: len(visit.view.query_one(FactSheet).rows) > small, "more stand on a page")
        await visit.pilot.resize_terminal(80, 24)
        await visit.until(lambda: len(visit.view.query_one(FactSheet).rows) == small, "as many as before")


async def test_typed_by_hand_it_is_the_same():
    async with visiting() as visit:
        await visit.press("4", "2")
        await visit.at(Question.CARD)
        await walk(visit, TYPED)
        await visit.reads("lookup.contributions.paid", **PAID)


async def test_somebody_of_whom_nothing_is_known_is_told_so():
    world = World()
    world.lookups.history = History()
    async with visiting(world) as visit:
        await ask(visit)
        await visit.reads("lookup.contributions.none")
        assert not visit.view.query("#next, #print")


async def test_whoever_has_only_health_insurance_is_told_both():
    world = World()
    health = frozenset({Fund.HEALTH})
    world.lookups.history = History((Period(Month(2020, 1), Month(2025, 12), "Hộ gia đình", health),))
    async with visiting(world) as visit:
        await ask(visit)
        await visit.reads("lookup.contributions.none")
        assert visit.shows(visit.say("lookup.fund.health"))
        assert not visit.shows(visit.say("lookup.fund.social"))


async def test_what_is_worth_nothing_says_so():
    world = World()
    world.lookups.is_sample = True
    async with visiting(world) as visit:
        await ask(visit)
        await visit.reads("common.sample")


@pytest.mark.parametrize("error", [Refused("contributions_not_available"), Unavailable("broken")])
async def test_what_cannot_be_shown_is_said_in_words_and_an_officer_offered(error):
    world = World()
    world.lookups.error = error
    async with visiting(world) as visit:
        await ask(visit)
        await visit.reads("lookup.contributions.not_found")
        why = f"refused.{error.code}" if isinstance(error, Refused) else "card.unavailable"
        await visit.reads(why)
        world.lookups.error = None
        if visit.view.query("#again"):
            await visit.choose("again")
            await visit.reads("lookup.contributions.paid", **PAID)


async def test_another_language_keeps_the_page():
    async with visiting() as visit:
        await ask(visit)
        await visit.choose("next")
        await visit.press("f2")
        await visit.reads("lookup.contributions.page", here=1, all=1)
        assert visit.app.session.language == "en"


# On paper.


async def test_it_is_printed_whole_with_the_number_masked():
    async with visiting(World(printer=FakePrinter())) as visit:
        await ask(visit)
        await visit.press("3")
        await visit.reads("paper.printed")
        (slip,) = visit.world.printer.slips
        assert Row(visit.say("lookup.slip.number"), "006 090 ••• 011") in slip.parts
        rows = [part for part in slip.parts if isinstance(part, Row)]
        assert len([row for row in rows if "–" in row.name]) == len(LIFE.lines)
        assert any(row.name == "07/2026 – 09/2026" and "CHẬM ĐÓNG" in row.value for row in rows)
        assert "006090000011" not in str(slip)
        assert slip.squares == ()


async def test_by_an_insurance_card_its_number_is_masked_as_well():
    async with visiting(World(printer=FakePrinter())) as visit:
        await visit.press("4", "2")
        await visit.at(Question.CARD)
        await visit.scan(INSURANCE)
        await visit.at(Question.CODE)
        await answer(visit, SCANNED)
        await visit.reads("lookup.contributions.paid", **PAID)
        await visit.press("3")
        await visit.reads("paper.printed")
        assert "0000000017" not in str(visit.world.printer.slips)
        assert Row(visit.say("lookup.slip.number"), "•• •••• 0017") in visit.world.printer.slips[0].parts


# An employer.


async def test_a_few_letters_find_an_employer_and_whether_it_is_late():
    async with visiting() as visit:
        await look_for(visit, "may")
        await visit.reads("lookup.late", **LATE)
        await visit.reads("lookup.law")
        assert visit.shows("06/2026", "09/2026", "TN0001A")
        await visit.choose("done")
        await visit.gone()


async def test_one_that_pays_in_time_is_said_to():
    async with visiting() as visit:
        await look_for(visit, "van tai")
        await visit.reads("lookup.employer.on_time")
        assert visit.shows(TRUCKS)
        assert not visit.shows(visit.say("lookup.law"))


async def test_of_several_one_is_chosen_and_back_leads_to_what_was_typed():
    async with visiting() as visit:
        await look_for(visit, "cong ty")
        await visit.reads("lookup.employer.which")
        await visit.press("2")
        await visit.reads("lookup.employer.on_time")
        await visit.press("escape")
        await visit.reads("lookup.employer.title")
        assert visit.field.value == "cong ty"
        await visit.press("escape")
        await visit.at(LookupScreen)


async def test_of_very_many_five_are_offered_and_more_letters_asked_for():
    world = World()
    month = Month(2026, 9)
    world.lookups.known = [Employer(f"X{n}", f"Xưởng Mẫu số {n}", month, month) for n in range(9)]
    async with visiting(world) as visit:
        await look_for(visit, "xuong")
        await visit.reads("lookup.employer.more")
        assert len(visit.view.query(".choices Choice")) == 5


@pytest.mark.parametrize(("typed", "key"), [("", "missing"), ("a", "missing"), ("khong co", "none")])
async def test_what_finds_nobody_is_said_and_stays_to_be_mended(typed, key):
    async with visiting() as visit:
        await look_for(visit, typed)
        await visit.reads(f"lookup.employer.{key}")
        assert visit.field.value == typed
        await visit.type("may")
        await visit.reads("lookup.late", **LATE)


async def test_a_backend_that_is_away_is_said_and_may_be_asked_again():
    world = World()
    async with visiting(world) as visit:
        for error in (Unavailable("offline"), Refused("not_allowed")):
            world.lookups.error = error
            await (visit.type("may") if visit.view.query("#notice") else look_for(visit, "may"))
            refused = isinstance(error, Refused)
            await visit.reads("refused.not_allowed" if refused else "status.unavailable")
        world.lookups.error = None
        await visit.press("enter")
        await visit.reads("lookup.late", **LATE)


async def test_vietnamese_can_be_typed_for_an_employer():
    async with visiting() as visit:
        await visit.press("4", "3")
        await visit.at(EmployerView)
        await visit.press(*"Vaanj tair")
        assert visit.field.value == "Vận tải"
        await visit.press("enter")
        await visit.reads("lookup.employer.on_time")


async def test_what_was_typed_survives_another_language():
    async with visiting() as visit:
        await visit.press("4", "3")
        await visit.at(EmployerView)
        await visit.press(*"may", "f2")
        await visit.reads("lookup.employer.title")
        assert visit.field.value == "may"
