"""The agent of a kiosk whose backend is a server: it fetches the keys, drains, and serves nothing itself."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from pathlib import Path

import pytest

from kiosk.client.encryption import Keyring
from kiosk.client.outbox import Outbox
from kiosk.wiring.state import now
from tests.client.counterpart import CODE, KEY, Counterpart, Keys, Request, problem, response

ROOT = Path(__file__).parents[2]


class Server:
    """The ward's server, on a port of this machine."""

    def __init__(self, here: Path, keys: Keys) -> None:
        self.here = here
        self.keys = keys
        self.counterpart = Counterpart(self._say)
        self.arrived = asyncio.Event()

    def _say(self, request: Request) -> bytes:
        if request.path == "/v1/keys":
            return response(self.keys.published().model_dump(mode="json"))
        if request.path == "/v1/envelopes":
            self.arrived.set()
            found = [envelope["idempotency_key"] for envelope in json.loads(request.body)["envelopes"]]
            return response({"outcomes": [self.keys.outcome(each).model_dump(mode="json") for each in found]})
        return problem("not_found", 404)

    @contextlib.asynccontextmanager
    async def with_agent(self):
        """Run an agent whose settings name this server."""
        server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        (self.here / "key").write_text("the-key")
        settings = self.here / "settings.toml"
        backend = f'[backend]\nurl = "http://127.0.0.1:{port}"\nkey_file = "{self.here}/key"\n'
        settings.write_text(f'[state]\ndir = "{self.here}/state"\n{backend}')
        command = [sys.executable, "-m", "kiosk", "agent", "--config", str(settings)]
        agent = await asyncio.create_subprocess_exec(*command, env={**os.environ, "PYTHONPATH": str(ROOT)})
        try:
            yield agent
        finally:
            with contextlib.suppress(ProcessLookupError):
                agent.kill()
            await agent.wait()
            server.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            await self.counterpart.talk(reader, writer)
        writer.close()


@pytest.fixture
def server(tmp_path: Path, keys: Keys) -> Server:
    """A server whose keys are `keys`."""
    return Server(tmp_path, keys)


@pytest.fixture
def keys() -> Keys:
    """A backend's keys."""
    return Keys()


async def until(happened) -> None:
    async with asyncio.timeout(30):
        while not happened():  # noqa: ASYNC110 - another process writes, there is no event to wait for
            await asyncio.sleep(0.02)


async def test_what_waits_goes_to_the_server_and_leaves_against_its_receipt(server, keys, tmp_path):
    state = tmp_path / "state"
    state.mkdir()
    outbox, keyring = Outbox(state / "outbox.db", now), Keyring(state / "backend-keys.json")
    keyring.renew(keys.published())
    outbox.put(KEY, CODE, keyring.encrypt(b"{}", KEY))
    async with server.with_agent() as agent:
        async with asyncio.timeout(30):
            await server.arrived.wait()
        await until(lambda: not outbox.rows())
        agent.send_signal(signal.SIGTERM)
        assert await agent.wait() == 0
    outbox.close()
    (envelope,) = [request for request in server.counterpart.heard if request.path == "/v1/envelopes"]
    assert envelope.headers["authorization"] == "Bearer the-key"
    assert not (state / "backend.sock").exists()
    assert not (state / "backend.db").exists()


async def test_the_servers_keys_are_kept_so_that_the_screen_can_seal_while_it_is_away(server, tmp_path):
    kept = tmp_path / "state" / "backend-keys.json"
    async with server.with_agent():
        await until(kept.exists)
    assert Keyring(kept).encrypt(b"x", KEY).kid == "seal1"
    assert kept.stat().st_mode & 0o777 == 0o600


async def test_the_agent_says_nothing_on_the_terminal(server, tmp_path, capfd):
    async with server.with_agent() as agent:
        await until((tmp_path / "state" / "backend-keys.json").exists)
        agent.terminate()
        assert await agent.wait() == 0
    assert capfd.readouterr() == ("", "")
