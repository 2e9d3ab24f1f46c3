"""The administrator's verbs over keys, records and audit: what they say, how they end, never a traceback."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from kiosk.backend.audit import trail
from kiosk.backend.audit.verification import BreakKind
from kiosk.backend.storage import ids
from kiosk.backend.storage.schema import audit as lines
from kiosk.backend.storage.schema import cards, metadata
from kiosk.cli.admin import admin
from kiosk.config.reader import Settings, load
from kiosk.domain import readable_code
from kiosk.resources.languages import languages
from kiosk.resources.text import has, words
from kiosk.wiring import service
from tests.postgres import Postgres

CODE = readable_code.derived("card", "somebody's")
NOW = datetime.now(UTC)


class Machine:
    """A server with its settings; `database` is a PostgreSQL's url, or "" for SQLite."""

    def __init__(self, directory: Path, database: str = "") -> None:
        self.config = directory / "config.toml"
        self.state = directory / "state"
        self.write(f'[database]\nurl = "{database}"\n')

    def write(self, more: str = "") -> None:
        """Write the settings."""
        self.config.write_text(f'[state]\ndir = "{self.state}"\n[screen]\nlanguage = "en"\n{more}')

    @property
    def settings(self) -> Settings:
        """What the file says."""
        return load(self.config)

    def admin(self, *arguments: str) -> Result:
        """Run a verb."""
        return CliRunner().invoke(admin, [*arguments, "--config", str(self.config)])

    def says(self, key: str, *arguments: str, status: int = 1, **values: object) -> Result:
        """Run a verb and see that it says these words and ends so."""
        result = self.admin(*arguments)
        assert words(f"custody.{key}", "en", **values) in result.output
        assert result.exit_code == status, result.output
        return result

    def work(self, work):
        """Do something in the database."""
        store = service.open_store(self.settings)
        try:
            return store.write_now(work)
        finally:
            store.close()


@pytest.fixture
def bare(tmp_path: Path) -> Machine:
    """A machine on which nothing was made yet."""
    return Machine(tmp_path)


@pytest.fixture
def machine(bare: Machine) -> Machine:
    """A machine that was initialised."""
    assert bare.admin("init").exit_code == 0
    return bare


def put_card(machine: Machine, code: str = CODE) -> None:
    """Let there be a card."""
    row = {"id": ids.new_id(NOW), "person": b"p" * 16, "code": code, "sealed": b"", "proof_digest": b"d" * 16}
    row |= {"issued_at": NOW, "expires_at": NOW + timedelta(days=1)}
    machine.work(lambda c: c.execute(sa.insert(cards), row))


def actions(machine: Machine) -> list[tuple[str, str]]:
    """What the audit tells."""
    found = machine.work(lambda c: c.execute(sa.select(lines).order_by(lines.c.id)).all())
    return [(line.action, line.subject) for line in found]


# init, migrate


def test_init_makes_keys_and_database_and_says_what_to_keep_safe(bare):
    result = bare.says("init_keep", "init", status=0, directory=bare.state / "keys")
    made = sorted(path.name for path in (bare.state / "keys").iterdir())
    assert made == ["records.key", "seal.pem", "sign.pem"]
    assert all(name in result.output for name in made)
    assert all(path.stat().st_mode & 0o077 == 0 for path in (bare.state / "keys").iterdir())
    bare.says("migrate_nothing", "migrate", status=0)


def test_init_never_overwrites(machine):
    before = {path: path.read_bytes() for path in (machine.state / "keys").iterdir()}
    machine.says("already_there", "init", file=machine.state / "keys")
    (machine.state / "keys").rename(machine.state / "elsewhere")
    machine.says("already_there", "init", file=machine.state / "backend.db")
    assert before == {
        machine.state / "keys" / path.name: path.read_bytes()
        for path in (machine.state / "elsewhere").iterdir()
    }


@pytest.mark.parametrize(
    "arguments",
    [
        ("migrate",),
        ("backup", "b"),
        ("verify-audit",),
        ("purge",),
        ("keys", "rotate"),
        ("revoke", CODE, "--reason", "lost"),
    ],
)
def test_where_nothing_was_made_every_verb_says_so_and_makes_nothing(bare, arguments):
    bare.says("not_initialised", *arguments)
    assert not bare.state.exists()


def test_a_kiosk_of_another_server_keeps_no_records(bare):
    bare.write('[backend]\nurl = "https://ward.example"\n')
    for verb in ("init", "verify-audit"):
        bare.says("elsewhere", verb)


