import asyncio
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kiosk.backend.storage.schema import registrations
from kiosk.cli.admin import admin
from kiosk.domain import readable_code
from kiosk.domain.registration.eligibility import Status
from kiosk.resources.text import table
from kiosk.wiring import service
from tests.backend.world import embedded_settings

CODE = readable_code.derived("receipt", "nobody's")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(f'[state]\ndir = "{tmp_path / "state"}"\n')
    return path


@pytest.fixture
def waiting(config: Path) -> str:
    """The receipt code of somebody who waits in the demo's ward."""
    backend = _backend(config)
    rows = backend.store.read_now(lambda c: c.execute(registrations.select()).all())
    backend.store.close()
    return next(row.receipt_code for row in rows if row.status == Status.PENDING_REVIEW)


def _backend(config: Path):
    return service.open_embedded(embedded_settings(config.parent / "state", people=120))


def _run(config: Path, *arguments: str) -> Result:
    return CliRunner().invoke(admin, [*arguments, "--config", str(config)])


async def _status(config: Path, code: str) -> tuple[Status, str]:
    backend = _backend(config)
    standing = await backend.registration_status.of(code)
    backend.store.close()
    return standing.status, standing.note


@pytest.mark.parametrize(
    ("verb", "status"),
    [("approve", Status.APPROVED), ("refuse", Status.REFUSED), ("ask-more", Status.NEEDS_MORE)],
)
def test_an_officer_decides_and_the_person_reads_why(
    config: Path, waiting: str, verb: str, status: Status
) -> None:
    result = _run(config, verb, waiting, "--reason", "Đã xem thẻ.\x1b[2J", "--demo")
    assert result.exit_code == 0, result.output
    assert readable_code.grouped(waiting) in result.output
    assert asyncio.run(_status(config, waiting)) == (status, "Đã xem thẻ.[2J")


@pytest.mark.parametrize("shape", [readable_code.grouped, str.lower, "BHXH:{}".format])
def test_the_code_may_be_typed_as_it_is_read_or_scanned(config: Path, waiting: str, shape) -> None:
    assert _run(config, "approve", shape(waiting), "--demo").exit_code == 0


@pytest.mark.parametrize(
    ("code", "words"),
    [(CODE, "receipt_unknown"), ("7K3M9QXRA2WD", "receipt_mistyped"), ("?", "receipt_mistyped")],
)
def test_a_code_that_nobody_has_is_said_to_be_unknown(
    config: Path, waiting: str, code: str, words: str
) -> None:
    result = _run(config, "approve", code, "--demo")
    assert (result.exit_code, result.output.strip()) == (1, _words(words, readable_code.normalise(code)))


def test_what_is_decided_cannot_be_decided_again(config: Path, waiting: str) -> None:
    _run(config, "approve", waiting, "--demo")
    result = _run(config, "refuse", waiting, "--reason", "x", "--demo")
    assert (result.exit_code, result.output.strip()) == (1, _words("decision_impossible", waiting))


def test_a_machine_without_a_backend_is_left_as_it_is(config: Path) -> None:
    result = _run(config, "approve", CODE)
    assert (result.exit_code, result.output.strip()) == (1, _words("no_backend", CODE))
    assert not (config.parent / "state").exists()


def test_a_kiosk_of_another_server_decides_nothing(config: Path) -> None:
    config.write_text(config.read_text() + '[backend]\nurl = "https://example.invalid"\n')
    assert _run(config, "approve", CODE).output.strip() == _words("elsewhere", CODE)


def test_a_damaged_database_is_answered_in_words(config: Path, waiting: str) -> None:
    (config.parent / "state" / "demo" / "backend.db").write_bytes(b"not a database" * 500)
    result = _run(config, "approve", waiting, "--demo")
    assert (result.exit_code, result.output.strip()) == (1, _words("unavailable", waiting))


def test_a_refusal_needs_a_reason(config: Path) -> None:
    assert _run(config, "refuse", CODE).exit_code == 2


def _words(key: str, code: str) -> str:
    return str(table("admin", "vi")[key]).format(code=readable_code.grouped(code))
