"""The calls that only look something up: one's own contributions, an employer's standing."""

from typing import Annotated

from fastapi import FastAPI, Query, Response

from kiosk.backend.backend import Backend
from kiosk.backend.http.openapi import READ, WRITE, problems
from kiosk.backend.http.responses import respond
from kiosk.backend.http.routers.kiosk import Asking, Key
from kiosk.contract.lookups import (
    CONTRIBUTIONS,
    EMPLOYERS,
    ContributionsAnswer,
    ContributionsRequest,
    EmployersAnswer,
)
from kiosk.domain import limits

_REFUSED = ("contributions_not_available", "proof_invalid", "insurer_away")
_Sought = Annotated[
    str, Query(min_length=1, max_length=limits.SEARCH, description="Words of its name, or its code.")
]


def add_lookup_routes(app: FastAPI, backend: Backend) -> None:
    """Add the calls, answered by `backend`."""

    @app.post(CONTRIBUTIONS, response_model=ContributionsAnswer, responses=problems((*WRITE, *_REFUSED)))
    async def show(kiosk: Asking, key: Key, body: ContributionsRequest) -> Response:
        """Show a person what they have contributed, against a second factor."""
        return respond(await backend.contributions.show(kiosk, key, body))

    @app.get(EMPLOYERS, responses=problems((*READ, "invalid_body", "insurer_away")))
    async def employers(name: _Sought) -> EmployersAnswer:
        """Whether an employer pays late: those whom the words may mean, the likeliest first."""
        return await backend.contributions.employers(name)
