"""What one registration says to the database, overheard from the service, to be said again without it.

Two people are registered, one after the other; what differs between the two is what has to be new each time.
"""

import json
import re
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import psycopg
import sqlalchemy as sa
from psycopg.types.json import Json
from sqlalchemy import event

_PLACEHOLDER = re.compile(r"%\((\w+)\)s|%s|%%")
_INT8 = "random(1, 9223372036854775806)"
_HASH, _HEX_DIGEST, _CODE = 16, 64, 12
"""Lengths of a keyed hash in bytes, of a hash in hexadecimal and of a receipt code."""
_MILLISECOND = 1 << 16
"""One step in the upper half of an id that sorts by time."""


@dataclass(frozen=True)
class Said:
    """One statement as it went to the driver; a row of an executemany is a statement of its own."""

    text: str
    parameters: Mapping[str, Any] | Sequence[Any]

    @property
    def values(self) -> list[Any]:
        """The parameters' values, those in lists one by one."""
        given = self.parameters.values() if isinstance(self.parameters, Mapping) else self.parameters
        return [item for value in given for item in (value if isinstance(value, list) else [value])]


@contextmanager
def overheard() -> Iterator[list[Said]]:
    """Collect what every engine of this process says."""
    said: list[Said] = []

    def listen(_: Any, __: Any, text: str, parameters: Any, ___: Any, many: bool) -> None:
        said.extend(Said(text, _plain(row)) for row in (parameters if many else [parameters or ()]))

    event.listen(sa.Engine, "before_cursor_execute", listen)
    try:
        yield said
    finally:
        event.remove(sa.Engine, "before_cursor_execute", listen)


def _plain(parameters: Any) -> Any:
    """Unwrap what the driver wants wrapped: bytes, and what goes as JSON."""

    def plain(value: Any) -> Any:
        if isinstance(value, Json):
            return json.dumps(value.obj)
        if isinstance(value, list):
            return [plain(item) for item in value]
        return value.obj if isinstance(value, psycopg.Binary) else value

    if isinstance(parameters, Mapping):
        return {name: plain(value) for name, value in parameters.items()}
    return [plain(value) for value in parameters]


def fresh_values(one: Sequence[Said], other: Sequence[Said]) -> list[Any]:
    """Return the values of `one` that have to be new in each transaction, each once."""
    assert [said.text for said in one] == [said.text for said in other], "two registrations differ in more"
    pairs = zip(
        (v for said in one for v in said.values), (v for said in other for v in said.values), strict=True
    )
    found: list[Any] = []
    for mine, its in pairs:
        if mine != its and mine not in found:
            found.append(mine)
    return found


def pgbench_script(one: Sequence[Said], other: Sequence[Said]) -> str:
    """Write the transaction for `pgbench -M prepared -D n=…`, with chance in place of what has to be new."""
    chosen: list[str] = [f"\\set n :n + {_MILLISECOND}"]
    expressions: list[tuple[Any, str]] = []
    for number, value in enumerate(fresh_values(one, other)):
        expression, variables = _expression(value, f"v{number}")
        chosen += [f"\\set {name} {how}" for name, how in variables.items()]
        expressions.append((value, expression))
    lines = [_with_parameters(said, expressions) for said in one]
    return "\n".join([*chosen, "BEGIN;", *(f"{' '.join(line.split())};" for line in lines), "COMMIT;"])


def again(one: Sequence[Said], other: Sequence[Said]) -> list[tuple[str, Sequence[Any]]]:
    """Say `one` once more on SQLite with new values."""
    replaced = [(value, _new(value)) for value in fresh_values(one, other)]

    def value(given: Any) -> Any:
        return next((new for old, new in replaced if old == given), given)

    return [(said.text, tuple(value(given) for given in said.values)) for said in one]


def _expression(value: Any, name: str) -> tuple[str, dict[str, str]]:
    """How PostgreSQL makes a new value of this kind from pgbench's numbers, as cheaply as it can."""
    a, b = f"{name}a", f"{name}b"
    two = {a: _INT8, b: _INT8}
    kinds: dict[type, Callable[[], tuple[str, dict[str, str]]]] = {
        UUID: lambda: (f"encode(int8send(:n) || int8send(:{a}), 'hex')::uuid", {a: _INT8}),
        int: lambda: (f":{a}", {a: _INT8}),
        datetime: lambda: ("now()", {}),
    }
    if type(value) in kinds:
        return kinds[type(value)]()
    if isinstance(value, bytes) and len(value) == _HASH:
        return f"int8send(:{a}) || int8send(:{b})", two
    if isinstance(value, str) and len(value) == _HEX_DIGEST:
        half = f"int8send(:{a}) || int8send(:{b})"
        return f"encode({half} || {half}, 'hex')", two
    if isinstance(value, str) and len(value) == _CODE:
        return f"lpad(to_hex(:{a}::bigint), {_CODE}, '0')", {a: f"random(1, {16**_CODE - 1})"}
    return _literal(value), {}


def _with_parameters(said: Said, expressions: list[tuple[Any, str]]) -> str:
    """Put expressions and literals where the driver puts parameters."""
    given = said.parameters
    in_order = iter(()) if isinstance(given, Mapping) else iter(given)

    def one(value: Any) -> str:
        return next((text for old, text in expressions if old == value), None) or _literal(value)

    def filled(match: re.Match[str]) -> str:
        if match[0] == "%%":
            return "%"
        value = given[match[1]] if isinstance(given, Mapping) else next(in_order)
        if isinstance(value, list):
            return f"ARRAY[{', '.join(map(one, value))}]"
        return f"({one(value)})"

    return _PLACEHOLDER.sub(filled, said.text)


def _literal(value: Any) -> str:
    """A constant; colons are escaped, since pgbench takes what follows one for a variable."""
    if value is None:
        return "NULL"
    if isinstance(value, bool | int):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return f"'\\x{bytes(value).hex()}'::bytea"
    if isinstance(value, datetime):
        return "now()"
    text = str(value).replace("\\", "\\\\").replace("'", "''").replace(":", "\\u003a")
    return f"E'{text}'"


def _new(value: Any) -> Any:
    if isinstance(value, bytes):
        return secrets.token_bytes(len(value))
    if isinstance(value, UUID):
        return uuid4()
    if isinstance(value, int):
        return secrets.randbits(62)
    if isinstance(value, str):
        return (
            secrets.token_hex(len(value))[: len(value)] if len(value) in (_CODE, _HEX_DIGEST, 32) else value
        )
    return datetime.now(UTC) if isinstance(value, datetime) else value
