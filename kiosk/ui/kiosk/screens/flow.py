"""The flow screen: views follow each other, each answer is taken once, from the view that stands."""

from asyncio import Lock
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container

from kiosk.domain.people import Person
from kiosk.domain.registration.draft import Draft
from kiosk.domain.scans.scan import Scan
from kiosk.ports.presences import Presence
from kiosk.ui.kiosk.frame import KioskScreen
from kiosk.ui.kiosk.questions.interruption import LeaveStep
from kiosk.ui.kiosk.questions.step import Step
from kiosk.ui.kiosk.results.erasure import ErasureView
from kiosk.ui.kiosk.results.result_view import ResultView
from kiosk.ui.kiosk.session import Session
from kiosk.ui.toolkit.messages import Shown
from kiosk.ui.widgets.keyboard.keyboard import Keyboard
from kiosk.ui.widgets.text_field import TextField


class FlowScreen(KioskScreen):
    """Swaps views under one batch update; with a screen a view a double tap dismisses twice.

    Source: docs/terminal.md#recipe.
    """

    BINDINGS = [Binding("f8", "stop", show=False)]

    leave_step: ClassVar[type[LeaveStep]] = LeaveStep
    """Asks a person who wants to stop what is to become of their answers."""
    kept_code = ""
    """Under which code the form is kept; "" for one that is not."""

    def __init__(self, session: Session, draft: Draft) -> None:
        super().__init__(session)
        self.draft = draft
        self.view: Step | ResultView | None = None
        self._interrupted: Step | None = None
        """The question over which the person is asked whether to stop, ready to be asked again."""
        self._turn = Lock()

    @property
    def keeps_awake(self) -> bool:  # type: ignore[override]  # a screen that asks nothing has it as a constant
        """Is a view waiting for the officer?"""
        return isinstance(self.view, ResultView) and self.view.keeps_awake

    def first_view(self) -> Step | ResultView:
        """Return the view to begin with."""
        raise NotImplementedError

    def compose_body(self) -> ComposeResult:
        """Lay out the first view with the frame: a view mounted into a painted frame costs a frame more."""
        with Container(id="view"):
            yield self._take(self.first_view())
        keyboard = Keyboard(self.say)
        keyboard.display = False
        yield keyboard

    @on(events.DescendantFocus)
    @on(events.ScreenResume)
    def fit_keyboard(self) -> None:
        """Show the keyboard while a field wants it and the last thing done was a touch."""
        fields = self.query("#view TextField").results(TextField)
        field = next(fields, None) if self.session.is_by_touch else None
        for keyboard in self.query(Keyboard):  # none while the screen is laid out
            if field is not None:
                keyboard.serve(field)
            keyboard.display = field is not None
            self.set_class(field is not None, "-typing")
            self.set_class(field is not None and field.pad == "letters", "-cramped")

    async def swap(self, view: Step | ResultView) -> None:
        """Put `view` in place of the one before; one at a time, in the order of the calls."""
        async with self._turn:
            await self._put(view)

    async def _put(self, view: Step | ResultView) -> None:
        place = self.query_one("#view")
        with self.app.batch_update():
            self._take(view)
            await place.remove_children()
            await place.mount(view)
            self.fit_keyboard()
            self._label_keys()
        self.post_message(Shown())

    def _take(self, view: Step | ResultView) -> Step | ResultView:
        self.view = view
        self.topic = view.question.removeprefix("helper_") if isinstance(view, Step) else view.topic
        return view

    async def relabel(self) -> None:
        """Show frame and view in the language just chosen; what is half-typed stays."""
        async with self._turn:
            self.relabel_frame()
            self.query_one(Keyboard).refresh()
            if isinstance(self.view, Step):
                await self._put(self.view.anew())
            elif self.view is not None:
                await self.view.redraw()

    def admitted(self, presence: Presence) -> None:
        """Hand on to the view what an officer here has allowed."""
        if isinstance(self.view, ResultView):
            self.view.admitted(presence)

    def take_scan(self, scan: Scan) -> None:
        """Hand the scan to the view."""
        if self.view is not None:
            self.view.take_scan(scan)

    @on(Step.Withdrawn)
    def _withdrawn(self, event: Step.Withdrawn) -> None:
        event.stop()
        if event.step is self.view:
            self.draft = event.draft

    def _keys(self) -> list[tuple[str, str]]:
        keys = super()._keys()
        if self._may_stop:
            keys.insert(4, ("f8", self.say("common.key.stop")))
        return keys

    @property
    def _may_stop(self) -> bool:
        return isinstance(self.view, Step) and not isinstance(self.view, LeaveStep)

    @on(Step.Stopped)
    async def _stopped(self, event: Step.Stopped) -> None:
        event.stop()
        self.draft, self._interrupted = Draft(self.draft.idempotency_key, self.draft.path), None
        await self.swap(ErasureView(self.session, self.kept_code))

    async def action_stop(self) -> None:
        """F8: out, from any question."""
        if self._may_stop:
            await self.leave()

    async def leave(self) -> None:
        """Go back to the welcome screen when nothing is known of a person; else ask what to do with it."""
        view = self.view
        if is_blank(self.draft.participant) and is_blank(self.draft.helper):
            self.dismiss()
        elif isinstance(view, Step):
            self._interrupted = view.anew()
            await self.swap(self.leave_step(self.session, self.draft, view.question))

    async def go_on(self) -> None:
        """Ask again what was asked before the person wanted to stop; what was half-typed is still there."""
        if self._interrupted is not None:
            view, self._interrupted = self._interrupted, None
            await self.swap(view)


def is_blank(person: Person | None) -> bool:
    """Is nothing known of this person yet?"""
    return person is None or person == Person()
