"""`kiosk serve` refuses to start on anything that is not safe, and says in words what to do."""

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.backend.storage import schema
from kiosk.backend.storage.store import Store
from kiosk.cli.start_checks import CannotServe, check
from kiosk.config.reader import Misconfigured
from kiosk.config.settings import DatabaseSettings, DemoSettings, ServeSettings, Settings
from kiosk.exit_status import MISCONFIGURED, NOT_DONE
from kiosk.resources.languages import languages
from kiosk.resources.text import words
from tests.certificates import self_signed
from tests.service import Service


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Service:
    """A service as an administrator has set it up; nobody here starts it."""
    service = Service(tmp_path_factory.mktemp("prepared"))
    service.prepare()
    return service


@pytest.fixture
def settings(prepared: Service, tmp_path: Path) -> Settings:
    """Its settings, over a copy of its state of this test's own."""
    shutil.copytree(prepared.settings.state_dir, tmp_path / "state")
    return replace(prepared.settings, state=replace(prepared.settings.state, dir=str(tmp_path / "state")))


def refusal(settings: Settings) -> CannotServe:
    with pytest.raises(CannotServe) as caught:
        check(settings)
    return caught.value


def test_what_was_set_up_in_order_may_start(settings):
    assert check(settings) is None


def test_the_demo_is_not_served(settings):
    assert refusal(replace(settings, demo=DemoSettings(enabled=True))).problem == "demo"


def test_records_that_a_demo_filled_are_not_served(settings):
    with sqlite3.connect(settings.state_dir / "backend.db") as database:
        row = "randomblob(16), '2026-11-16 02:00:00', 'machine', 'demo_filled', '300'"
        database.execute(f"INSERT INTO audit (id, at, actor, action, subject) VALUES ({row})")
    database.close()
    found = refusal(settings)
    assert (found.problem, found.status) == ("demo_records", MISCONFIGURED)


def test_keys_that_lie_beside_a_demo_are_not_served_with_another_database(settings, postgres):
    test_records_that_a_demo_filled_are_not_served(settings)
    store = Store.open(postgres.create("elsewhere"))
    store.migrate()
    store.close()
    elsewhere = replace(settings, database=DatabaseSettings(postgres.url("elsewhere")))
    assert refusal(elsewhere).problem == "demo_records"


@pytest.mark.parametrize("name", ["sign.pem", "seal.pem", "records.key"])
@pytest.mark.parametrize(
    ("harm", "problem"),
    [
        (Path.unlink, "key_missing"),
        (lambda path: path.chmod(0o644), "key_open"),
        (lambda path: path.chmod(0o620), "key_open"),
        (lambda path: (path.unlink(), path.mkdir()), "key_unreadable"),
    ],
)
def test_a_key_that_is_missing_or_open_to_others_is_named(settings, name, harm, problem):
    (path,) = settings.state_dir.rglob(name)
    harm(path)
    found = refusal(settings)
    assert (found.problem, found.status, found.values) == (problem, MISCONFIGURED, {"file": path})


@pytest.mark.parametrize("name", ["sign.pem", "seal.pem"])
def test_a_key_that_is_damaged_is_named(settings, name):
    (path,) = settings.state_dir.rglob(name)
    path.write_bytes(b"no key")
    found = refusal(settings)
    assert (found.problem, found.values) == ("key_unreadable", {"file": str(path)})


def test_a_damaged_key_of_records_is_named(settings):
    (path,) = settings.state_dir.rglob("records.key")
    path.write_bytes(b"too short")
    with pytest.raises(Misconfigured) as caught:
        check(settings)
    assert caught.value.problem == "bad_record_key"


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_key_of_another_user_is_named(settings):
    (path,) = settings.state_dir.rglob("sign.pem")
    path.chmod(0o000)
    assert refusal(settings).problem == "key_unreadable"


def test_a_database_that_was_never_made_is_named(settings):
    (settings.state_dir / "backend.db").unlink()
    assert refusal(settings).problem == "no_database"


