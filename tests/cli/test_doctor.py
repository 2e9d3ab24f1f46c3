"""`kiosk doctor`: what each check finds, and that none of them fails, hangs or tells anything of anybody."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kiosk.cli.doctor import attached, doctor, scanner, service, storage
from kiosk.cli.doctor.finding import Finding, State, asked_aside, good
from kiosk.client.encryption import Ciphertext
from kiosk.client.outbox import Outbox
from kiosk.config.reader import Settings, load
from kiosk.config.settings import PrinterSettings, VoiceSettings
from kiosk.resources.languages import languages
from kiosk.resources.text import words
from tests.devices.printer.network_printer import printer_on_a_socket
from tests.devices.test_headphone import MUTES, control
from tests.devices.test_speech import program
from tests.fakes.citizen import WOMAN

VIETNAM = timezone(timedelta(hours=7))
NOW = datetime(2026, 11, 22, 14, 32, tzinfo=VIETNAM)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A kiosk that stands on its own, and has not run yet."""
    return written(tmp_path)


def written(here: Path, more: str = "") -> Settings:
    """Write settings and read them."""
    file = here / "config.toml"
    file.write_text(f'[state]\ndir = "{here}/state"\n{more}')
    return load(file)


def keys(findings) -> list[tuple[State, str]]:
    """What was found, without the values."""
    return [(finding.state, finding.key.removeprefix("doctor.")) for finding in findings]


def run(here: Path, *arguments: str) -> Result:
    return CliRunner().invoke(doctor, ["--config", str(here / "config.toml"), *arguments])


# The verb.


@pytest.mark.parametrize("language", languages())
def test_a_kiosk_that_has_not_run_yet_is_told_how_to_start(tmp_path, settings, language):
    told = run(tmp_path, "--language", language)
    assert told.exit_code == 0, told.output
    lines = " ".join(told.output.split())
    for said in (
        words(f"doctor.state.{State.CAREFUL}", language),
        words("doctor.backend.not_running", language, start="kiosk run").splitlines()[0],
        words("doctor.terminal.none", language).splitlines()[0],
    ):
        assert said in lines
    assert "kiosk run" in lines
    assert not settings.state_dir.exists(), "it makes nothing"


def test_every_line_has_a_mark_and_a_word(tmp_path, settings):
    told = run(tmp_path, "--demo").output
    marked = [line for line in told.splitlines() if line.startswith("[")]
    states = {words(f"doctor.state.{state}") for state in State}
    assert len(marked) > 10
    assert all(line[4:12].strip() in states for line in marked)
    assert "\x1b" not in told


def test_settings_that_are_wrong_are_named_and_fail(tmp_path):
    (tmp_path / "config.toml").write_text("[scren]\n")
    told = run(tmp_path, "--language", "en")
    assert told.exit_code == 1
    assert "[x] Broken" in told.output
    assert "screen" in told.output


def test_what_is_broken_fails_and_what_deserves_a_look_does_not(tmp_path):
    written(tmp_path, '[printer]\naddress = "tcp:127.0.0.1:1"\n')
    assert run(tmp_path).exit_code == 1
    written(tmp_path)
    assert run(tmp_path).exit_code == 0


# The guard.


def test_a_check_that_fails_is_told_by_place_and_the_others_go_on():
    def check() -> list[Finding]:
        raise ValueError(WOMAN)

    (found,) = asked_aside(check)
    assert (found.state, found.key) == (State.BROKEN, "doctor.check.failed")
    assert "ValueError at" in str(found.values["at"])
    assert "Trần" not in str(found.values["at"])


def test_a_check_that_hangs_is_left_alone():
    never = threading.Event()
    (found,) = asked_aside(lambda: [good("doctor.clock.agrees")] if never.wait() else [], patience=0.05)
    never.set()
    assert found.key == "doctor.check.slow"


# Disk, outbox, keys.


def test_a_directory_that_can_be_written_is_written_for_good(tmp_path):
    assert keys(storage.disk(tmp_path)) == [(State.GOOD, "disk.writes"), (State.GOOD, "disk.room")]
    assert list(tmp_path.iterdir()) == []


def test_a_file_where_the_directory_should_be_is_broken(tmp_path):
    (tmp_path / "state").write_text("")
    assert keys(storage.disk(tmp_path / "state")) == [(State.BROKEN, "disk.no_directory")]


