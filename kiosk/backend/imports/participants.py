"""A file of participants into the insurer's register. Who is not in the file stays as they are."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from kiosk.backend.imports import participant_row
from kiosk.backend.imports.file_import import Import
from kiosk.backend.imports.row_reader import Checked
from kiosk.backend.insurer import register_entry
from kiosk.backend.insurer.register_entry import Entry
from kiosk.backend.storage.schema import participants

_p = participants.c


class RegisterImport(Import[Entry]):
    """Each row a person, whom their number tells."""

    target = participants
    marker = "sealed"
    action = "participants_imported"

    def check(self, cells: Mapping[str, str]) -> Checked[Entry]:
        """Hold a row against the rules."""
        return participant_row.check(cells, self._today)

    def stage_batch(self, batch: Sequence[tuple[int, Entry]]) -> None:
        """Seal those of whom the register says something else, or nothing."""
        people = {self._vault.person(entry.citizen_id) for _, entry in batch}
        query = sa.select(_p.person, _p.sealed).where(_p.person.in_(people))
        known: Iterable[sa.Row[Any]] = self._connection.execute(query)
        entries = {row.person: register_entry.from_row(self._vault, row) for row in known}
        self.put(self._staged, [{"line": line, **self._row(entry, entries)} for line, entry in batch])

    def settle(self) -> None:
        """Neither number can be two people's."""
        self.refuse_twice("person", "citizen_id")
        self.refuse_twice("insurance", "insurance_id")

    def _row(self, entry: Entry, known: Mapping[bytes, Entry]) -> dict[str, Any]:
        person = self._vault.person(entry.citizen_id)
        if known.get(person) != entry:
            return register_entry.to_row(self._vault, entry)
        insurance = self._vault.insurance(entry.insurance_id) if entry.insurance_id else None
        return {**dict.fromkeys(_p.keys()), "person": person, "insurance": insurance}
