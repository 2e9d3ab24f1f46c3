"""JSON out of the API's bodies and of the ports' shapes that the API carries as they stand, and back."""

from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter

Shape = TypeVar("Shape")

_adapters: dict[type, TypeAdapter[Any]] = {}
"""Each takes a millisecond to build."""


def to_json(value: object) -> bytes:
    """Write a body or a shape."""
    if isinstance(value, BaseModel):
        return value.model_dump_json().encode()
    return _adapter(type(value)).dump_json(value)


def from_json(shape: type[Shape], raw: bytes) -> Shape:
    """Read a body or a shape; fields that a newer sender added are left aside. Raises `ValidationError`."""
    return _adapter(shape).validate_json(raw, extra="ignore")


def from_values(shape: type[Shape], values: object) -> Shape:
    """Do the same with JSON that was taken apart already."""
    return _adapter(shape).validate_python(values, extra="ignore")


def _adapter(shape: type[Shape]) -> TypeAdapter[Shape]:
    if shape not in _adapters:
        _adapters[shape] = TypeAdapter(shape)
    return _adapters[shape]
