"""What makes two requests the same, also when an upgrade lies between them."""

from typing import Any

import pytest

from kiosk.backend.storage.idempotency import Request
from kiosk.contract.fields import Body
from kiosk.contract.registrations import RegistrationBody
from tests.backend.world import STRANGER, body, new_key

KEY = new_key()


class Before(Body):
    """A body as it was."""

    name: str
    note: str | None = None


class After(Before):
    """The same in a newer version."""

    more: str = ""


def digest(body: Body, key: str = KEY, call: str = "/v1/things") -> str:
    """Return what must be the same."""
    return Request(key, call, body).digest


@pytest.mark.parametrize(
    "sent", [{"name": "Mẫu"}, {"name": "Mẫu", "note": None}, {"name": "Mẫu", "note": "x"}]
)
def test_a_field_that_came_with_an_upgrade_does_not_make_it_another_request(sent: dict[str, Any]):
    assert digest(After(**sent)) == digest(Before(**sent))


def test_what_was_sent_in_it_does():
    assert digest(After(name="Mẫu", more="x")) != digest(After(name="Mẫu"))
    assert digest(Before(name="Mẫu")) != digest(Before(name="Thử"))


def test_another_key_or_another_call_does():
    sent = Before(name="Mẫu")
    assert len({digest(sent), digest(sent, key=new_key()), digest(sent, call="/v1/others")}) == 3


def test_what_is_left_out_and_what_is_sent_at_its_default_are_the_same():
    sent = RegistrationBody.model_validate(body(STRANGER))
    written_out = sent.model_dump_json()
    assert written_out != sent.model_dump_json(exclude_unset=True)
    assert digest(RegistrationBody.model_validate_json(written_out)) == digest(sent)
