"""The tap between the keyboard and whatever has the focus: the gate's decisions, carried out on Textual."""

from collections.abc import Awaitable, Callable, Sequence

from textual import events
from textual._keyboard_protocol import MODIFIER_FUNCTIONAL_KEYS
from textual.app import App

from kiosk.domain.scans.gate import LIMIT, Action, Pass, Scan, ScanGate, TakeBack, is_scan
from kiosk.ui.toolkit.messages import Scanned
from kiosk.ui.widgets.text_field import TextField

_MODIFIERS = frozenset(MODIFIER_FUNCTIONAL_KEYS) | {"caps_lock", "num_lock", "scroll_lock"}
"""Keys that some terminals report by themselves; no screen uses one, and a scanner presses Shift."""


class KeyRun(events.InputEvent, bubble=False):
    """Keys that arrived together, with the time of each: a scan is one event instead of 300."""

    def __init__(self, keys: list[events.Key]) -> None:
        super().__init__()
        self.keys = keys


class Silence(events.Event, bubble=False):
    """The terminal was found empty: nothing was typed until this event's time. It is no sign of a person."""


class ScanTap:
    """Sees every key first. `deliver` gives Textual a person's key; a scan is posted to the active screen."""

    def __init__(
        self,
        app: App[None],
        deliver: Callable[[events.Key], Awaitable[None]],
        is_whole_scan: Callable[[str], bool],
    ) -> None:
        self._app = app
        self._deliver = deliver
        self._gate: ScanGate[events.Key] = ScanGate(is_whole_scan)
        self._entry: TextField | None = None

    async def keys(self, keys: Sequence[events.Key]) -> None:
        """Take keys that came together, each with the time at which it arrived."""
        actions: list[Action[events.Key]] = []
        for key in keys:
            if key.key not in _MODIFIERS:
                entry = self._focused_entry()
                _settle(actions, self._gate.key(key, key.character, key.time, live=entry is not None))
        await self._carry_out(actions)
        if self._app.is_headless:
            # A pilot has no rhythm: keys posted in a row are a scan, a key by itself is a person's.
            if self._app.message_queue_size:
                self._app.call_later(self.tick, float("inf"))  # behind what was posted meanwhile
            else:
                await self.tick(float("inf"))

    async def tick(self, now: float) -> None:
        """Let time pass, until `now`, in which no key arrived."""
        await self._carry_out(self._gate.tick(now))

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
