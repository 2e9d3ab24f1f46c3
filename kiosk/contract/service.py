"""How the service is, and how it says what went wrong (RFC 9457)."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from kiosk.contract.fields import PREFIX, Body

HEALTH = f"{PREFIX}/health"
READY = f"{PREFIX}/ready"
METRICS = f"{PREFIX}/metrics"
PROBLEM_TYPE = "application/problem+json"


class HealthAnswer(Body):
    """The backend is there."""

    status: Literal["ok"] = "ok"


class ReadyAnswer(Body):
    """Can it take registrations; false names the part that keeps it from it."""

    database: bool
    migrations: bool
    keys: bool


class ProblemDetails(BaseModel):
    """RFC 9457, with our stable `code`."""

    model_config = ConfigDict(extra="allow")

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    code: str
    fields: list[str] = []
    """Problem keys (`field.what`) where the body was at fault."""
    tries_left: int | None = None
    """How often a phone code may still be tried."""
    retry_after: int | None = None
    """Seconds to wait, where waiting helps; also in the header Retry-After."""