def test_what_waits_in_the_outbox_is_counted_with_its_age(tmp_path):
    then = datetime.now(UTC) - timedelta(hours=3)
    box = Outbox(tmp_path / "outbox.db", lambda: then)
    for name in ("one", "two", "three"):
        box.put(name, "7K3M9QXRA2WK", Ciphertext("kid", b"sealed"))
    box.keep("three", "invalid_body")
    box.close()
    (tmp_path / "outbox.db.damaged-20261122T000000-7").write_bytes(b"")
    waits, kept, aside = storage.outbox(tmp_path)
    assert keys([waits, kept, aside]) == [
        (State.CAREFUL, "outbox.waits_long"),
        (State.CAREFUL, "outbox.kept"),
        (State.CAREFUL, "outbox.set_aside"),
    ]
    assert (waits.values["count"], waits.values["minutes"]) == (2, "180")
    assert kept.values["count"] == aside.values["count"] == 1


def test_no_outbox_is_nothing_to_look_at_and_none_is_made(tmp_path):
    assert keys(storage.outbox(tmp_path)) == [(State.SKIPPED, "outbox.none")]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("content", "mode", "key"),
    [
        (None, 0o600, "own_none"),
        ("the-key\n", 0o600, "own"),
        ("the-key\n", 0o640, "own_open"),
        ("", 0o600, "own_damaged"),
        ("chìa", 0o600, "own_damaged"),
    ],
)
def test_the_kiosks_own_key_is_there_and_nobody_elses(tmp_path, content, mode, key):
    file = tmp_path / "key"
    file.write_text("-")
    with_server = written(tmp_path, f'[backend]\nurl = "https://127.0.0.1"\nkey_file = "{file}"\n')
    file.unlink()
    if content is not None:
        file.write_text(content)
        file.chmod(mode)
    found = keys(storage.keys(with_server))
    assert found[0] == (State.GOOD if key == "own" else State.BROKEN, f"keys.{key}")
    assert found[1] == (State.CAREFUL, "keys.none")


# The backend and its clock.


@contextmanager
def server(
    answers: dict[str, tuple[int, str]], date: datetime | None = None
) -> Iterator[tuple[str, list[str]]]:
    """Have a server answer; yield its address and the keys that it was shown."""
    shown: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            shown.append(self.headers["Authorization"])
            status, body = answers.get(self.path, (404, "{}"))
            self.send_response(status)
            self.send_header(
                "Content-Type", "application/json" if status == 200 else "application/problem+json"
            )
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        def date_time_string(self, timestamp: float | None = None) -> str:
            return super().date_time_string(date.timestamp() if date else timestamp)

        def log_message(self, *_: object) -> None:
            """Nothing to the terminal."""

    serving = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=serving.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{serving.server_port}", shown
    finally:
        serving.shutdown()
        thread.join()
        serving.server_close()


HEALTHY = {
    "/v1/health": (200, '{"status": "ok"}'),
    "/v1/ready": (200, "{}"),
    "/v1/statistics": (200, '{"registered": 1, "goal": 2}'),
    "/v1/phone-codes/availability": (200, '{"sms_available": true, "sms_sender": "UBNDPHUONG"}'),
}
REFUSED = (401, '{"type": "about:blank", "title": "x", "status": 401, "code": "not_allowed"}')


def remote(here: Path, url: str) -> Settings:
    (here / "key").write_text("the-key")
    return written(here, f'[backend]\nurl = "{url}"\nkey_file = "{here}/key"\ntimeout = 1.0\n')


@pytest.mark.parametrize(
    ("changes", "last"),
    [
        ({}, (State.GOOD, "backend.codes")),
        (
            {"/v1/phone-codes/availability": (200, '{"sms_available": false, "sms_sender": ""}')},
            (State.CAREFUL, "backend.no_codes"),
        ),
        ({"/v1/phone-codes/availability": (404, "{}")}, (State.SKIPPED, "backend.codes_unknown")),
        ({"/v1/ready": (503, "{}")}, (State.BROKEN, "backend.not_ready")),
        ({"/v1/statistics": REFUSED}, (State.BROKEN, "backend.key_refused")),
        ({"/v1/health": (200, "<html>sign in to the network</html>")}, (State.BROKEN, "backend.broken")),
    ],
    ids=["well", "no messages", "older", "not ready", "key refused", "somebody else"],
)
def test_a_server_is_asked_whether_it_lives_is_ready_and_knows_us(tmp_path, changes, last):
    with server(HEALTHY | changes) as (url, shown):
        found = keys(service.backend(remote(tmp_path, url)))
    assert found[-1] == last
    assert set(shown) == {"Bearer the-key"}