@pytest.fixture
def custodian(tmp_path: Path, postgres: Postgres) -> Iterator[tuple[Machine, str]]:
    """A machine whose service has a role of its own, and the url by which the owner comes."""
    owner = postgres.create("custody")
    postgres.execute("CREATE ROLE custodian LOGIN")
    yield Machine(tmp_path, postgres.url("custody", user="custodian")), owner
    postgres.drop("custody")
    postgres.execute("DROP ROLE custodian")


def test_on_postgresql_the_owner_migrates_and_the_service_gets_what_it_needs(custodian):
    machine, owner = custodian
    machine.says("database_forbids", "init")
    machine.says("migrate_done", "migrate", "--role", "custodian", "--database", owner, status=0)
    assert machine.admin("verify-audit").exit_code == 0
    machine.work(lambda c: trail.add(c, NOW, actor="x", action="a"))
    for change in (sa.delete(lines), sa.update(lines).values(actor="nobody")):
        with pytest.raises(sa.exc.DBAPIError, match="permission denied"):
            machine.work(lambda c, change=change: c.execute(change))


def test_a_service_without_its_grants_is_told_so_and_an_unknown_role_is(custodian):
    machine, owner = custodian
    machine.admin("init")
    machine.says("migrate_done", "migrate", "--database", owner, status=0)
    machine.says("database_forbids", "verify-audit")
    machine.says("role_unknown", "migrate", "--role", "nobody knows", "--database", owner)


def test_a_used_database_is_not_initialised_again_and_a_lost_one_is_away(custodian, postgres):
    machine, owner = custodian
    machine.admin("init")
    machine.admin("migrate", "--database", owner)
    shutil.rmtree(machine.state)
    machine.says("database_used", "init")
    assert not machine.state.exists()
    machine.write('[database]\nurl = "postgresql://postgres@/nowhere?host=/nowhere"\n')
    machine.says("database_away", "init")


def test_a_purge_and_a_backup_need_no_more_than_the_services_role(custodian, tmp_path):
    machine, owner = custodian
    machine.admin("init")
    machine.admin("migrate", "--role", "custodian", "--database", owner)
    put_card(machine)
    assert machine.admin("purge").exit_code == 0, machine.admin("purge").output
    assert machine.admin("backup", str(tmp_path / "b")).exit_code == 0


def test_only_postgresql_has_roles(machine):
    machine.says("role_on_sqlite", "migrate", "--role", "kiosk")


# keys, revoke


def test_rotating_makes_new_keys_beside_the_old_ones_and_is_audited(machine):
    result = machine.admin("keys", "rotate")
    assert result.exit_code == 0, result.output
    names = sorted(path.name for path in (machine.state / "keys").glob("*.pem"))
    assert len(names) == 4
    rotated = [subject for action, subject in actions(machine) if action.startswith("key_rotated")]
    assert sorted([*rotated, "seal.pem", "sign.pem"]) == names
    assert all(name in result.output for name in rotated)


@pytest.mark.parametrize("use", ["sign", "seal"])
def test_one_kind_of_key_can_be_rotated_alone(machine, use):
    assert machine.admin("keys", "rotate", f"--{use}").exit_code == 0
    assert len(list((machine.state / "keys").glob(f"{use}*.pem"))) == 2
    assert len(list((machine.state / "keys").glob("*.pem"))) == 3


def test_a_card_is_revoked_by_the_code_as_it_is_read_out(machine):
    put_card(machine)
    shown = readable_code.grouped(CODE)
    machine.says("card_revoked", "revoke", shown.lower(), "--reason", "stolen", status=0, code=shown)
    assert ("card_revoked_stolen", CODE) in actions(machine)
    machine.says("card_already_revoked", "revoke", CODE, "--reason", "stolen", code=shown)


def test_a_code_that_is_mistyped_or_nobodys_is_said_to_be(machine):
    machine.says("code_mistyped", "revoke", "7K3M", "--reason", "lost", code="7K3M")
    machine.says("card_unknown", "revoke", CODE, "--reason", "lost", code=readable_code.grouped(CODE))
    machine.says(
        "card_unknown",
        "revoke",
        f"BHXH:{CODE}",
        "--receipt",
        "--reason",
        "lost",
        code=readable_code.grouped(CODE),
    )


def test_a_revocation_needs_a_reason_of_the_list(machine):
    assert machine.admin("revoke", CODE).exit_code == 2
    assert machine.admin("revoke", CODE, "--reason", "because of Nguyễn Văn Mẫu").exit_code == 2


# verify-audit


