"""The bottom row: the keys that work everywhere, each also a place to touch."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

_APART = (3, 2, 1)
"""Cells between two keys, the widest that fits."""


class KeyBar(Widget, can_focus=False):
    """Keys with their words, one beside the other."""

    DEFAULT_CSS = """
    KeyBar {
        dock: bottom;
        height: 1;
        padding: 0 2;
        background: $bar;
        color: $ink;
    }
    """

    keys: reactive[Sequence[tuple[str, str]]] = reactive(())
    """Textual's name and the words of each key."""

    @dataclass
    class Touched(Message):
        """A key's place was touched; `key` is Textual's name for it."""

        key: str

    def __init__(self, keys: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.set_reactive(KeyBar.keys, keys)

    def render(self) -> Content:
        """Return the row; each key's cells know which key they are.

        Where there is no room for all words, the last key stands there without its own.
        """
        items = [_item(key, words) for key, words in self.keys]
        if self._room(items) < len(items) - 1:
            items[-1] = _item(self.keys[-1][0], "")
        room = self._room(items)
        apart = next((cells for cells in _APART if cells * (len(items) - 1) <= room), _APART[-1])
        return Content(" " * apart).join(items)

    def _room(self, items: Sequence[Content]) -> int:
        """Return how many cells are left to stand between them."""
        return self.content_size.width - sum(item.cell_length for item in items)

    def on_click(self, event: events.Click) -> None:
        """A touch is the key."""
        event.stop()
        if key := event.style.meta.get("key"):
            self.post_message(self.Touched(key))


def _item(key: str, words: str) -> Content:
    item = Content.assemble((key.upper(), "bold"), f" {words}" if words else "")
    return item.stylize(Style.from_meta({"key": key}))