def test_a_server_that_is_not_there_is_said_to_be_away(tmp_path):
    assert keys(service.backend(remote(tmp_path, "http://127.0.0.1:1"))) == [
        (State.BROKEN, "backend.offline")
    ]


@pytest.mark.parametrize(
    ("off", "found"),
    [
        (timedelta(seconds=5), (State.GOOD, "clock.agrees")),
        (timedelta(minutes=2), (State.CAREFUL, "clock.differs")),
        (timedelta(hours=-7), (State.BROKEN, "clock.differs")),
    ],
)
def test_the_clock_is_held_against_the_servers(tmp_path, off, found):
    with server(HEALTHY, date=NOW + off) as (url, _):
        checked = keys(service.clock(remote(tmp_path, url), lambda: NOW))
    assert checked == [(State.GOOD, "clock.plausible"), found]


@pytest.mark.parametrize(
    ("now", "found"),
    [
        (datetime(1970, 1, 1, 7, 0, tzinfo=VIETNAM), (State.BROKEN, "clock.long_ago")),
        (NOW.astimezone(UTC), (State.CAREFUL, "clock.zone")),
        (NOW, (State.GOOD, "clock.plausible")),
    ],
)
def test_a_clock_that_cannot_be_right_is_told(settings, now, found):
    assert keys(service.clock(settings, lambda: now)) == [found]


# What is plugged in.


def test_a_printer_is_asked_for_its_paper_and_prints_nothing():
    with printer_on_a_socket() as found:
        assert keys(attached.printer(PrinterSettings(found.address))) == [(State.GOOD, "printer.ready")]
        found.state[b"\x04"] = 0x72
        assert keys(attached.printer(PrinterSettings(found.address))) == [(State.BROKEN, "printer.paper_out")]
        assert found.taken == b""


def test_a_printer_that_is_not_there_is_unplugged(tmp_path):
    for address in ("tcp:127.0.0.1:1", f"lp:{tmp_path}/lp0", f"pdf:{tmp_path}/none"):
        assert keys(attached.printer(PrinterSettings(address))) == [(State.BROKEN, "printer.unplugged")]


def test_the_voice_is_really_tried(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    cards = tmp_path / "cards"
    spoken = VoiceSettings("south")
    assert keys(attached.voice(spoken, cards)) == [
        (State.BROKEN, "voice.no_program"),
        (State.BROKEN, "voice.no_sound_card"),
    ]
    program(tmp_path, "espeak-ng", "exit 0")
    cards.write_text(" 0 [PCH            ]: HDA-Intel\n")
    assert keys(attached.voice(spoken, cards)) == [
        (State.BROKEN, "voice.no_accent"),
        (State.GOOD, "voice.headphone_unknown"),
    ]
    program(tmp_path, "espeak-ng", "/usr/bin/head -c 20000 /dev/zero")
    program(tmp_path, "amixer", f"/bin/cat {tmp_path}/controls")
    (tmp_path / "controls").write_text(MUTES + control(21, "Headphone Jack", "on"))
    assert keys(attached.voice(spoken, cards)) == [
        (State.GOOD, "voice.speaks"),
        (State.GOOD, "voice.headphone_in"),
    ]


def test_the_serial_line_is_looked_for_by_its_lasting_name(tmp_path):
    assert keys(scanner.line("", tmp_path)) == [(State.GOOD, "scanner.keyboard")]
    ours, theirs = os.openpty()
    lasting = tmp_path / "usb-Scanner-if00"
    lasting.symlink_to(os.ttyname(theirs))
    assert keys(scanner.line("", tmp_path))[1] == (State.CAREFUL, "scanner.line_unused")
    assert keys(scanner.line(str(lasting), tmp_path)) == [(State.GOOD, "scanner.line")]
    assert keys(scanner.line(os.ttyname(theirs), tmp_path))[1] == (State.CAREFUL, "scanner.may_move")
    assert keys(scanner.line(f"{tmp_path}/gone", tmp_path)) == [(State.BROKEN, "scanner.others_there")]
    assert keys(scanner.line(f"{tmp_path}/gone", tmp_path / "none")) == [(State.BROKEN, "scanner.not_there")]
    plain = tmp_path / "file"
    plain.write_text("")
    assert keys(scanner.line(str(plain), tmp_path)) == [(State.BROKEN, "scanner.no_line")]
    os.close(ours)
    os.close(theirs)
