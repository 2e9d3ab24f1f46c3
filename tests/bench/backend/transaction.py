"""One registration's transaction as the service itself makes it, for programs that are to do the same."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from kiosk.backend.access.callers import Kiosk
from kiosk.backend.backend import Backend
from kiosk.config.reader import Settings
from kiosk.contract.registrations import RegistrationBody
from kiosk.wiring import service as service_wiring
from tests.load import statements
from tests.load.requests import body, idempotency_key
from tests.load.statements import Said
from tests.postgres import Postgres
from tests.service import Service

_WRITTEN = ("registrations", "events", "audit", "audit_links", "answers")


def for_pgbench(service: Service) -> str:
    """A script with everything that one registration says, in one transaction."""
    return statements.pgbench_script(*_two_registrations(service.settings))


def inserts(settings: Settings) -> tuple[Sequence[Said], Sequence[Said]]:
    """What two registrations insert, without what they look up."""
    one, other = _two_registrations(settings)
    return [said for said in one if _is_insert(said)], [said for said in other if _is_insert(said)]


def bytes_written(postgres: Postgres, database: str) -> int:
    """Bytes that one registration takes with everything that is written for it, indexes and all."""
    sizes = " + ".join(f"pg_total_relation_size('{table}')" for table in _WRITTEN)
    ((size,),) = postgres.execute(f"SELECT ({sizes}) / greatest(count(*), 1) FROM registrations", database)
    return int(size)


def _is_insert(said: Said) -> bool:
    return said.text.lstrip().upper().startswith("INSERT")


def _two_registrations(settings: Settings) -> tuple[list[Said], list[Said]]:
    async def both() -> tuple[list[Said], list[Said]]:
        backend = service_wiring.open_backend(settings)
        try:
            await _said(backend, 0)  # the first says more: a new connection asks what it talks to
            return await _said(backend, 1), await _said(backend, 2)
        finally:
            backend.store.close()

    return asyncio.run(both())


async def _said(backend: Backend, number: int) -> list[Said]:
    declared = RegistrationBody.model_validate_json(body(number, datetime.now(UTC)))
    with statements.overheard() as said:
        await backend.registrations.register(
            Kiosk(UUID(int=7)), idempotency_key("overheard", number), declared
        )
    return said
