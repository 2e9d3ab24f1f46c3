"""F6 reads each step aloud: words of the kiosk's own, and never a person's name or number."""

import re

import pytest

from kiosk.domain.registration.draft import Purpose
from kiosk.domain.registration.journey import Question
from kiosk.ports.citizen import PracticeScan
from kiosk.resources.text import has, words
from kiosk.ui.kiosk.screens.help_sheet import HelpScreen
from kiosk.ui.widgets.card_sheet import CardSheet
from kiosk.ui.widgets.key_bar import KeyBar
from tests.fakes.citizen import MAN, PAYMENT, FakeVoice, World
from tests.ui.answers import PHONE, RELATIVE, SCANNED, begin, walk
from tests.ui.visit import Visit, visiting


def heard(visit: Visit) -> str:
    """Return what was said last."""
    return "\n".join(text for _, text in visit.world.voice.said[-1])


async def listening(visit: Visit) -> None:
    """Switch the voice on."""
    await visit.press("f6")
    await visit.until(lambda: visit.world.voice.is_speaking, "it speaks")


async def test_title_hint_and_choices_are_read_each_with_its_digit():
    async with visiting(World(voice=FakeVoice())) as visit:
        await begin(visit, Question.RELATION)
        await listening(visit)
        lines = heard(visit).splitlines()
        assert lines[0] == visit.say("flow.relation.title")
        place = lines.index(visit.say("common.relation.parent"))
        assert lines[place - 1] == visit.say("voice.press.1")


async def test_nothing_is_said_before_somebody_asks():
    async with visiting(World(voice=FakeVoice())) as visit:
        await walk_to_details(visit)
        assert visit.world.voice.said == []


async def walk_to_details(visit: Visit) -> None:
    await visit.scan(MAN)
    await visit.at(Question.DETAILS)


async def test_each_step_is_read_by_itself_once_it_is_on_and_what_was_being_said_gives_way():
    async with visiting(World(voice=FakeVoice())) as visit:
        await listening(visit)
        await visit.press("1")
        await visit.at(Question.CARD)
        await visit.until(lambda: visit.say("flow.card.title") in heard(visit), "the step is read")
        await visit.press("f1")
        await visit.at(HelpScreen)
        await visit.until(lambda: visit.say("help.topic.card") in heard(visit), "the help is read")


async def test_the_key_says_what_it_does_hears_again_and_stops_the_voice():
    async with visiting(World(voice=FakeVoice())) as visit:
        await visit.reads("common.key.listen")
        await visit.press("f6")
        await visit.reads("common.key.stop_voice")
        visit.world.voice.is_speaking = False  # it has come to its end
        await visit.reads("common.key.hear_again")
        await visit.press("f6")
        assert visit.world.voice.said[0] == visit.world.voice.said[1]
        await visit.press("f6")
        await visit.reads("common.key.listen")
        assert not visit.world.voice.is_speaking
        await visit.press("1")
        await visit.at(Question.CARD)
        assert len(visit.world.voice.said) == 2, "it stays silent"


async def test_the_other_language_is_read_in_its_own_voice():
    async with visiting(World(voice=FakeVoice())) as visit:
        await listening(visit)
        await visit.press("f2")
        await visit.until(lambda: visit.world.voice.languages[-1] == "en", "it is read in English")
        assert words("welcome.self.title", "en") in heard(visit)


async def test_a_consent_is_read_whole():
    async with visiting(World(voice=FakeVoice())) as visit:
        await begin(visit, Question.CONSENT)
        await listening(visit)
        text = visit.app.session.consent(Purpose.REGISTRATION)
        assert text.title in heard(visit)
        assert text.body.splitlines()[-1] in heard(visit)
        assert visit.say("flow.consent.refuse") in heard(visit)


