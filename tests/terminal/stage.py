"""The kiosk over a world in memory, as a program that goes from scene to scene: to be photographed.

python -m tests.terminal.stage THEME FILE SCENE…

Each scene's name is written to FILE once the scene stands; when FILE is gone, the next one follows.
"""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from textual import events
from textual.pilot import Pilot

from kiosk.devices.terminal import probe
from kiosk.ports.devices import Graphics
from kiosk.ui.kiosk.app import KioskApp
from kiosk.ui.toolkit.scan_input import KeyRun
from tests.fakes.citizen import World
from tests.ui.scenes import SCENES
from tests.ui.visit import Visit

SHOWN = tuple(name for name in SCENES if name != "small")
"""All but the one that wants another terminal."""
LOOKING = 0.05
"""Seconds between two looks whether the photographer is done."""
ROOT = Path(__file__).parents[2]


class Stage(KioskApp):
    """Plays the scenes one after the other."""

    CSS_PATH = [ROOT / "kiosk" / "ui" / "kiosk" / path for path in KioskApp.CSS_PATH]  # not beside this file

    def __init__(self, theme: str, graphics: Graphics, standing: Path, names: Sequence[str]) -> None:
        self._trouble = standing.with_name("trouble")
        super().__init__(
            World().services, theme=theme, graphics=graphics, report_crash=self._trouble.write_text
        )
        self._standing = standing
        self._names = names

    def on_mount(self) -> None:
        """Begin."""
        super().on_mount()
        self.run_worker(self._play(), group="play")

    async def on_event(self, event: events.Event) -> None:
        """Let silence follow each key at once: the pilot has no rhythm, and no reader to hear it."""
        await super().on_event(event)
        if isinstance(event, events.Key | KeyRun):
            await self._tap.tick(float("inf"))

    async def _play(self) -> None:
        visit = Visit(self, Pilot(self), World())
        for name in self._names:
            self._idle.reset()
            try:
                await visit.start_over(SCENES[name].world())
                await SCENES[name].go(visit)
            except AssertionError as error:
                await asyncio.to_thread(self._trouble.write_text, str(error))
                return
            await visit.settled()
            await asyncio.to_thread(self._standing.write_text, name)
            while await asyncio.to_thread(self._standing.exists):
                self._idle.reset()
                await asyncio.sleep(LOOKING)
        self.exit()


if __name__ == "__main__":
    sys.exit(Stage(sys.argv[1], probe().collect(), Path(sys.argv[2]), sys.argv[3:]).run_to_end())
