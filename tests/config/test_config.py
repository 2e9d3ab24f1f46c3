"""Settings: strict, and the shipped file says everything that the code says."""

import ast
import inspect
import tomllib
from dataclasses import asdict, fields
from itertools import pairwise
from pathlib import Path

import pytest

from kiosk.config import reader, settings
from kiosk.config.reader import Misconfigured, Settings, load
from kiosk.devices.printer.slip_printer import open_sink
from kiosk.resources.languages import languages
from kiosk.resources.text import has

SHIPPED = Path(__file__).parents[2] / "config.toml"


@pytest.fixture
def written(tmp_path):
    """Write a settings file and return its path."""

    def write(text: str) -> Path:
        path = tmp_path / "config.toml"
        path.write_text(text, "utf-8")
        return path

    return write


def problem_in(path: Path) -> Misconfigured:
    with pytest.raises(Misconfigured) as caught:
        load(path)
    return caught.value


def test_the_shipped_file_holds_every_key_at_its_default():
    assert tomllib.loads(SHIPPED.read_text("utf-8")) == asdict(Settings())
    assert load(SHIPPED) == Settings()


def _docstrings() -> dict[str, str]:
    """Each setting's manual, by "section.key": the string under the attribute."""
    sections = {f.type.__name__ if inspect.isclass(f.type) else f.type: f.name for f in fields(Settings)}
    found = {}
    for node in ast.parse(inspect.getsource(settings)).body:
        if isinstance(node, ast.ClassDef) and node.name in sections:
            for attribute, manual in pairwise(node.body):
                if isinstance(attribute, ast.AnnAssign) and isinstance(manual, ast.Expr):
                    found[f"{sections[node.name]}.{attribute.target.id}"] = manual.value.value
    return found


def test_the_shipped_file_documents_every_key_in_the_words_of_the_code():
    manual = " ".join(SHIPPED.read_text("utf-8").split())
    documented = _docstrings()
    assert set(documented) == {
        f"{section}.{key}" for section, values in asdict(Settings()).items() for key in values
    }
    for key, words in documented.items():
        first_clause = (
            " ".join(words.split()).split(":")[0].split(";")[0].rstrip(".").split(" the welcome ")[0]
        )
        assert first_clause in manual, key


def test_every_comment_stands_above_its_key():
    lines = SHIPPED.read_text("utf-8").splitlines()
    for above, line in pairwise(lines):
        if " = " in line and not line.startswith("#"):
            assert above.startswith("#"), line


