"""A gateway described in a file: what it is sent, what its answers mean, what a description may not say."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from kiosk.backend.messages.providers import gateway_template
from kiosk.backend.messages.providers.gateway_template import GatewayTemplate
from kiosk.backend.messages.providers.options import ProviderMisconfigured
from kiosk.backend.messages.providers.template import TemplateGateway
from kiosk.backend.messages.sms import Accepted, Failure
from kiosk.resources import ASSETS
from tests.backend.messages.samples import MESSAGE, PATIENT, QUICK, WORDS, failing
from tests.fakes.sms_gateway import Request, SmsGateway

VNPT = ASSETS / "data" / "sms_gateways" / "vnpt.toml"
SECRETS = {
    f"secret_{name}": f"the-{name}"
    for name in ("label_id", "contract_id", "template_id", "agent_id", "user", "password", "name")
}
FORM = """
url = "https://sms.example.vn/send"
knows_duplicates = true
[headers]
Authorization = "Bearer {secret_key}"
X-Request = "{id}"
[form]
to = "{phone_local}"
from = "{brandname}"
text = "{words}"
[[answers]]
text = '^OK (\\S+)'
means = "accepted"
id = "1"
[[answers]]
text = 'DUPLICATE'
means = "accepted"
[[answers]]
status = 400
text = 'number'
means = "number"
[[answers]]
text = 'credit'
means = "balance"
[[answers]]
text = 'template'
means = "template"
[[answers]]
text = 'key'
means = "credentials"
[[answers]]
status = 418
means = "away"
"""
JSON = """
url = "https://sms.example.vn/send"
[json]
messages = [{ to = "{phone}", content = { text = "{words}" }, class = 1, flash = false }]
[[answers]]
path = "messages.0.ok"
is = "true"
means = "accepted"
id = "messages.0.id"
[[answers]]
path = "messages.0.error"
matches = '3\\d'
means = "number"
"""


@dataclass
class Gateway(SmsGateway):
    """Says what it is told to, in a 200 unless told otherwise."""

    says: str = ""
    status: int = 200

    def answer(self, request: Request, code: str) -> tuple[int, str]:
        return self.status, self.says


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with Gateway() as gateway:
        yield gateway


def described(text: str, tmp_path: Path, secrets: dict[str, str] | None = None) -> GatewayTemplate:
    (tmp_path / "gateway.toml").write_text(text, "utf-8")
    return gateway_template.read(tmp_path / "gateway.toml", secrets or {})


def provider(
    template: GatewayTemplate, gateway: Gateway, secrets: dict[str, str], seconds: float = PATIENT
) -> TemplateGateway:
    return TemplateGateway(replace(template, url=gateway.url + "/api"), "PHUONG MAU", secrets, seconds)


async def test_the_example_for_vnpt_sends_what_vnpt_expects(gateway):
    sms = provider(gateway_template.read(VNPT, SECRETS), gateway, SECRETS)
    gateway.says = '{"RPLY": {"name": "send_sms_list", "ERROR": "0", "ERROR_DESC": "success"}}'
    assert await sms.send(MESSAGE) == Accepted("")
    assert gateway.requests[0].body == {
        "RQST": {
            "name": "send_sms_list",
            "REQID": MESSAGE.id,
            "LABELID": "the-label_id",
            "CONTRACTTYPEID": "1",
            "CONTRACTID": "the-contract_id",
            "TEMPLATEID": "the-template_id",
            "PARAMS": [{"NUM": "1", "CONTENT": "123456"}],
            "SCHEDULETIME": "",
            "MOBILELIST": "84900000000",
            "ISTELCOSUB": "0",
            "AGENTID": "the-agent_id",
            "APIUSER": "the-user",
            "APIPASS": "the-password",
            "USERNAME": "the-name",
            "DATACODING": "0",
        }
    }


async def test_words_without_the_part_that_a_gateway_wants_are_not_sent(gateway):
    sms = provider(gateway_template.read(VNPT, SECRETS), gateway, SECRETS)
    async with failing(Failure.TEMPLATE):
        await sms.send(replace(MESSAGE, words="Ho so da duoc duyet"))
    assert gateway.requests == []


async def test_an_error_that_the_description_does_not_know_leaves_doubt(gateway):
    sms = provider(gateway_template.read(VNPT, SECRETS), gateway, SECRETS)
    gateway.says = '{"RPLY": {"ERROR": "31"}}'
    async with failing(Failure.AWAY, in_doubt=True, secrets=tuple(SECRETS.values())):
        await sms.send(MESSAGE)


async def test_a_form_is_filled_in_once_so_that_words_with_braces_stay(gateway, tmp_path):
    secrets = {"secret_key": "the-key"}
    sms = provider(described(FORM, tmp_path, secrets), gateway, secrets)
    gateway.says = "OK abc-1"
    assert await sms.send(replace(MESSAGE, words="{secret_key} & mã")) == Accepted("abc-1")
    (request,) = gateway.requests
    assert request.form == {"to": "0900000000", "from": "PHUONG MAU", "text": "{secret_key} & mã"}
    assert request.headers["authorization"] == "Bearer the-key"
    assert request.headers["x-request"] == MESSAGE.id
    assert sms.knows_duplicates


async def test_json_keeps_numbers_and_lists(gateway, tmp_path):
    gateway.says = '{"messages": [{"ok": true, "id": 77}]}'
    assert await provider(described(JSON, tmp_path), gateway, {}).send(MESSAGE) == Accepted("77")
    message = {"to": MESSAGE.phone, "content": {"text": WORDS}, "class": 1, "flash": False}
    assert gateway.requests[0].body == {"messages": [message]}


@pytest.mark.parametrize(
    ("status", "says", "failure", "in_doubt"),
    [
        (400, "wrong number", Failure.NUMBER, False),
        (200, "no credit", Failure.BALANCE, False),
        (200, "no such template", Failure.TEMPLATE, False),
        (200, "bad key", Failure.CREDENTIALS, False),
        (418, "", Failure.AWAY, True),
        (200, "<html>", Failure.AWAY, True),
        (200, "", Failure.AWAY, True),
        (404, "", Failure.AWAY, True),
        (401, "", Failure.CREDENTIALS, False),
        (402, "", Failure.BALANCE, False),
        (429, "", Failure.AWAY, False),
        (503, "", Failure.AWAY, True),
    ],
)
async def test_answers_mean_what_the_rules_say_and_else_what_the_status_says(
    gateway, tmp_path, status, says, failure, in_doubt
):
    gateway.status, gateway.says = status, says
    secrets = {"secret_key": "the-key"}
    async with failing(failure, in_doubt=in_doubt, secrets=("the-key",)):
        await provider(described(FORM, tmp_path, secrets), gateway, secrets).send(MESSAGE)


@pytest.mark.parametrize(
    "says", ["[]", "{}", '{"messages": []}', '{"messages": [{"ok": "yes"}]}', "null", "1"]
)
async def test_json_of_another_shape_leaves_doubt(gateway, tmp_path, says):
    gateway.says = says
    async with failing(Failure.AWAY, in_doubt=True):
        await provider(described(JSON, tmp_path), gateway, {}).send(MESSAGE)


@pytest.mark.parametrize("fault", ["silent", "drop"])
async def test_no_answer_leaves_doubt(gateway, tmp_path, fault):
    gateway.always = fault
    async with failing(Failure.AWAY, in_doubt=True):
        seconds = QUICK if fault == "silent" else PATIENT
        await provider(described(JSON, tmp_path), gateway, {}, seconds).send(MESSAGE)


WRONG = {
    "a key that is misspelt": ('url = "https', 'urll = "https', "unknown_key", "urll"),
    "plain http": ("https://", "http://", "sms_bad_url", "url"),
    "a phone in the address": ("vn/send", "vn/{phone}", "sms_bad_url", "url"),
    "a placeholder that is none": ("{words}", "{word}", "sms_bad_value", "json.messages.1.content.text"),
    "a secret that is not there": ("{words}", "{secret_x}", "sms_missing_key", "secret_x"),
    "nobody to send to": ("{phone}", "0", "sms_missing_key", "{phone}"),
    "no body": ("[json]\nmessages", "[parts]\nmessages", "sms_bad_value", "parts.messages"),
    "two bodies": ("[json]", "[form]\na = 'b'\n[json]", "sms_bad_value", "json"),
    "a meaning that is none": ('"accepted"', '"fine"', "sms_bad_value", "answers.1.means"),
    "nothing that is accepted": ('"accepted"', '"balance"', "sms_bad_value", "answers"),
    "a rule without a condition": ('path = "messages.0.error"\nmatches', "#", "sms_bad_value", "answers.2"),
    "a path without a value": ('is = "true"', "", "sms_bad_value", "answers.1.is"),
    "two values": ('is = "true"', "is = 'a'\nmatches = 'b'", "sms_bad_value", "answers.1.is"),
    "an expression that is none": ("3\\d", "(3", "sms_bad_value", "answers.2.matches"),
    "a status that is none": (
        'means = "number"',
        "means = 'number'\nstatus = 20",
        "sms_bad_value",
        "answers.2.status",
    ),
    "a key of a rule misspelt": ("matches", "match", "unknown_key", "answers.2.match"),
    "duplicates known without an id": (
        "[json]",
        "knows_duplicates = true\n[json]",
        "sms_bad_value",
        "knows_duplicates",
    ),
    "no TOML": ("[json]", "[json", "damaged", None),
}


@pytest.mark.parametrize(("old", "new", "problem", "key"), WRONG.values(), ids=WRONG)
def test_a_description_that_is_wrong_is_named_by_file_and_key(tmp_path, old, new, problem, key):
    assert old in JSON
    with pytest.raises(ProviderMisconfigured) as raised:
        described(JSON.replace(old, new), tmp_path)
    assert (raised.value.problem, raised.value.values.get("key")) == (problem, key)
    assert raised.value.values["file"].endswith("gateway.toml")


def test_a_secret_that_nothing_asks_for_is_named(tmp_path):
    with pytest.raises(ProviderMisconfigured) as raised:
        described(JSON, tmp_path, {"secret_key": "hidden"})
    assert raised.value.values["key"] == "secret_key"
    assert "hidden" not in str(raised.value)


def test_a_description_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ProviderMisconfigured) as raised:
        gateway_template.read(tmp_path / "none.toml", {})
    assert raised.value.problem == "unreadable"


def test_every_description_that_comes_along_is_a_good_one():
    for path in (ASSETS / "data" / "sms_gateways").glob("*.toml"):
        names = gateway_template.PLACEHOLDER.findall(path.read_text("utf-8"))
        assert tomllib.loads(path.read_text("utf-8"))
        gateway_template.read(path, {name: "x" for name in names if name.startswith("secret_")})
