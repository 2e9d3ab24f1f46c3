"""The bottom row: the keys that work everywhere, each also a place to touch."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Static


class KeyBar(Horizontal):
    """Keys with their words, spread over the row."""

    DEFAULT_CSS = """
    KeyBar {
        dock: bottom;
        height: 1;
        padding: 0 2;
        background: $bar;
        color: $ink;
    }
    """

    @dataclass
    class Touched(Message):
        """A key's place was touched; `key` is Textual's name for it."""

        key: str

    def __init__(self, keys: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._keys = keys

    def compose(self) -> ComposeResult:
        """Lay out one item a key."""
        for key, label in self._keys:
            yield _Item(key, label)


class _Item(Static, can_focus=False):
    """One key's place."""

    DEFAULT_CSS = """
    _Item { width: auto; margin-right: 3; }
    """

    def __init__(self, key: str, label: str) -> None:
        super().__init__(Content.assemble((key.upper(), "bold"), " ", label))
        self._key = key

    def on_click(self, event: events.Click) -> None:
        """A touch is the key."""
        event.stop()
        self.post_message(KeyBar.Touched(self._key))
