"""A ward as an administrator sets it up: `kiosk serve`, an imported register, an enrolled kiosk, officers.

No demo anywhere: what reaches a phone has gone through a provider's API.
"""

import asyncio
import itertools
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path

from kiosk.cli import desk
from kiosk.client.lazy_ports import LazyPorts
from kiosk.config.reader import load
from kiosk.ports.devices import Printer
from kiosk.ui.desk.app import DeskApp
from kiosk.wiring import client as client_wiring
from kiosk.wiring import screen
from kiosk.wiring import state as state_wiring
from tests.fakes.officer import MAI, PASSWORD, an_office
from tests.service import OFFICE, Service
from tests.ui.desk.seat import Seat
from tests.ui.visit import Visit, visiting
from tests.walks.walking import STARTING, Real, online

Section = Mapping[str, object]


class Ward:
    """One server and one kiosk that calls it over HTTP; their state lies in `directory`."""

    def __init__(self, directory: Path, database: str, register: str, **sections: Section) -> None:
        """`register` is a file of participants; `sections` are further settings of the server."""
        self.address = f"127.0.0.1:{_free_port()}"
        self.server = Service(directory / "server", database, more=sections, listen=self.address, workers=2)
        self.kiosk_config = directory / "kiosk.toml"
        self._register = register

    def set_up(self) -> None:
        """Do what the page for the ward says, in its order."""
        server = self.server
        server.prepare()
        key_file = server.directory / "kiosk.key"
        server.admin("enrol", "kiosk-1", "--out", str(key_file))
        server.admin(
            "officers", "add", MAI.login, "--name", MAI.full_name, "--role", MAI.role, typed=f"{PASSWORD}\n"
        )
        people = server.directory / "participants.csv"
        people.write_text(self._register, "utf-8")
        server.admin("import", str(people))
        self.kiosk_config.write_text(
            f'[office]\ncode = "{OFFICE}"\n[state]\ndir = "{server.directory}/kiosk"\n'
            f'[backend]\nurl = "http://{self.address}"\nkey_file = "{key_file}"\n',
            "utf-8",
        )

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Run the service, and beside the kiosk the agent that keeps its keys and sends what waits."""
        self.server.start()
        agent = [sys.executable, "-m", "kiosk", "agent", "--config", str(self.kiosk_config)]
        try:
            with subprocess.Popen(agent, stdin=subprocess.DEVNULL) as process:
                try:
                    yield
                finally:
                    process.terminate()
                    process.wait(STARTING)
        finally:
            self.server.stop()

    @asynccontextmanager
    async def at_the_kiosk(
        self, *, size: tuple[int, int] = (120, 40), printer: Printer | None = None
    ) -> AsyncIterator[Visit]:
        """Stand before what the screen process builds, once the server answers; `printer` is the test's."""
        settings = load(self.kiosk_config)
        assert state_wiring.prepare_state(settings.state_dir)
        client = client_wiring.client(settings)
        lazy = LazyPorts(lambda: client_wiring.ports(client, settings.office.code), lambda: asyncio.sleep(0))
        services = screen.services(settings, lazy, is_writable=True)
        keys = settings.state_dir / "backend-keys.json"
        try:
            async with visiting(Real(replace(services, printer=printer)), size=size) as visit:
                await online(visit)
                await visit.until(keys.exists, "the agent has fetched the server's public keys")
                yield visit
        finally:
            await client.api.close()
            client.outbox.close()

    @asynccontextmanager
    async def at_the_desk(self) -> AsyncIterator[Seat]:
        """Sit before the officer's screen, signed in, and sign out at the end."""
        services = replace(desk.services(load(self.kiosk_config)), clock=itertools.count().__next__)
        app = DeskApp(services)
        async with app.run_test(size=(160, 45)) as pilot:
            seat = Seat(app, pilot, an_office(0))
            await seat.at_work()
            yield seat
            await seat.press("f10")
            await seat.gone()


def _free_port() -> int:
    """A port of this machine that was free a moment ago."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])
