"""A screen's state by name, and the table of all of them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from kiosk.domain import readable_code
from kiosk.ui.widgets.qr.qr_code import Qr
from tests.fakes.citizen import World
from tests.ui.visit import Visit

RECEIPT = readable_code.derived("receipt", "0" * 32)
PICK_UP = readable_code.derived(readable_code.PICK_UP, "0" * 32)


@dataclass(frozen=True)
class Scene:
    """A screen's state: what the world is like, and the way there."""

    part: str
    """Which part of the kiosk it belongs to."""
    go: Callable[[Visit], Awaitable[None]]
    world: Callable[[], World] = World


SCENES: dict[str, Scene] = {}
PARTS = ("questions", "touched", "doubts", "results", "paper", "around", "lookups", "officer", "pick_up")


def scene(part: str, name: str, **options) -> Callable[[Callable[[Visit], Awaitable[None]]], None]:
    """Keep the way to a screen under its name."""

    def keep(go: Callable[[Visit], Awaitable[None]]) -> None:
        SCENES[name] = Scene(part, go, **options)

    return keep


def world(**options) -> Callable[[], World]:
    """Return what makes a world with these fields of its registrar."""

    def make() -> World:
        made = World()
        for name, value in options.items():
            setattr(made.registrar, name, value)
        return made

    return make


async def drawn(visit: Visit) -> None:
    """Wait until the code stands, in whichever way it can, where the screen has one."""

    def stands() -> bool:
        codes = list(visit.app.screen.query(Qr))
        return not codes or any(code.is_on_screen and code.way not in (None, "none") for code in codes)

    await visit.settled()
    await visit.until(stands, "a code is drawn")
    await visit.settled()