@pytest.mark.parametrize(
    ("statement", "found"),
    [("UPDATE alembic_version SET version_num = '0000'", "0000"), ("DROP TABLE alembic_version", "-")],
)
def test_unapplied_migrations_are_named_and_not_applied(settings, statement, found):
    with sqlite3.connect(settings.state_dir / "backend.db") as database:
        database.execute(statement)
    database.close()
    problem = refusal(settings)
    assert problem.problem == "migrations"
    assert problem.values == {"found": found, "needed": schema.REVISION}
    assert refusal(settings).values["found"] == found


def test_a_file_that_is_no_database_does_not_answer(settings):
    (settings.state_dir / "backend.db").write_bytes(b"not a database, but long enough to be looked at" * 100)
    assert refusal(settings).problem == "database_silent"


def test_a_database_server_that_does_not_answer_may_answer_later(settings, tmp_path):
    nowhere = DatabaseSettings(f"postgresql://postgres@/kiosk?host={tmp_path}")
    found = refusal(replace(settings, database=nowhere))
    assert (found.problem, found.status) == ("database_silent", NOT_DONE)


def serving(settings: Settings, **values: object) -> Settings:
    return replace(settings, serve=ServeSettings(**values))  # type: ignore[arg-type]  # whatever a test names


@pytest.mark.parametrize("listen", ["0.0.0.0:8443", "[::]:8443", "10.0.0.1:80", "ward.example:8443"])
def test_nobodys_data_goes_over_a_network_in_clear(settings, listen):
    assert refusal(serving(settings, listen=listen)).values == {"listen": listen}


@pytest.mark.parametrize(
    "values",
    [
        {"listen": "127.0.0.1:8443"},
        {"listen": "[::1]:8443"},
        {"listen": "localhost:8443"},
        {"listen": "unix:/run/kiosk.sock"},
        {"listen": "0.0.0.0:8443", "behind_proxy": True},
    ],
)
def test_in_clear_it_listens_to_this_machine_or_to_a_proxy(settings, values):
    assert check(serving(settings, **values)) is None


def test_a_certificate_with_its_key_may_be_used(settings, tmp_path):
    certificate, key = self_signed(tmp_path)
    own = {"certificate": str(certificate), "certificate_key": str(key)}
    assert check(serving(settings, listen="0.0.0.0:8443", **own)) is None


@pytest.mark.parametrize(
    ("harm", "problem"),
    [
        (lambda certificate, key: key.chmod(0o644), "key_open"),
        (lambda certificate, key: certificate.write_text("no certificate"), "certificate"),
        (lambda certificate, key: key.write_text("no key"), "certificate"),
        (lambda certificate, key: self_signed(certificate.parent / "other", key), "certificate"),
    ],
)
def test_a_certificate_that_cannot_be_used_is_named(settings, tmp_path, harm: Callable, problem: str):
    certificate, key = self_signed(tmp_path)
    harm(certificate, key)
    own = {"certificate": str(certificate), "certificate_key": str(key)}
    assert refusal(serving(settings, **own)).problem == problem


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kiosk", "serve", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False, timeout=60
    )


def test_a_refusal_is_said_in_both_languages_without_a_traceback(tmp_path):
    (tmp_path / "config.toml").write_text("[demo]\nenabled = true\n")
    done = run(cwd=tmp_path)
    assert done.returncode == MISCONFIGURED
    assert done.stdout == ""
    assert done.stderr.splitlines() == [words("serve.demo", language) for language in languages()]


def test_an_address_in_use_may_be_free_later(settings, prepared, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        listen = f"127.0.0.1:{other.getsockname()[1]}"
        service = Service(tmp_path / "second", state=settings.state_dir, listen=listen)
        done = run("--config", str(service.config), cwd=tmp_path)
    assert done.returncode == NOT_DONE
    assert done.stderr.splitlines() == [words("serve.in_use", each, listen=listen) for each in languages()]
