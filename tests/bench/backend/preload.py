"""Fills a database by COPY with people and their registrations, each row made by the product's own code."""

import itertools
import multiprocessing
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import sqlalchemy as sa

from kiosk.backend.audit import trail
from kiosk.backend.insurer import register_entry
from kiosk.backend.registrations import encrypted_form
from kiosk.backend.storage import ids
from kiosk.backend.storage.idempotency import Answer, Request
from kiosk.backend.storage.schema import answers, events, participants, registrations
from kiosk.backend.storage.vault import Vault, new_salt
from kiosk.config import reader as config_file
from kiosk.contract.registrations import REGISTRATIONS, RegistrationAnswer, RegistrationBody
from kiosk.domain import readable_code
from kiosk.domain.people import Sex
from kiosk.domain.registration.eligibility import Status
from kiosk.wiring import service
from tests.load.people import person
from tests.load.requests import OFFICE, body, idempotency_key

_CHUNK = 20_000
_WAITING_SHARE = 20
"""One registration in so many waits for an officer, the others are approved."""
_KIOSK = UUID(int=7)
_RECEIPT = "6BF" * 60
"""As long as a signed receipt is."""
Row = dict[str, Any]


def load(config: Path, *, people: int, registered: int) -> None:
    """Fill with `people`, the last `registered` of whom are registered; about 25,000 rows a second a core."""
    jobs = [("participants", span) for span in _spans(0, people)]
    jobs += [("registrations", span) for span in _spans(people - registered, people)]
    spawn = multiprocessing.get_context("spawn")  # a forked child would share sockets with its parent
    with ProcessPoolExecutor(os.cpu_count(), mp_context=spawn) as pool:
        for _ in pool.map(partial(_copy, config), jobs):
            pass
    settings = config_file.load(config)
    store = service.open_store(settings)
    while store.write_now(partial(trail.link, limit=_CHUNK)):
        continue
    store.close()
    with psycopg.connect(settings.database.url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


def _spans(first: int, last: int) -> Iterator[range]:
    return (range(begin, min(begin + _CHUNK, last)) for begin in range(first, last, _CHUNK))


def _copy(config: Path, job: tuple[str, range]) -> None:
    kind, numbers = job
    settings = config_file.load(config)
    vault = service.open_vault(settings)
    with psycopg.connect(settings.database.url, options="-c synchronous_commit=off") as connection:
        if kind == "participants":
            rows = (register_entry.to_row(vault, entry(number)) for number in numbers)
            _copy_rows(connection, participants, rows)
            return
        made = [_registration(vault, number) for number in numbers]
        tables = (registrations, events, trail.audit, answers)
        for table, rows in zip(tables, zip(*made, strict=True), strict=True):
            _copy_rows(connection, table, rows)


def _copy_rows(connection: psycopg.Connection[Any], table: sa.Table, rows: Iterable[Row]) -> None:
    """Values pass through the column's own type, as in an insert."""
    first, *_ = head = list(itertools.islice(rows := iter(rows), 1))
    dialect = sa.dialects.postgresql.psycopg.dialect()
    processors = [(name, table.c[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in first]
    columns = ", ".join(first)
    with connection.cursor().copy(f"COPY {table.name} ({columns}) FROM STDIN") as copy:
        for row in itertools.chain(head, rows):
            copy.write_row([process(row[name]) if process else row[name] for name, process in processors])


def entry(number: int) -> register_entry.RegisterEntry:
    known = person(number)
    return register_entry.RegisterEntry(
        **{**known, "sex": Sex(known["sex"])},
        card_number=known["insurance_id"],
        facility="06001",
        valid_from=date(2026, 1, 1),
        valid_to=date(2027, 12, 31),
        five_years_from=date(2020, 1, 1),
        benefit="4",
        household=f"H{number // 4}",
    )


def _registration(vault: Vault, number: int) -> tuple[Row, Row, Row, Row]:
    """The rows that a registration left: itself, its event, its audit line and its answer."""
    at = datetime.now(UTC) - timedelta(days=40) + timedelta(seconds=number % 3_000_000)
    key = idempotency_key("preloaded", number)
    declared = RegistrationBody.model_validate_json(body(number, at))
    code, salt, row_id = readable_code.derived("receipt", key), new_salt(), ids.new_id(at)
    status = Status.PENDING_REVIEW if number % _WAITING_SHARE == 0 else Status.APPROVED
    reasons = ["phone_proved"] if status is Status.PENDING_REVIEW else []
    names = vault.name_keys(declared.participant.full_name)
    row = {
        "id": row_id,
        "receipt_code": code,
        "kiosk_id": _KIOSK,
        "office_code": OFFICE,
        "person": vault.person(declared.participant.citizen_id),
        "phone": None,
        "phone_owner": declared.phone_owner,
        "by_name": names.by_name,
        "by_tail": names.by_tail,
        "by_given": names.by_given,
        "status": status,
        "reasons": reasons,
        "salt": salt,
        "sealed": encrypted_form.encrypt(vault, declared, salt),
        "captured_at": at,
        "received_at": at,
        "updated_at": at,
    }
    event = {"id": ids.new_id(at), "registration_id": row_id, "at": at, "status": status, "actor": "machine"}
    line = {
        "id": ids.new_id(at),
        "at": at,
        "actor": f"kiosk:{_KIOSK.hex}",
        "action": f"registration_{status}",
        "subject": code,
    }
    return row, event, line, _answer(Request(key, REGISTRATIONS, declared), code, status, at)


def _answer(request: Request, code: str, status: Status, at: datetime) -> Row:
    answer = Answer.of(
        RegistrationAnswer(receipt_code=code, status=status, reasons=[], receipt=_RECEIPT), 201
    )
    return {
        "key_hash": request.row_key,
        "request_hash": request.digest,
        "status": answer.status,
        "sealed": request.cipher.encrypt(bytes(12), answer.content, None),
        "at": at,
    }
