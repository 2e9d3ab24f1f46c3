"""A person at the kiosk: what they do in a pilot test, and what they see."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any

from textual import events
from textual.geometry import Offset, Region
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Static

from kiosk.domain.problems import Problem
from kiosk.domain.registration.draft import Draft
from kiosk.domain.registration.journey import Question
from kiosk.domain.vietnamese_input import Method
from kiosk.ports.devices import Display, Graphics
from kiosk.resources.languages import Language
from kiosk.resources.text import problem_words, words
from kiosk.ui.kiosk.app import KioskApp
from kiosk.ui.kiosk.questions.interruption import FixStep
from kiosk.ui.kiosk.questions.step import Step
from kiosk.ui.kiosk.screens.flow import FlowScreen
from kiosk.ui.toolkit.scan_input import KeyRun
from kiosk.ui.widgets.choice import Choice
from kiosk.ui.widgets.fact_sheet import FactSheet
from kiosk.ui.widgets.heading import Heading
from kiosk.ui.widgets.key_bar import KeyBar
from kiosk.ui.widgets.keyboard.keyboard import Keyboard
from kiosk.ui.widgets.text_field import TextField
from kiosk.ui.widgets.top_bar import TopBar
from kiosk.ui.widgets.vietnamese_field import TypingSwitch
from tests.fakes.citizen import World

NO_OFFSET = Offset(0, 0)
ROUNDS = 6
"""Turns of the loop in which no widget has a message, after which nothing more is expected."""
PATIENCE = 60.0
"""Seconds after which something that should happen has not, on a machine that is busy with other things."""
SHORTEST_PAUSE, LONGEST_PAUSE = 0.001, 0.05
"""Seconds between two looks at whether it has happened: a process that starts needs the processor itself."""
CALM, QUICK, TYPED_BY_SCANNER = 1.0, 0.06, 0.002
"""Seconds between two keys, as the kiosk is told them: the tests themselves are faster than any person."""
FRAMES_HELD = "_frames_held_by_tests"
"""The app's attribute that says: draw later, once, what a look will see (tests/ui/conftest.py)."""
_NAMES = {"\r": "enter", "\n": "ctrl+j", "\t": "tab", " ": "space"}


