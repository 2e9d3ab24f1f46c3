"""The API's description: nothing that can be answered is missing, and examples are what they claim to be."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from kiosk import contract, ports
from kiosk.backend.access.permissions import OPEN_PATHS
from kiosk.backend.declined import CODES
from kiosk.backend.http.examples import EXAMPLES
from kiosk.contract import envelopes, people, service
from kiosk.domain import card
from tests.backend.world import World

Call = dict[str, Any]
_DETAILS = "#/components/schemas/"
CARRIED = [
    import_module(f"{package.__name__}.{path.stem}")
    for package in (contract, ports)
    for path in Path(package.__path__[0]).glob("[a-z]*.py")
] + [card]
"""Where the shapes stand that the API carries."""
WITHOUT_KEY = {envelopes.ENVELOPES, people.VERIFY}
"""Envelopes carry theirs inside; to verify changes nothing."""


@pytest.fixture
def description(world: World) -> dict[str, Any]:
    """The description, as the service gives it out."""
    return world.app.openapi()


def calls(description: dict[str, Any]) -> Iterator[tuple[str, str, Call]]:
    """Yield method, path and description of each call."""
    for path, methods in description["paths"].items():
        for method, call in methods.items():
            yield method, path, call


def bodies_and_answers(description: dict[str, Any]) -> set[str]:
    """The names of the models that travel as a whole."""
    found = set()
    for _, _, call in calls(description):
        travelling = [call.get("requestBody", {}), *call["responses"].values()]
        for content in (part.get("content", {}).get("application/json") for part in travelling):
            if content and "$ref" in content["schema"]:
                found.add(content["schema"]["$ref"].removeprefix(_DETAILS))
    return found


def model(name: str) -> type[object]:
    """The shape of that name; each stands in one module alone."""
    (found,) = {
        value
        for module in CARRIED
        if (value := vars(module).get(name)) and value.__module__ == module.__name__
    }
    return found


def test_every_body_and_answer_has_an_example(description):
    travelling = bodies_and_answers(description)
    assert travelling - EXAMPLES.keys() == set()
    assert all(description["components"]["schemas"][name]["examples"] for name in travelling)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_is_what_it_claims_to_be(name):
    assert TypeAdapter(model(name)).validate_python(EXAMPLES[name], extra="forbid")


def test_no_example_is_of_something_that_does_not_travel(description):
    assert set(EXAMPLES) - bodies_and_answers(description) == set()


def test_every_call_says_what_it_does_and_who_may(description):
    schemes = description["components"]["securitySchemes"]
    for method, path, call in calls(description):
        assert call["description"], path
        callers = [caller for either in call["security"] for caller in either]
        assert bool(callers) == (path not in OPEN_PATHS), (method, path)
        assert set(callers) <= set(schemes)


def problems(call: Call, status: str) -> set[str]:
    """The codes that a call may answer with a status."""
    content = call["responses"].get(status, {}).get("content", {}).get(service.PROBLEM_TYPE)
    return set(content["schema"]["allOf"][1]["properties"]["code"]["enum"]) if content else set()


def test_every_call_that_is_not_open_can_be_declined_at_the_door(description):
    for method, path, call in calls(description):
        if path not in OPEN_PATHS:
            assert "not_allowed" in problems(call, "401"), (method, path)
            assert "unexpected" in problems(call, "500"), (method, path)
            assert path == service.METRICS or "too_many_requests" in problems(call, "429"), (method, path)


def test_every_write_names_what_its_key_and_body_can_be_declined_for(description):
    for method, path, call in calls(description):
        if method != "get":
            assert "body_too_slow" in problems(call, "408"), path
            assert "body_too_large" in problems(call, "413"), path
            if path not in WITHOUT_KEY:
                assert "idempotency_key_missing" in problems(call, "400"), path
                assert "idempotency_key_reused" in problems(call, "422"), path


def test_every_problem_stands_under_its_own_status_with_an_example(description):
    for _, path, call in calls(description):
        for status, response in call["responses"].items():
            content = response.get("content", {}).get(service.PROBLEM_TYPE)
            for code in problems(call, status):
                assert CODES[code][0] == int(status), (path, code)
                example = content["examples"][code]["value"]
                assert service.ProblemDetails.model_validate(example).code == code


def test_whoever_is_sent_away_is_told_where_the_waiting_time_stands(description):
    for _, path, call in calls(description):
        for status in {"429", "503"} & call["responses"].keys():
            assert "Retry-After" in call["responses"][status]["headers"], path


def parts(whole: object) -> Iterator[object]:
    """Yield everything in a description, however deep."""
    yield whole
    inner = whole.values() if isinstance(whole, dict) else whole if isinstance(whole, list) else ()
    for part in inner:
        yield from parts(part)


def test_every_reference_leads_somewhere(description):
    found = {part["$ref"] for part in parts(description) if isinstance(part, dict) and "$ref" in part}
    assert found
    for reference in found:
        here: Any = description
        for step in reference.removeprefix("#/").split("/"):
            here = here[step]
