"""The log: places, no values, and silence where it cannot be written."""

import json
import logging

import pytest

from kiosk.cli import log


@pytest.fixture
def loggers():
    """Whatever logging is set to, as it was before."""
    root = logging.getLogger()
    before = root.handlers[:], root.level, logging.raiseExceptions
    yield
    for handler in root.handlers:
        if handler not in before[0]:
            handler.close()
    root.handlers[:], logging.raiseExceptions = before[0], before[2]
    root.setLevel(before[1])


def test_the_log_is_lines_of_json_with_places_and_no_values(tmp_path, loggers):
    log.keep(tmp_path)
    try:
        raise ValueError("006090000011 Nguyễn Văn Mẫu")
    except ValueError:
        logging.getLogger("kiosk.some").exception("it_failed", extra={"receipt_code": "7K3M9QXRA2WD"})
    (line,) = (tmp_path / "kiosk.log").read_text("utf-8").splitlines()
    entry = json.loads(line)
    assert (entry["event"], entry["level"], entry["receipt_code"]) == ("it_failed", "error", "7K3M9QXRA2WD")
    assert entry["error"].startswith("ValueError at ")
    assert "Mẫu" not in line
    assert "006090000011" not in line


def test_a_log_that_cannot_be_written_says_nothing_on_the_terminal(tmp_path, loggers, capfd):
    in_the_way = tmp_path / "file"
    in_the_way.write_text("x")
    log.crashed(in_the_way, "ValueError at here")
    assert capfd.readouterr() == ("", "")
