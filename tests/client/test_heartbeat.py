from dataclasses import replace
from datetime import UTC, datetime

from kiosk.client.encryption import Ciphertext
from kiosk.client.heartbeat import of
from kiosk.client.outbox import OutboxRow

WAITS = OutboxRow(
    "0" * 32, "7K3M9QXRA2WD", Ciphertext("k", b"sealed"), 1_700_000_000.0, 0.0, 1, "waiting", None
)


def test_an_empty_outbox_has_nothing_to_tell() -> None:
    report = of([])
    assert (report.waiting, report.oldest_waiting, report.kept) == (0, None, [])


def test_what_waits_is_counted_and_what_was_declined_is_named_with_its_reason() -> None:
    later = replace(WAITS, idempotency_key="1" * 32, created_at=1_700_000_060.0)
    kept = replace(WAITS, idempotency_key="2" * 32, state="kept", refusal="invalid_body")
    report = of([WAITS, later, kept])
    assert report.waiting == 2
    assert report.oldest_waiting == datetime.fromtimestamp(1_700_000_000, UTC)
    assert [(row.receipt_code, row.refusal) for row in report.kept] == [("7K3M9QXRA2WD", "invalid_body")]
    assert "sealed" not in report.model_dump_json()
