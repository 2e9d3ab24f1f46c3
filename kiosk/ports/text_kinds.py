"""How long a text in the ports' shapes may be, and what it looks like.

The shapes are plain dataclasses, so that the screens need no pydantic. The contract's pydantic, which reads
them from JSON, holds them to the limits: it finds them by the two methods below.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from kiosk.domain import limits


@dataclass(frozen=True)
class Limits:
    """Of one kind of text; lengths are in characters."""

    pattern: str | None = None
    min_length: int | None = None
    max_length: int | None = None
    example: str | None = None
    """For the API's description."""

    def __get_pydantic_core_schema__(self, source: object, handler: Callable[[Any], Any]) -> dict[str, Any]:
        """Return how pydantic reads such a text."""
        limits = {"pattern": self.pattern, "min_length": self.min_length, "max_length": self.max_length}
        return {**handler(source), **{name: limit for name, limit in limits.items() if limit is not None}}

    def __get_pydantic_json_schema__(self, schema: object, handler: Callable[[Any], Any]) -> dict[str, Any]:
        """Return how the API describes such a text."""
        described: dict[str, Any] = handler(schema)
        return {**described, "examples": [self.example]} if self.example else described


QUIET = {"hide_input_in_errors": True}
"""For pydantic: an error about a shape does not repeat what is in it."""

CitizenId = Annotated[str, Limits(r"^[0-9]{12}$", example="006090000011")]
InsuranceId = Annotated[str, Limits(r"^[0-9]{10}$")]
Name = Annotated[str, Limits(min_length=1, max_length=limits.NAME, example="Nguyễn Văn Mẫu")]
CommuneCode = Annotated[str, Limits(r"^[0-9]{5}$", example="26740")]
"""By the statistics office's code (docs/domain.md#communes)."""
ReceiptCode = Annotated[str, Limits(r"^[2-9A-HJ-NP-Z]{12}$", example="7K3M9QXRA2WD")]
