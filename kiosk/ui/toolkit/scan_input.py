"""The tap between the keyboard and whatever has the focus: the gate's decisions, carried out on Textual."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from time import monotonic

from textual import events
from textual._keyboard_protocol import MODIFIER_FUNCTIONAL_KEYS
from textual.app import App

from kiosk.domain.scans.gate import LIMIT, Action, Pass, Scan, ScanGate, TakeBack, is_scan
from kiosk.ui.toolkit.messages import Scanned
from kiosk.ui.widgets.text_field import TextField

_MODIFIERS = frozenset(MODIFIER_FUNCTIONAL_KEYS) | {"caps_lock", "num_lock", "scroll_lock"}
"""Keys that some terminals report by themselves; no screen uses one, and a scanner presses Shift."""


_AGAIN = 0.01
"""Seconds until a terminal that is late with its reading is looked at again."""


class KeyRun(events.InputEvent, bubble=False):
    """Keys that the terminal read at once, with the time of each: a scan is one event instead of 300."""

    def __init__(self, keys: list[events.Key]) -> None:
        super().__init__()
        self.keys = keys


class ScanTap:
    """Sees every key first. `deliver` gives Textual a person's key; a scan is posted to the active screen."""

    def __init__(
        self,
        app: App[None],
        deliver: Callable[[events.Key], Awaitable[None]],
        is_whole_scan: Callable[[str], bool],
        is_behind: Callable[[], bool],
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """`is_behind` says whether something was typed that did not come here yet."""
        self._app = app
        self._is_behind = is_behind
        self._deliver = deliver
        self._clock = clock
        self._gate: ScanGate[events.Key] = ScanGate(is_whole_scan)
        self._timer: asyncio.TimerHandle | None = None
        self._entry: TextField | None = None

    async def keys(self, keys: Sequence[events.Key]) -> None:
        """Take keys that came together, each with the time at which it was read."""
        actions: list[Action[events.Key]] = []
        if len(keys) > 1:
            self._gate.resume(keys[0].time)
        for key in keys:
            if key.key not in _MODIFIERS:
                entry = self._focused_entry()
                _settle(actions, self._gate.key(key, key.character, key.time, live=entry is not None))
        await self._carry_out(actions)
        if self._app.is_headless and not self._app.message_queue_size:
            # A pilot has no rhythm: keys posted in a row are a scan, a key by itself is a person's.
            await self._carry_out(self._gate.tick(float("inf")))
        self._wait()

    async def flush(self) -> None:
        """Give back what is held before something happens that must come after it."""
        await self._carry_out(self._gate.flush())

    async def paste(self, text: str) -> None:
        """Take pasted text: only a scanner pastes at a kiosk, and a scan never goes into a field."""
        await self.flush()
        if is_scan(text):
            self.post(text)

    def post(self, text: str) -> None:
        """Tell the active screen what was scanned, cut where an over-long one can still be told."""
        self._app.screen.post_message(Scanned(text[: LIMIT + 1]))

    def _focused_entry(self) -> TextField | None:
        focused = self._app.focused
        return focused if isinstance(focused, TextField) else None

    async def _carry_out(self, actions: Sequence[Action[events.Key]]) -> None:
        for action in actions:
            match action:
                case Pass(key):
                    self._entry = self._focused_entry()
                    await self._deliver(key)
                case TakeBack() if self._entry is not None:
                    # Queued behind the keys that the field has not seen yet.
                    self._entry.call_later(self._entry.take_back)
                case Scan(text):
                    self.post(text)

    def _wait(self) -> None:
        """Have the gate asked again when its time is up; one timer at a time: keys come by the hundred."""
        deadline = self._gate.deadline
        if deadline is not None and self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(max(0.0, deadline - self._clock()), self._ring)

    def _ring(self) -> None:
        self._timer = None
        self._app.call_later(self._look)

    def _look(self) -> None:
        """Let time pass, unless the machine is late: what waits to be read is no silence."""
        if self._is_behind():
            self._timer = asyncio.get_running_loop().call_later(_AGAIN, self._ring)
        else:
            self._app.call_later(self._tick)  # behind what was read meanwhile

    async def _tick(self) -> None:
        await self._carry_out(self._gate.tick(self._clock()))
        self._wait()


def _settle(actions: list[Action[events.Key]], more: list[Action[events.Key]]) -> None:
    """Add `more`; what was let through and taken back in the same breath never happened."""
    for action in more:
        if isinstance(action, TakeBack):
            fresh = 0
            while fresh < action.count and actions and isinstance(actions[-1], Pass):
                actions.pop()
                fresh += 1
            if fresh == action.count:
                continue
        actions.append(action)
