"""Answers and problems as HTTP responses."""

from collections.abc import Iterable

from starlette.responses import Response

from kiosk.backend.declined import Declined
from kiosk.backend.storage.idempotency import Answer
from kiosk.contract.service import PROBLEM_TYPE

_KINDS = {"missing": "missing", "extra_forbidden": "unknown"}
_ENDS = (408, 413)
"""The rest of the body may be on its way: nothing else can be read on that connection."""


def respond(answer: Answer) -> Response:
    """Send an answer as it was written, its first time or again."""
    kind = PROBLEM_TYPE if answer.is_problem else "application/json"
    return Response(answer.content, answer.status, media_type=kind)


def refusal(declined: Declined) -> Response:
    """Send a problem (RFC 9457), with the headers that go with its status."""
    headers = {}
    if declined.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if declined.retry_after is not None:
        headers["Retry-After"] = str(declined.retry_after)
    if declined.status in _ENDS:
        headers["Connection"] = "close"
    return Response(declined.content, declined.status, headers, PROBLEM_TYPE)


def misunderstood(errors: Iterable[tuple[tuple[int | str, ...], str]]) -> Response:
    """Name what is wrong with a body as `field.what`; `errors` are pydantic's places and kinds."""
    fields = dict.fromkeys(_problem_key(where, kind) for where, kind in errors)
    return refusal(Declined("invalid_body", fields=list(fields)))


def _problem_key(where: tuple[int | str, ...], kind: str) -> str:
    names = [part for part in where if isinstance(part, str)]
    return f"{names[-1] if names else 'body'}.{_KINDS.get(kind, 'invalid')}"
