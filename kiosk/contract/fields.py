"""The kinds of field that bodies are made of, and what all bodies have in common."""

import re
from datetime import UTC, datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from kiosk.domain import names
from kiosk.ports import text_kinds

PREFIX = "/v1"
IDEMPOTENCY_HEADER = "Idempotency-Key"

_LONGEST_TEXT = 20_000
_FIRST, _LAST = (datetime(year, 1, 1, tzinfo=UTC) for year in (1970, 3000))
_DAY_AND_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ]")


def _clean(value: object) -> object:
    """Free text in NFC and without control characters; its length is judged afterwards."""
    return names.clean(value, _LONGEST_TEXT) if isinstance(value, str) else value


def _written(value: object) -> object:
    """A moment is written out: a bare number would be taken for seconds."""
    if not isinstance(value, datetime) and not _DAY_AND_TIME.match(str(value)):
        raise ValueError("not a moment")
    return value


Clean = BeforeValidator(_clean)
Moment = Annotated[AwareDatetime, BeforeValidator(_written), Field(ge=_FIRST, lt=_LAST)]
PersonNumber = Annotated[str, Field(pattern=r"^([0-9]{10}|[0-9]{12})$", examples=["0000000017"])]
"""The citizen's 12 digits, or the 10 of the insurance number, which is all that an insurance card says."""
Birth = Annotated[str, Field(pattern=r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$", examples=["1948-05-01", "1948"])]
Name = Annotated[text_kinds.Name, Clean]
Phone = Annotated[str, Field(pattern=r"^\+[1-9][0-9]{7,14}$", examples=["+84900000000"])]
CallId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
IdempotencyKey = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


class Body(BaseModel):
    """A body of ours: unknown fields are an error, values are immutable, and errors do not repeat them."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class IdentityBody(Body):
    """Who a person at a kiosk says they are, as every request for a record of theirs has it."""

    citizen_id: PersonNumber
    full_name: Name
    birth: Birth
