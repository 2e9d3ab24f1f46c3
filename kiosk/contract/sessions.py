"""Officers sign in and out."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from kiosk.contract.fields import PREFIX, Body
from kiosk.domain import limits
from kiosk.ports.officer import Role

DESK = f"{PREFIX}/desk"
SIGN_IN = f"{DESK}/sessions"
"""403 `sign_in_refused` whatever was wrong; 429 `sign_in_locked` with `retry_after` after five failures."""
SIGN_OUT = f"{DESK}/sessions/end"


class EmptyBody(Body):
    """What is sent, and what is answered, where there is nothing to say."""


class SignInBody(Body):
    """An officer wants to sign in."""

    login: Annotated[str, StringConstraints(pattern=f"^{limits.LOGIN}$")]
    password: Annotated[str, Field(min_length=1, max_length=limits.PASSWORD)]


class SessionOfficer(Body):
    """Who is signed in."""

    login: str
    full_name: str
    role: Role
    office_code: str
    offices: list[str] = []
    """Whose registrations they see, their own office first; "*" among them for every office's."""


class SessionAnswer(Body):
    """A session; `token` is the bearer of every further call. It ends after `idle_seconds` without one.

    Once it has ended a call is answered 401 `not_allowed`.
    """

    token: str
    officer: SessionOfficer
    idle_seconds: int
    ends_at: datetime