@pytest.mark.parametrize("answers", [SCANNED, RELATIVE], ids=["myself", "a relative"])
async def test_no_name_and_no_number_of_anybody_is_ever_said(answers):
    async with visiting(World(voice=FakeVoice()), size=(120, 40)) as visit:
        await listening(visit)
        await visit.press("2" if answers is RELATIVE else "1")
        await visit.until(lambda: visit.question is not None, "a question is asked")
        await walk(visit, answers)
        await visit.stands(CardSheet) if answers is SCANNED else await visit.settled()
        said = "\n".join(text for each in visit.world.voice.said for _, text in each)
    own = said.replace("1900 9068", "").replace("7/2024", "").replace("01/05/1948", "")
    for value in ("Nguyễn", "Trần", "Mẫu |", "Thử Nghiệm, Bắc", PHONE, "1990", "1905"):
        assert value not in own
    assert re.findall(r"\d[\d ]{5,}", own) == []


async def test_names_and_numbers_are_read_to_who_listens_by_headphone_and_asked_for_it():
    async with visiting(World(voice=FakeVoice(has_headphone=True)), size=(120, 40)) as visit:
        await walk_to_details(visit)
        assert visit.world.voice.said == [], "it was not asked for"
        await listening(visit)
        assert f"{visit.say('flow.details.name')}: Nguyễn Văn Mẫu" in heard(visit)
        assert "006 090" in heard(visit)


async def test_a_choice_with_somebodys_name_is_heard_with_its_digit_or_not_at_all():
    practice = (PracticeScan({"vi": "Một người mẫu"}, MAN),)
    for has_headphone in (True, False):
        world = World(voice=FakeVoice(has_headphone=has_headphone), practice=practice)
        async with visiting(world) as visit:
            await listening(visit)
            await visit.press("f9")
            await visit.until(lambda: visit.say("common.practice.title") in heard(visit), "it is read")
            assert ("Một người mẫu" in heard(visit)) is has_headphone
            assert heard(visit).count(visit.say("voice.press.1")) == has_headphone


async def test_what_is_wrong_is_read_as_well():
    async with visiting(World(voice=FakeVoice())) as visit:
        await begin(visit, Question.CARD)
        await visit.scan(PAYMENT)
        await visit.reads_problem("seen.payment")
        await listening(visit)
        assert visit.say("problem.seen.payment") in heard(visit)


async def test_every_word_that_is_said_stands_under_its_key():
    async with visiting(World(voice=FakeVoice())) as visit:
        await listening(visit)
        await visit.press("1")
        await visit.at(Question.CARD)
        await visit.until(lambda: len(visit.world.voice.said) > 1, "the step is read")
        for key, text in [pair for each in visit.world.voice.said for pair in each]:
            assert has(key, "vi")
            assert words(key) == text


async def test_leaving_silences_it():
    async with visiting(World(voice=FakeVoice())) as visit:
        await begin(visit, Question.CARD)
        await listening(visit)
        await visit.press("escape")
        await visit.until(lambda: visit.say("flow.leave.title") in heard(visit), "the question is read")
        await visit.choose("leave")
        await visit.until(lambda: visit.say("flow.erased.title") in heard(visit), "the end is read")
        await visit.choose("done")
        await visit.gone()
        assert not visit.world.voice.is_speaking


async def test_the_next_person_finds_a_silent_kiosk():
    async with visiting(World(voice=FakeVoice())) as visit:
        await listening(visit)
        await visit.idle_time_passes()
        await visit.gone()
        assert not visit.world.voice.is_speaking


@pytest.mark.parametrize("voice", [None, FakeVoice(is_there=False)], ids=["not wanted", "no sound"])
async def test_a_machine_without_a_voice_offers_none_and_the_key_does_nothing(voice):
    async with visiting(World(voice=voice)) as visit:
        await visit.press("f6")
        assert "f6" not in dict(visit.app.screen.query_one(KeyBar).keys)
        assert not visit.app.session.listens
        await visit.scan(PAYMENT)
        await visit.reads_problem("seen.payment")
        assert voice is None or voice.said == []
