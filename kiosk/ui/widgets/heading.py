"""The heading of every question: how far along the person is, the question, and a line of help."""

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget


class Heading(Widget, can_focus=False):
    """ "Bước 2 trong 5" with a bar of as many parts as there are chapters, then the title and the hint.

    One widget for three texts: each one more takes a millisecond to stand, and is painted at every key.
    """

    DEFAULT_CSS = """
    Heading { height: auto; color: $ink; text-style: bold; }
    """

    title: reactive[str] = reactive("", layout=True)
    """The question in words."""
    hint: reactive[str] = reactive("", layout=True)
    """The line below it; "" for none."""

    def __init__(self, progress: str, here: int, of: int, title: str, hint: str) -> None:
        super().__init__()
        self._steps = Content.assemble(
            (f"{progress}   {'━━━━ ' * here}", "$accent"), ("┄┄┄┄ " * (of - here), "not bold $accent")
        )
        self.set_reactive(Heading.hint, hint)
        self.set_reactive(Heading.title, title)

    def render(self) -> Content:
        """Return the lines."""
        hint = Content.assemble("\n", (self.hint, "not bold $muted")) if self.hint else Content("")
        return Content.assemble(self._steps, "\n", self.title, hint)