def test_without_a_file_everything_is_at_its_default(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert load(None) == Settings()


def test_a_file_in_the_current_directory_is_found(tmp_path, monkeypatch, written):
    written('[office]\nname = "UBND Phường Mẫu"')
    monkeypatch.chdir(tmp_path)
    assert load(None).office.name == "UBND Phường Mẫu"


def test_a_whole_number_is_taken_where_a_decimal_is_meant(written):
    assert load(written("[screen]\nidle = 60")).screen.idle == 60.0


@pytest.mark.parametrize(
    ("text", "problem", "values"),
    [
        ("[office]\nnmae = 'x'", "unknown_key", {"key": "office.nmae", "nearest": "office.name"}),
        ("[ofice]\nname = 'x'", "unknown_key", {"key": "ofice", "nearest": "office"}),
        ("office = 1", "wrong_type", {"key": "office"}),
        ("[office]\ngoal = '45000'", "wrong_type", {"key": "office.goal", "found": "'45000'"}),
        ("[office]\ngoal = true", "wrong_type", {"key": "office.goal"}),
        ("[screen]\ntheme = 'Day'", "wrong_type", {"key": "screen.theme"}),
        ("[screen]\nlanguage = ['vi']", "wrong_type", {"key": "screen.language"}),
        ("[screen]\nidle = -1", "out_of_range", {"key": "screen.idle"}),
        ("[screen]\nidle = nan", "out_of_range", {"key": "screen.idle"}),
        ("[backend]\ntimeout = inf", "out_of_range", {"key": "backend.timeout"}),
        ("[backend]\nurl = 'ward.example'", "bad_url", {"key": "backend.url", "found": "ward.example"}),
        ("[office]\ncommune = '1843'", "bad_commune", {"key": "office.commune", "found": "1843"}),
        ("[backend]\nurl = 'ftp://ward.example'", "bad_url", {"key": "backend.url"}),
        ("[backend]\nkey_file = '/nowhere/key'", "bad_path", {"key": "backend.key_file"}),
        ("[state]\ndir = '~nobody-of-this-name/x'", "bad_path", {"key": "state.dir"}),
        ('[state]\ndir = "a\\u0000b"', "bad_path", {"key": "state.dir"}),
        ("[insurer]\nurl = 'insurer.example'", "bad_url", {"key": "insurer.url"}),
        ("[insurer]\ntimeout = 0", "out_of_range", {"key": "insurer.timeout"}),
        ("[serve]\nper_kiosk = 0", "out_of_range", {"key": "serve.per_kiosk"}),
        ("[serve]\nworkers = 65", "out_of_range", {"key": "serve.workers"}),
        ("[serve]\ncertificate = '/nowhere/pem'", "bad_path", {"key": "serve.certificate"}),
        ("[serve]\nlisten = 'localhost'", "bad_listen", {"found": "localhost"}),
        ("[serve]\nlisten = 'localhost:0'", "bad_listen", {}),
        ("[serve]\nlisten = '127.0.0.1:65536'", "bad_listen", {}),
        ("[serve]\nlisten = 'unix:kiosk.sock'", "bad_listen", {}),
        ("[serve]\nlisten = '::1:8443'", "bad_listen", {}),
        ("[database]\nurl = 'mysql://ward'", "bad_database", {"key": "database.url"}),
        ("[database]\nurl = 'postgresql://[ward'", "bad_database", {}),
        ("[database]\nurl = 'postgresql://a:b@ward/kiosk'", "password_in_url", {}),
        ("[database]\nurl = 'postgresql://ward/kiosk?password=b'", "password_in_url", {}),
        ("[printer]\naddress = '/dev/usb/lp0'", "bad_printer", {"found": "/dev/usb/lp0"}),
        ("[printer]\naddress = 'usb:epson'", "bad_printer", {"key": "printer.address"}),
        ("[printer]\naddress = 'tcp:'", "bad_printer", {}),
        ("[printer]\naddress = 'pdf:~nobody-of-this-name/x'", "bad_path", {"key": "printer.address"}),
        ("[printer]\nwidth = 76", "wrong_type", {"expected": '80, 58, "A4", "A5"', "found": "76"}),
        ("[printer]\naddress = 'tcp:192.0.2.7'\nwidth = 'A5'", "bad_paper", {"found": "A5"}),
        ("[printer]\nwidth = 80.0", "wrong_type", {"key": "printer.width"}),
        ("[voice]\naccent = 'hanoi'", "wrong_type", {"key": "voice.accent"}),
        ("[office\n", "damaged", {}),
    ],
)
def test_a_wrong_setting_is_named_with_its_file_and_key(written, text, problem, values):
    path = written(text)
    found = problem_in(path)
    assert found.problem == problem
    assert found.values["file"] == str(path)
    assert values.items() <= found.values.items()


@pytest.mark.parametrize(
    "address",
    [
        "usb:04b8:0202",
        "tcp:192.0.2.7:9100",
        "tcp:printer.ward.example",
        "serial:/dev/ttyUSB0@115200",
        "serial:/dev/serial/by-id/usb-printer",
        "lp:/dev/usb/lp0",
        "cups:van_phong",
        "pdf:~/slips",
    ],
)
def test_a_printer_that_can_be_opened_passes(written, address):
    assert load(written(f"[printer]\naddress = '{address}'")).printer.address == address
    assert open_sink(address, 80)


def test_a_certificate_needs_its_key(written, tmp_path):
    (tmp_path / "pem").touch()
    assert problem_in(written(f"[serve]\ncertificate = '{tmp_path}/pem'")).problem == "half_certificate"


def test_no_password_is_repeated_in_what_is_said(written):
    problem = problem_in(written("[database]\nurl = 'postgresql://kiosk:secret@ward/kiosk'"))
    assert "secret" not in str(problem)


@pytest.mark.parametrize(
    ("listen", "socket", "address"),
    [
        ("0.0.0.0:8443", "", ("0.0.0.0", 8443)),
        ("ward.example:80", "", ("ward.example", 80)),
        ("[::1]:8443", "", ("::1", 8443)),
        ("unix:/run/kiosk/api.sock", "/run/kiosk/api.sock", None),
    ],
)
def test_the_service_listens_on_a_port_or_a_socket(written, listen, socket, address):
    serve = load(written(f"[serve]\nlisten = '{listen}'")).serve
    assert serve.socket == socket
    assert address is None or serve.address == address


def test_several_database_hosts_pass_through(written):
    url = "postgresql://kiosk@one:5432,two:5432/kiosk?target_session_attrs=read-write"
    assert load(written(f"[database]\nurl = '{url}'")).database.url == url


def test_a_file_that_is_missing_or_a_directory_is_unreadable(tmp_path):
    assert problem_in(tmp_path / "nowhere.toml").problem == "unreadable"
    assert problem_in(tmp_path).problem == "unreadable"


def test_a_file_in_another_encoding_is_damaged(tmp_path):
    path = tmp_path / "config.toml"
    path.write_bytes("[office]\nname = 'Phường'".encode("utf-16"))
    assert problem_in(path).problem == "damaged"


@pytest.mark.parametrize("language", languages())
def test_every_problem_has_words(language):
    source = inspect.getsource(reader)
    problems = {
        call.args[0].value
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Misconfigured"
    }
    assert problems
    assert all(has(f"config.{problem}", language) for problem in problems)


def test_the_demo_lives_apart_and_never_calls_a_server(tmp_path, written):
    settings = load(written(f"[state]\ndir = '{tmp_path}'\n[backend]\nurl = 'https://ward.example'"))
    assert settings.state_dir == tmp_path
    assert not settings.is_embedded
    assert settings.with_demo().state_dir == tmp_path / "demo"
    assert settings.with_demo().is_embedded


def test_the_state_directory_follows_the_platform(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert Settings().state_dir == tmp_path / "ward-kiosk"
