"""The paths to find a person of the register, and to check a code. What is answered is in `ports.people`."""

from typing import Annotated

from pydantic import Field

from kiosk.contract.fields import Body
from kiosk.contract.sessions import DESK

PEOPLE = f"{DESK}/people"
"""`?search=`: a name without accents, perhaps with a year of birth behind it, or a citizen's number."""
VERIFY = f"{DESK}/verify"
"""A POST that changes nothing, because what is verified must not stand in a log's address."""


class VerifyBody(Body):
    """A code as it was scanned or typed."""

    text: Annotated[str, Field(min_length=1, max_length=4000)]
