"""The API's description of itself: every status with the codes of its problems, and who may call."""

from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from kiosk.backend.auth import OPEN_PATHS
from kiosk.backend.declined import CODES
from kiosk.contract import PROBLEM_TYPE, ProblemDetails

_DETAILS = "#/components/schemas/ProblemDetails"


def problems(codes: Sequence[str]) -> dict[int | str, dict[str, Any]]:
    """Describe the problems that a call may answer, gathered by status."""
    by_status: dict[int, list[str]] = {}
    for code in codes:
        by_status.setdefault(CODES[code][0], []).append(code)
    return {status: _response(status, names) for status, names in sorted(by_status.items())}


def described(app: FastAPI) -> dict[str, Any]:
    """Return the whole description; made once, when it is first asked for."""
    if app.openapi_schema is None:
        schema = get_openapi(title=app.title, version=app.version, routes=app.routes, summary=app.summary)
        components = schema.setdefault("components", {})
        schemas = components.setdefault("schemas", {})
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        schemas["ProblemDetails"] = ProblemDetails.model_json_schema()
        components["securitySchemes"] = {"kiosk": {"type": "http", "scheme": "bearer"}}
        for path, calls in schema["paths"].items():
            for call in calls.values():
                _drop_default_problem(call)
                call["security"] = [] if path in OPEN_PATHS else [{"kiosk": []}]
        app.openapi_schema = schema
    return app.openapi_schema


def _drop_default_problem(call: dict[str, Any]) -> None:
    """FastAPI adds a 422 in its own shape wherever we describe none."""
    if "422" in call["responses"] and PROBLEM_TYPE not in call["responses"]["422"]["content"]:
        del call["responses"]["422"]


def _response(status: int, codes: list[str]) -> dict[str, Any]:
    response: dict[str, Any] = {
        "description": " ".join(CODES[code][1] for code in codes),
        "content": {
            PROBLEM_TYPE: {
                "schema": {"allOf": [{"$ref": _DETAILS}, {"properties": {"code": {"enum": codes}}}]},
                "examples": {code: {"value": _example(code)} for code in codes},
            }
        },
    }
    if status in (429, 503):
        response["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}}
    return response


def _example(code: str) -> dict[str, Any]:
    status, title = CODES[code]
    return {"type": "about:blank", "title": title, "status": status, "code": code}
