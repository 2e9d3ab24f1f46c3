"""The mark of practice at the edge of every line, so that no part of the screen passes for a real one."""

from textual.content import Content
from textual.widget import Widget


class PracticeMark(Widget, can_focus=False):
    """A bar from top to bottom in the first column, over whatever stands there."""

    DEFAULT_CSS = """
    PracticeMark {
        layer: mark;
        dock: left;
        width: 1;
        height: 100%;
        color: $careful;
        text-style: bold;
        text-wrap: nowrap;
    }
    """

    def render(self) -> Content:
        """Return a block for each row."""
        return Content("\n".join("▌" for _ in range(self.size.height)))
