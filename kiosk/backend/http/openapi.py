"""The API's description of itself: every status and the codes of its problems, examples, who may call."""

from collections.abc import Iterator, Sequence
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from kiosk.backend.access import permissions
from kiosk.backend.declined import CODES
from kiosk.backend.http.examples import EXAMPLES
from kiosk.contract.service import PROBLEM_TYPE, ProblemDetails

READ = ("not_allowed", "not_permitted", "too_many_requests", "unexpected", "busy")
"""What every call that is not open may answer."""
WRITE = (
    *READ,
    "idempotency_key_missing",
    "idempotency_key_reused",
    "answer_erased",
    "body_too_slow",
    "body_too_large",
    "invalid_body",
)
"""What every write may answer."""

_DETAILS = "#/components/schemas/ProblemDetails"
_CALLERS = {
    "kiosk": "The key of an enrolled kiosk.",
    "officer": "The token of a session, from signing in.",
    "monitor": "The key of an enrolled monitor.",
}
_HEADERS = {
    "X-Request-ID": "Names this request in the service's log; the caller's own if it sent a UUID.",
    "Retry-After": "Seconds until it is worth trying again.",
    "WWW-Authenticate": "The scheme that is asked for.",
}


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
        components["schemas"] = _schemas(components.get("schemas", {}))
        components["headers"] = {name: _header(words) for name, words in _HEADERS.items()}
        components["securitySchemes"] = {
            caller: {"type": "http", "scheme": "bearer", "description": words}
            for caller, words in _CALLERS.items()
        }
        for method, path, call in _calls(schema):
            _drop_default_problem(call)
            call["security"] = [{caller: []} for caller in _callers(method, path)]
            for response in call["responses"].values():
                response.setdefault("headers", {})["X-Request-ID"] = _reference("X-Request-ID")
        app.openapi_schema = schema
    return app.openapi_schema


def _calls(schema: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, calls in schema["paths"].items():
        for method, call in calls.items():
            yield method, path, call


def _callers(method: str, path: str) -> list[str]:
    """Who may call, as the API describes them: an officer is one in any role."""
    allowed = permissions.CALLS[method.upper(), path]
    if permissions.ANYONE in allowed:
        return []
    others = ["officer"] if allowed & permissions.ROLES else []
    return [*(kind for kind in ("kiosk", "monitor") if kind in allowed), *others]


def _schemas(schemas: dict[str, Any]) -> dict[str, Any]:
    """Ours, with examples; FastAPI's own shapes of a problem are not ours."""
    ours = {name: schema for name, schema in schemas.items() if not name.endswith("ValidationError")}
    for name in ours.keys() & EXAMPLES.keys():
        ours[name]["examples"] = [EXAMPLES[name]]
    ours["ProblemDetails"] = ProblemDetails.model_json_schema()
    return ours


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
        response["headers"] = {"Retry-After": _reference("Retry-After")}
    if status == 401:
        response["headers"] = {"WWW-Authenticate": _reference("WWW-Authenticate")}
    return response


def _reference(header: str) -> dict[str, str]:
    return {"$ref": f"#/components/headers/{header}"}


def _header(words: str) -> dict[str, Any]:
    return {"description": words, "schema": {"type": "string"}}


def _example(code: str) -> dict[str, Any]:
    status, title = CODES[code]
    return {"type": "about:blank", "title": title, "status": status, "code": code}