class Visit:
    """Does what a person does, and waits for what they would wait for, never for a fixed time."""

    def __init__(self, app: KioskApp, pilot: Pilot[Any], world: World) -> None:
        self.app = app
        self.pilot = pilot
        self.world = world
        self.second_press: float | None = None
        """Seconds after which the hand presses an answer a second time; None for a calm one."""
        self._size = app.size
        self._time = monotonic()

    # What stands there.

    @property
    def view(self) -> Widget:
        """The question, or what is shown in its place; on other screens the screen."""
        screen = self.app.screen
        return screen.view if isinstance(screen, FlowScreen) and screen.view is not None else screen

    @property
    def question(self) -> Question | None:
        """The question on the screen, if it is one."""
        view = self.view
        return view.question if isinstance(view, Step) and not isinstance(view, FixStep) else None

    @property
    def draft(self) -> Draft:
        """What was answered so far."""
        screen = next(screen for screen in self.app.screen_stack if isinstance(screen, FlowScreen))
        return screen.draft

    @property
    def field(self) -> TextField:
        """The field on the screen."""
        return self.view.query_one(TextField)

    @property
    def text(self) -> str:
        """Everything that can be read on the screen, each widget's words in one line."""
        shown = [widget for widget in self.app.screen.walk_children() if widget.is_on_screen]
        return "\n".join(" ".join(text_of(widget).split()) for widget in shown if text_of(widget))

    def shows(self, *texts: str) -> bool:
        """Can all of `texts` be read on the screen now?"""
        return all(" ".join(line.split()) in self.text for text in texts for line in text.splitlines())

    def say(self, key: str, **values: object) -> str:
        """Return the words for `key` in the language of the screen."""
        return words(key, self.app.session.language, **values)

    # What the person waits for.

    async def until(self, condition: Callable[[], bool], what: str = "it happens") -> None:
        """Wait until `condition` holds; `what` says what did not happen otherwise."""
        loop = asyncio.get_running_loop()
        deadline, pause = loop.time() + PATIENCE, SHORTEST_PAUSE
        while not condition():
            assert loop.time() < deadline, f"waited in vain until {what}; on the screen:\n{self.text}"
            await self.settled()
            await asyncio.sleep(pause)
            pause = min(1.5 * pause, LONGEST_PAUSE)

    async def at(self, place: Question | type[Widget]) -> None:
        """Wait until the screen stands at a question, or shows a screen or view of this kind."""
        if isinstance(place, Question):
            await self.until(lambda: self.question is place and self.view.is_mounted, f"{place} is asked")
        else:
            await self.until(lambda: isinstance(self.view, place) and self.view.is_mounted, f"{place} stands")
        await self.settled()

    async def reads(self, key: str, **values: object) -> None:
        """Wait until the words for `key` stand on the screen."""
        wanted = self.say(key, **values)
        assert wanted
        await self.until(lambda: self.shows(wanted), f"{key} is read: {wanted}")

    async def reads_problem(self, key: str, **values: str) -> None:
        """Wait until it is said what is wrong."""
        wanted = problem_words(Problem(key, values), self.app.session.language)
        await self.until(lambda: self.shows(wanted), f"{key} is read: {wanted}")

    async def stands(self, kind: type[Widget]) -> None:
        """Wait until a widget of this kind can be seen."""
        await self.until(
            lambda: any(widget.is_on_screen for widget in self.app.screen.query(kind)),
            f"a {kind.__name__} stands",
        )
        await self.settled()

    async def settled(self) -> None:
        """Wait until everything that was set off has been dealt with and is painted.

        `pilot.pause` sends every widget a message to find that out, which takes most of a test's time.
        """
        setattr(self.app, FRAMES_HELD, True)
        try:
            for _ in range(2):
                await self._quiet()
                self.app.screen._on_timer_update()
        finally:
            setattr(self.app, FRAMES_HELD, False)
        self.app.screen._compositor_refresh()

    async def _quiet(self) -> None:
        """Wait until no widget has had a message for a few turns of the loop."""
        quiet = 0
        while quiet < ROUNDS and self.app.is_running:
            await asyncio.sleep(0)
            pumps = [self.app, *self.app.screen.walk_children(with_self=True)]
            quiet = quiet + 1 if not any(pump.message_queue_size for pump in pumps) else 0

    async def gone(self) -> None:
        """Wait until the process would end."""
        await self.until(lambda: not self.app.is_running or self.app._exit, "the session ends")

    async def start_over(self, world: World) -> None:
        """Stand before the welcome screen of another world, as the next person would in a new process."""
        while len(self.app.screen_stack) > 1:
            await self.app.pop_screen()
        self.world = world
        self.app.session.services = world.services
        self.app.session.connection = "online"
        self.app.session.presence = None
        if self.app.size != self._size:
            await self.pilot.resize_terminal(*self._size)
        await self.app.screen.relabel()
        await self.settled()

    async def idle_time_passes(self) -> None:
        """Let the time pass after which the kiosk asks whether the person is there, without a wait."""
        self.app._idle.stop()
        self.app._went_idle()
        await self.settled()

    # What the person does.

    def strike(self, *keys: str) -> None:
        """Press keys without waiting for anything in between."""
        self._time += CALM
        for key in keys:
            self._time += QUICK
            self.app.post_message(_key(key, self._time))

    async def press(self, *keys: str, after: float = CALM) -> None:
        """Press keys one after the other, each `after` so many seconds, and see what it does."""
        for key in keys:
            self._time += after
            self.app.post_message(_key(key, self._time))
            await self.settled()

    async def type(self, text: str) -> None:
        """Type into the field on the screen, in place of what stands there, and go on."""
        self.field.value = ""
        await self.press(*text)
        await self.decide("enter")

    async def choose(self, choice: str) -> None:
        """Press the choice with this id: by its digit where it has one, else with Enter."""
        found = self.view.query_one(f"#{choice}", Choice)
        if found.digit is not None and not isinstance(self.app.focused, TextField):
            await self.decide(str(found.digit))
        else:
            found.focus()
            await self.decide("enter")

    async def decide(self, key: str) -> None:
        """Press the key that answers, as calmly as this person can."""
        if self.second_press == 0:
            self.strike(key, key)
            await self.settled()
            return
        await self.press(key)
        if self.second_press is not None:
            await self.press(key, after=self.second_press)

    async def touch(
        self,
        widget: Widget,
        place: Region | None = None,
        slide: Offset = NO_OFFSET,
        after: float = CALM,
    ) -> None:
        """Touch the middle of a widget, or of a place on the screen; lift the finger after a slide."""
        self._time += after
        down = (place or widget.region).center
        self._finger(events.MouseDown, Offset(int(down[0]), int(down[1])))
        if slide != NO_OFFSET:
            self._finger(events.MouseMove, Offset(int(down[0]), int(down[1])) + slide)
        self._finger(events.MouseUp, Offset(int(down[0]), int(down[1])) + slide)
        await self.settled()

    def _finger(self, kind: Callable[..., events.MouseEvent], at: Offset) -> None:
        event = kind(None, at.x, at.y, 0, 0, 1, False, False, False, at.x, at.y)
        event.time = self._time
        self.app.post_message(event)

    async def touch_keys(self, *keys: str) -> None:
        """Touch keys of the keyboard of the screen, each by its text or its name."""
        for key in keys:
            await self.touch(self.keyboard, self.keyboard.region_of(key))

    @property
    def keyboard(self) -> Keyboard:
        """The keyboard of the screen, shown or not."""
        return self.app.screen.query_one(Keyboard)

    async def scan(self, text: str, end: str = "\r") -> None:
        """Hold a code to a scanner that types like a keyboard, all at once as a terminal reads it."""
        self._time += CALM
        self.app.post_message(KeyRun([_key(key, self._time) for key in text + end]))
        await self.settled()

    async def scan_key_by_key(self, text: str, end: str = "\r") -> None:
        """Hold a code to a scanner whose keys arrive one by one."""
        self._time += CALM
        for key in text + end:
            self._time += TYPED_BY_SCANNER
            self.app.post_message(_key(key, self._time))
        await self.settled()

    async def scan_by_serial_line(self, text: str) -> None:
        """Hold a code to a scanner that is no keyboard."""
        self.app.take_scan(text)
        await self.settled()


def _key(key: str, at: float) -> events.Key:
    """Make a key's event out of its name or of what it types, read at the time `at`."""
    character = {"space": " ", "enter": "\r", "tab": "\t"}.get(key, key)
    event = events.Key(_NAMES.get(key, key), character if len(character) == 1 else None)
    event.time = at
    return event


def text_of(widget: Widget) -> str:
    """Return the words that a widget of its own shows, "" for one that only holds others."""
    if isinstance(widget, TextField):
        return widget.value
    if isinstance(widget, Static | Choice | FactSheet | Heading | TypingSwitch | TopBar | KeyBar):
        return str(widget.render())
    return ""


@asynccontextmanager
async def visiting(
    world: World | None = None,
    *,
    size: tuple[int, int] = (80, 24),
    language: Language = "vi",
    typing: Method = "telex",
    graphics: Graphics | None = None,
    display: Display | None = None,
) -> AsyncIterator[Visit]:
    """Stand at a kiosk whose world is `world`."""
    world = world or World()
    app = KioskApp(world.services, language=language, typing=typing, graphics=graphics, display=display)
    async with app.run_test(size=size) as pilot:
        visit = Visit(app, pilot, world)
        await visit.settled()
        yield visit
