"""What is built from the settings, and how a machine that cannot be written to comes up all the same."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.backend.http.app import create_app
from kiosk.client.lazy_ports import LazyPorts
from kiosk.config.settings import (
    BackendSettings,
    PrinterSettings,
    ScreenSettings,
    Settings,
    StateSettings,
    VoiceSettings,
)
from kiosk.devices.speech import Speech
from kiosk.domain.scans.card_codes import Unknown, parse
from kiosk.domain.slip import Slip, Words
from kiosk.ports.citizen import Timing
from kiosk.ports.errors import Unavailable
from kiosk.resources.languages import languages
from kiosk.wiring import client as client_wiring
from kiosk.wiring import screen as screen_wiring
from kiosk.wiring import service, state
from tests.domain.samples import complete_draft


def settings_in(directory: Path, **more: object) -> Settings:
    return Settings(state=StateSettings(dir=str(directory)), **more)


def services(settings: Settings, *, is_writable: bool = True):
    async def nobody_waits() -> None:
        pass

    lazy = LazyPorts(
        lambda: client_wiring.ports(client_wiring.client(settings), settings.office.code), nobody_waits
    )
    return screen_wiring.services(settings, lazy, is_writable=is_writable)


def test_the_state_directory_is_made_for_its_owner_only(tmp_path):
    directory = tmp_path / "a" / "b"
    assert state.prepare_state(directory)
    assert directory.stat().st_mode & 0o777 == 0o700
    assert list(directory.iterdir()) == []


def test_a_state_directory_that_others_could_read_is_closed(tmp_path):
    tmp_path.chmod(0o755)
    assert state.prepare_state(tmp_path)
    assert tmp_path.stat().st_mode & 0o777 == 0o700


def test_a_place_that_cannot_be_written_is_told_and_raises_nothing(tmp_path):
    in_the_way = tmp_path / "file"
    in_the_way.write_text("x")
    assert not state.prepare_state(in_the_way)
    assert not state.prepare_state(in_the_way / "state")
    assert not state.prepare_state(Path("/proc/state"))


async def test_on_such_a_machine_the_services_carry_on_and_sealing_says_why_not(tmp_path):
    in_the_way = tmp_path / "file"
    in_the_way.write_text("x")
    found = services(settings_in(in_the_way), is_writable=False)
    assert found.trouble == "state"
    with pytest.raises(Unavailable, match="offline"):
        await found.ward.campaign()
    with pytest.raises(OSError):  # noqa: PT011 - which one is the disk's business
        found.registrar.store(complete_draft())


def test_the_screen_gets_what_the_settings_say(tmp_path):
    screen = ScreenSettings(idle=60, countdown=20, watch=120)
    found = services(settings_in(tmp_path, screen=screen))
    assert found.timing == Timing(60, 20, 120)
    assert found.office.code == "00000"
    assert found.trouble == ""
    assert not found.is_demo
    assert not found.practice
    assert found.now().tzinfo is not None
    assert found.new_key() != found.new_key()
    assert len(found.new_key()) == 32
    assert isinstance(found.read_scan("x"), Unknown)


def test_a_kiosk_without_printer_and_voice_offers_neither(tmp_path):
    found = services(settings_in(tmp_path).with_demo())
    assert found.printer is None
    assert found.voice is None


async def test_the_printer_and_the_voice_of_the_settings_are_the_screens(tmp_path):
    printer = PrinterSettings(address=f"pdf:{tmp_path}")
    found = services(settings_in(tmp_path, printer=printer, voice=VoiceSettings(accent="south")))
    assert isinstance(found.voice, Speech)
    await found.printer.print(Slip((Words("Đã nhận hồ sơ"),), is_sample=True))
    assert list(tmp_path.glob("*.pdf"))


def test_nothing_that_draws_or_prints_is_loaded_before_the_first_slip(tmp_path):
    build = (
        "import sys; from kiosk.wiring import screen; from kiosk.config.settings import PrinterSettings;"
        f"screen._printer(PrinterSettings('pdf:{tmp_path}'), 'common.sample'); print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", build], capture_output=True, text=True, check=True)
    assert {"PIL", "escpos", "qrcode", "zxingcpp"} & set(done.stdout.split()) == set()


def test_the_demo_has_eight_practice_scans_with_a_story_in_each_language(tmp_path):
    found = services(settings_in(tmp_path).with_demo())
    assert found.is_demo
    assert len(found.practice) == 8
    assert all(0 < len(scan.story[language]) <= 60 for scan in found.practice for language in languages())
    today = found.now().date()
    assert sum(isinstance(parse(scan.text, today), Unknown) for scan in found.practice) == 1


def test_a_server_is_asked_with_the_key_from_its_file(tmp_path):
    key_file = tmp_path / "key"
    backend = BackendSettings(url="https://ward.example", key_file=str(key_file))
    client = client_wiring.client(settings_in(tmp_path, backend=backend))
    assert str(client.api._http.base_url) == "https://ward.example"
    with pytest.raises(Unavailable):
        client.api._bearer()
    key_file.write_text("k\n")
    assert client.api._bearer() == "k"


def test_a_path_too_long_for_a_socket_serves_and_calls_all_the_same():
    with tempfile.TemporaryDirectory() as short, contextlib.ExitStack() as stack:
        directory = Path(short) / ("d" * 100)
        directory.mkdir()
        address = state.socket_address(directory)
        listener = stack.enter_context(socket.socket(socket.AF_UNIX))
        listener.bind(address)
        listener.listen()
        assert (directory / "backend.sock").is_socket()
        caller = stack.enter_context(socket.socket(socket.AF_UNIX))
        caller.connect(state.socket_address(directory))
        os.close(int(address.split("/")[4]))


async def test_the_embedded_backend_opens_with_the_settings(tmp_path):
    demo = settings_in(tmp_path).with_demo()
    app = create_app(service.open_embedded(replace(demo, demo=replace(demo.demo, people=20))))
    assert (tmp_path / "demo" / "kiosk.key").stat().st_mode & 0o777 == 0o600
    async with app.router.lifespan_context(app):
        pass
