"""The questions with the keyboard of the screen."""

from kiosk.domain.registration.journey import Question
from kiosk.ui.kiosk.screens.lookup_menu import LookupScreen
from kiosk.ui.kiosk.screens.status import StatusView
from tests.ui.answers import begin
from tests.ui.scenes.scene import scene
from tests.ui.visit import Visit


async def _touch(visit: Visit, question: Question, *keys: str) -> None:
    await begin(visit, question)
    visit.field.value = ""
    await visit.touch(visit.field)
    await visit.touch_keys(*keys)


@scene("touched", "keyboard")
async def _(visit: Visit) -> None:
    await _touch(visit, Question.NAME, *"nguyên", "tone_tilde")


@scene("touched", "keyboard_capital")
async def _(visit: Visit) -> None:
    await _touch(visit, Question.NAME, *"y", "space", "other")


@scene("touched", "keyboard_latin")
async def _(visit: Visit) -> None:
    await _touch(visit, Question.NAME)
    await visit.press("f5", *"Rose")
    await visit.touch(visit.field)


@scene("touched", "keyboard_wrong")
async def _(visit: Visit) -> None:
    await _touch(visit, Question.NAME, *"an", "space", "2", "done")
    await visit.reads_problem("name.has_digits")


@scene("touched", "keyboard_address")
async def _(visit: Visit) -> None:
    await _touch(visit, Question.ADDRESS, *"tô", "tone_hook", "space", "1")


@scene("touched", "keyboard_commune")
async def _(visit: Visit) -> None:
    await _touch(visit, Question.COMMUNE, *"tân")


@scene("touched", "pad_number")
async def _(visit: Visit) -> None:
    await _touch(visit, Question.NUMBER, *"0060")


@scene("touched", "pad_date")
async def _(visit: Visit) -> None:
    await _touch(visit, Question.BIRTH, *"01/05/1948")


@scene("touched", "pad_code")
async def _(visit: Visit) -> None:
    await _touch(visit, Question.CODE, "1")
    await visit.until(lambda: visit.view.query_one("#sms").display, "the code is sent")


@scene("touched", "keyboard_status")
async def _(visit: Visit) -> None:
    await visit.touch(visit.app.screen.query_one("#lookup"))
    await visit.at(LookupScreen)
    await visit.touch(visit.app.screen.query_one("#status"))
    await visit.at(StatusView)
    await visit.until(lambda: visit.keyboard.display, "the keyboard stands")
    await visit.touch_keys(*"7k3m", "done")
    await visit.reads("status.wrong")
