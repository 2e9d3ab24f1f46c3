"""The parts of the queue, each with the digit that shows it."""

from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Static


class Tabs(Horizontal):
    """One line of names; the chosen one is underlined, so that it can be told without colours."""

    DEFAULT_CSS = """
    Tabs {
        height: 1;
        _Tab { width: auto; margin-right: 2; color: $muted; text-wrap: nowrap; }
        _Tab.-on { color: $accent; text-style: bold underline; }
    }
    """

    @dataclass
    class Chosen(Message):
        """A part was chosen, counted from 0."""

        place: int

    def __init__(self, names: list[str]) -> None:
        super().__init__()
        self._names = names
        self._at = 0

    def compose(self) -> ComposeResult:
        """Lay out the names."""
        for place, name in enumerate(self._names):
            yield _Tab(place, name)

    def show(self, at: int, names: list[str]) -> None:
        """Show which one is chosen, and what they are called now."""
        self._at, self._names = at, names
        for tab in self.query(_Tab):
            tab.set_class(tab.place == at, "-on")
            tab.name_it(names[tab.place])


class _Tab(Static, can_focus=False):
    """One part's place."""

    def __init__(self, place: int, name: str) -> None:
        super().__init__(Content(f"{place + 1} {name}"))
        self.place = place
        self.set_class(place == 0, "-on")

    def name_it(self, name: str) -> None:
        """Show another name, say with another count."""
        self.update(Content(f"{self.place + 1} {name}"))

    def on_click(self, event: events.Click) -> None:
        """A touch chooses."""
        event.stop()
        self.post_message(Tabs.Chosen(self.place))
