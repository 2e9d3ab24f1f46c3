"""Half of what building an app costs is saved: a type that one app has read is not read again by the next."""

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from fastapi._compat import v2
from pydantic import TypeAdapter

_read: dict[Hashable, TypeAdapter[Any]] = {}


@contextmanager
def types_read_once() -> Iterator[None]:
    """Let FastAPI take the adapter of an earlier app for the same annotated type."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(v2, "TypeAdapter", _adapter)
        yield


def _adapter(annotated: Any, **options: Any) -> TypeAdapter[Any]:
    key = annotated.__origin__, repr(annotated.__metadata__), repr(options)
    if key not in _read:
        _read[key] = TypeAdapter(annotated, **options)
    return _read[key]
