"""The administrator's verbs over officers and kiosks."""

from pathlib import Path

import pytest
import zxingcpp
from click.testing import CliRunner, Result
from PIL import Image

from kiosk.backend.access import callers
from kiosk.backend.storage.schema import kiosks, officers
from kiosk.cli.admin import admin
from kiosk.config.reader import load
from kiosk.domain.scans import officer_badge
from kiosk.resources.text import words
from kiosk.wiring import service

PASSWORD = "an invented password"


class Machine:
    """A server with its keys and an empty database."""

    def __init__(self, directory: Path) -> None:
        self.config = directory / "config.toml"
        self.config.write_text(f'[state]\ndir = "{directory / "state"}"\n[screen]\nlanguage = "en"\n')
        assert self.admin("init").exit_code == 0

    def admin(self, *arguments: str, typed: str | None = None) -> Result:
        """Run a verb; `typed` comes through a pipe."""
        return CliRunner().invoke(admin, [*arguments, "--config", str(self.config)], input=typed)

    def says(self, key: str, *arguments: str, typed: str | None = None, status: int = 0, **values: object):
        """Run a verb and see that it says these words and ends so."""
        result = self.admin(*arguments, typed=typed)
        assert words(f"admin.{key}", "en", **values) in result.output
        assert result.exit_code == status, result.output

    def read(self, work):
        """Look something up in the database."""
        store = service.open_store(load(self.config))
        try:
            return store.read_now(work)
        finally:
            store.close()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_an_officer_is_added_listed_changed_and_disabled(machine: Machine) -> None:
    add = ("officers", "add", "mai", "--name", "Lê Thị Mai")
    machine.says("officer.added", *add, typed=f"{PASSWORD}\n", login="mai")
    machine.says("officer.taken", *add, typed=f"{PASSWORD}\n", status=1, login="mai")
    machine.says("officer.role_set", "officers", "role", "mai", "auditor", login="mai", role="auditor")
    assert machine.admin("officers", "list").output == "mai\tLê Thị Mai\tauditor\t00000\n"
    several = ("officers", "offices", "mai", "00000", "00001")
    machine.says("officer.offices_set", *several, login="mai", offices="00000 00001")
    assert machine.admin("officers", "list").output == "mai\tLê Thị Mai\tauditor\t00000 00001\n"
    machine.says("officer.disabled", "officers", "disable", "mai", login="mai")
    assert machine.admin("officers", "list").output.endswith("\tclosed\n")
    reset = ("officers", "reset-password", "mai")
    machine.says("officer.password_set", *reset, typed="another password\n", login="mai")
    row = machine.read(lambda connection: connection.execute(officers.select()).one())
    assert row.password_hash.startswith("$argon2id$")
    assert row.disabled_at is None


@pytest.mark.parametrize("password", ["short", "", "long.login1"])
def test_a_weak_password_is_not_taken(machine: Machine, password: str) -> None:
    add = ("officers", "add", "long.login1", "--name", "X")
    machine.says("officer.bad_password", *add, typed=f"{password}\n", status=1, shortest=10)
    assert machine.admin("officers", "list").output == ""


def test_a_login_is_plain_letters(machine: Machine) -> None:
    machine.says("officer.bad_login", "officers", "add", "Mai Lê", "--name", "X", status=1, login="Mai Lê")


def test_nobody_is_changed_who_is_not_there(machine: Machine) -> None:
    machine.says("officer.unknown", "officers", "disable", "nobody", status=1, login="nobody")


def test_a_kiosk_is_enrolled_listed_and_cut_off(machine: Machine) -> None:
    key = machine.admin("enrol", "sảnh 1").output.strip()
    found = machine.read(lambda connection: callers.identify(connection, key))
    assert isinstance(found, callers.Kiosk)
    assert found.office_code == "00000"
    machine.says("kiosk.taken", "enrol", "sảnh 1", status=1, name="sảnh 1")
    assert "sảnh 1\tkiosk\t00000" in machine.admin("kiosks").output
    machine.says("kiosk.cut_off", "cut-off", "sảnh 1", name="sảnh 1")
    assert machine.read(lambda connection: callers.identify(connection, key)) is None
    machine.says("kiosk.unknown", "cut-off", "sảnh 1", status=1, name="sảnh 1")
    assert machine.admin("enrol", "sảnh 1").exit_code == 0


def test_a_key_is_written_for_its_owner_only_and_over_nothing(machine: Machine, tmp_path: Path) -> None:
    out = tmp_path / "kiosk.key"
    enrol = ("enrol", "watch", "--monitor", "--out", str(out))
    machine.says("kiosk.enrolled", *enrol, name="watch", file=str(out))
    assert out.stat().st_mode & 0o777 == 0o600
    assert isinstance(machine.read(lambda c: callers.identify(c, out.read_text())), callers.Monitor)
    machine.says("kiosk.file_there", *enrol, status=1, file=str(out))
    other = tmp_path / "other.key"
    machine.says("kiosk.taken", "enrol", "watch", "--out", str(other), status=1, name="watch")
    assert not other.exists()
    assert len(machine.read(lambda connection: connection.execute(kiosks.select()).all())) == 1


def test_an_officer_gets_a_pin_that_is_not_guessed_first(machine: Machine) -> None:
    machine.admin("officers", "add", "mai", "--name", "Lê Thị Mai", typed=f"{PASSWORD}\n")
    set_pin = ("officers", "pin", "mai")
    machine.says("officer.bad_pin", *set_pin, typed="123456\n", status=1, digits=6)
    machine.says("officer.pin_set", *set_pin, typed="274916\n", login="mai")
    row = machine.read(lambda connection: connection.execute(officers.select()).one())
    assert row.pin_hash.startswith("$argon2id$")
    machine.admin("officers", "disable", "mai")
    assert machine.read(lambda connection: connection.execute(officers.select()).one()).pin_hash is None
    for login in ("mai", "nobody"):
        unopened = ("officers", "pin", login)
        machine.says("officer.not_open", *unopened, typed="274916\n", status=1, login=login)


@pytest.mark.parametrize("ending", ["png", "pdf"])
def test_a_badge_is_made_once_for_its_owner_and_a_scanner_reads_it(
    machine: Machine, tmp_path: Path, ending: str
) -> None:
    machine.admin("officers", "add", "mai", "--name", "Lê Thị Mai", typed=f"{PASSWORD}\n")
    out = tmp_path / f"badge.{ending}"
    make = ("officers", "badge", "mai", "--out", str(out))
    machine.says("officer.badge_made", *make, login="mai", file=str(out))
    assert out.stat().st_mode & 0o777 == 0o600
    secret = officer_badge.parse(read_code(out)) if ending == "png" else None
    row = machine.read(lambda connection: connection.execute(officers.select()).one())
    assert secret is None or row.badge_hash == callers.hash_of(secret)
    machine.says("kiosk.file_there", *make, status=1, file=str(out))
    assert machine.read(lambda c: c.execute(officers.select()).one()).badge_hash == row.badge_hash


def test_a_badge_needs_an_open_account_and_a_picture_to_stand_on(machine: Machine, tmp_path: Path) -> None:
    text, picture = tmp_path / "badge.txt", tmp_path / "badge.png"
    make = ("officers", "badge", "nobody", "--out")
    machine.says("officer.bad_badge_file", *make, str(text), status=1, file=str(text))
    machine.says("officer.not_open", *make, str(picture), status=1, login="nobody")
    assert not picture.exists()


def read_code(picture: Path) -> str:
    """Read the one code on a picture."""
    (found,) = zxingcpp.read_barcodes(Image.open(picture).convert("L"))
    return str(found.text)
