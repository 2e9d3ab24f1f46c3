"""How far along one is: words and a bar of as many parts as there are chapters."""

from textual.content import Content
from textual.widgets import Static


class Steps(Static):
    """ "Bước 2 trong 5" with parts filled up to the present one."""

    DEFAULT_CSS = """
    Steps { height: 1; color: $accent; text-style: bold; }
    """

    def __init__(self, label: str, here: int, of: int) -> None:
        done, rest = "━━━━ " * here, "┄┄┄┄ " * (of - here)
        super().__init__(Content.assemble(label, "   ", done, (rest, "not bold")))
