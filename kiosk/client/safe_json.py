"""Reads the backend's answers; every text in them is made safe to show before anything else sees it."""

from typing import TypeVar

from pydantic_core import from_json

from kiosk.contract.json import from_values
from kiosk.domain.names import clean

VERBATIM = frozenset({"list", "payload", "proof", "receipt", "sealed", "signed"})
"""Fields that are never shown as text: they go byte for byte into a QR symbol, are checked or decrypted."""

Shape = TypeVar("Shape")


def read(shape: type[Shape], raw: bytes) -> Shape:
    """Read an answer. Raises `ValueError` for what is not one.

    Fields that a newer backend added do not break an older kiosk.
    """
    return from_values(shape, _safe(from_json(raw)))


def _safe(value: object) -> object:
    match value:
        case str():
            return clean(value)
        case list():
            return [_safe(each) for each in value]
        case dict():
            return {name: each if name in VERBATIM else _safe(each) for name, each in value.items()}
        case _:
            return value
