"""Loaded by schemathesis: what a description of an API cannot say about ours."""

import os
import re
import secrets
from typing import Any

import schemathesis


@schemathesis.hook
def before_call(ctx: Any, case: Any, kwargs: Any) -> None:
    """Give each write a key of its own: two bodies under one key are declined, by design."""
    given = (case.headers or {}).get("Idempotency-Key")
    if isinstance(given, str) and re.fullmatch("[0-9a-f]{32}", given):
        case.headers["Idempotency-Key"] = secrets.token_hex(16)
    _leave_by_another_session(case, kwargs)


def _leave_by_another_session(case: Any, kwargs: Any) -> None:
    """Who signs out is a stranger afterwards: the officer who makes all other calls stays signed in."""
    if not case.operation.path.endswith("/sessions/end"):
        return
    for headers in (case.headers, kwargs.get("headers")):
        if headers and headers.get("Authorization") == f"Bearer {os.environ['OFFICER']}":
            headers["Authorization"] = f"Bearer {os.environ['LEAVING']}"