def test_a_whole_audit_ends_with_0_and_a_broken_one_names_its_place_and_ends_with_1(machine):
    assert machine.admin("keys", "rotate").exit_code == 0
    machine.work(trail.link)
    whole = machine.admin("verify-audit")
    assert whole.exit_code == 0
    assert "2 links" in whole.output
    machine.work(lambda c: [c.execute(sa.text(f"DROP TRIGGER audit_no_{change}")) for change in ("update",)])
    machine.work(lambda c: c.execute(sa.update(lines).values(actor="nobody")))
    broken = machine.admin("verify-audit")
    assert broken.exit_code == 1
    assert "link 1" in broken.output
    assert "altered" in broken.output


def test_the_digest_that_was_written_down_is_looked_for(machine):
    assert machine.admin("keys", "rotate").exit_code == 0
    machine.work(trail.link)
    head = machine.admin("verify-audit").output.split("Last digest: ")[1].split()[0]
    assert machine.admin("verify-audit", "--head", head).exit_code == 0
    machine.says("chain_cut_short", "verify-audit", "--head", "f" * 16, place=3)


# backup, restore, purge


def test_a_machine_that_burnt_is_brought_back_with_its_keys_and_its_backup(machine, tmp_path):
    put_card(machine)
    target = tmp_path / "records.backup"
    result = machine.admin("backup", str(target))
    assert result.exit_code == 0, result.output
    (machine.state / "backend.db").unlink()
    machine.says("restore_done", "restore", str(target), status=0, file="records.backup")
    assert machine.work(lambda c: c.scalar(sa.select(cards.c.code))) == CODE
    assert [action for action, _ in actions(machine)] == ["backup_restored"]


def test_without_its_keys_nothing_is_restored_and_no_new_key_is_made_in_their_place(machine, tmp_path):
    target = tmp_path / "b"
    machine.admin("backup", str(target))
    (machine.state / "keys").rename(tmp_path / "kept")
    (machine.state / "backend.db").unlink()
    machine.says("not_initialised", "restore", str(target))
    assert not (machine.state / "keys").exists()


def test_a_backup_does_not_overwrite_and_a_restore_does_not_mix(machine, tmp_path):
    put_card(machine)
    target = tmp_path / "b"
    assert machine.admin("backup", str(target)).exit_code == 0
    machine.says("backup_exists", "backup", str(target), file="b")
    result = machine.admin("restore", str(target))
    assert result.exit_code == 1
    assert "Restore into an empty one only" in result.output


def test_files_that_cannot_be_used_are_named(machine, tmp_path):
    (tmp_path / "no backup").write_bytes(b"x")
    machine.says("restore_not_a_backup", "restore", str(tmp_path / "no backup"))
    assert machine.admin("restore", str(tmp_path / "nothing")).exit_code == 2
    result = machine.admin("backup", str(tmp_path / "nowhere" / "b"))
    assert result.exit_code == 1
    assert "Traceback" not in result.output


def test_a_purge_does_not_go_below_what_the_settings_keep(machine):
    machine.says("purge_too_early", "purge", "--before", f"{NOW:%Y-%m-%d}", days=3650)
    machine.says("purge_dry", "purge", "--before", "2001-01-01", "--dry-run", status=0, before="01/01/2001")
    assert actions(machine) == []
    machine.says("purge_done", "purge", "--before", "2001-01-01", status=0, before="01/01/2001")
    assert ("purge_began", "2000-12-31") in actions(machine) or ("purge_began", "2001-01-01") in actions(
        machine
    )
    assert machine.admin("purge", "--before", "yesterday").exit_code == 2


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_key_that_may_not_be_read_is_named(machine):
    (machine.state / "keys" / "records.key").chmod(0)
    result = machine.admin("migrate")
    assert result.exit_code != 0
    assert "Traceback" not in result.output


def test_a_database_of_another_version_is_to_be_migrated_first(machine):
    machine.work(lambda c: c.execute(sa.text("UPDATE alembic_version SET version_num = '0000'")))
    machine.says("not_migrated", "verify-audit")


def test_a_damaged_database_is_said_in_words(machine):
    (machine.state / "backend.db").write_bytes(b"something else entirely" * 1000)
    machine.says("database_away", "verify-audit")


@pytest.mark.parametrize("language", languages())
def test_every_table_and_every_break_of_the_chain_has_words(language):
    keys = [f"table.{table.name}" for table in metadata.sorted_tables]
    keys += [f"chain_{what}" for what in get_args(BreakKind)]
    assert [key for key in keys if not has(f"custody.{key}", language)] == []
