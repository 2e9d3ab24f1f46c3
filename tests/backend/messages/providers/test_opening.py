"""A provider is built from its settings; a wrong one is named by its key, in words, without its secret."""

from pathlib import Path

import pytest

from kiosk.backend.messages.providers.opening import PROVIDERS, open_provider
from kiosk.backend.messages.providers.options import ProviderMisconfigured
from kiosk.resources import ASSETS
from kiosk.resources.languages import languages
from kiosk.resources.text import has, words
from tests.backend.messages.samples import MESSAGE, PHONE, WORDS
from tests.fakes.esms import API_KEY, SECRET_KEY, EsmsFake

HIDDEN = "hidden-secret"
GOOD = {
    "esms": {"api_key": HIDDEN, "secret_key": HIDDEN, "brandname": "PHUONG MAU"},
    "speedsms": {"token": HIDDEN, "brandname": "PHUONG MAU"},
    "template": {
        "file": str(ASSETS / "data" / "sms_gateways" / "vnpt.toml"),
        **{
            f"secret_{name}": HIDDEN
            for name in ("label_id", "contract_id", "template_id", "agent_id", "user", "password", "name")
        },
    },
    "gammu": {},
    "smpp": {
        "host": "127.0.0.1",
        "tls": "false",
        "system_id": "ward",
        "password": "hidden!",
        "brandname": "BHXH",
    },
}


@pytest.fixture
def good(tmp_path: Path) -> dict[str, dict[str, str]]:
    """Good settings of each provider."""
    for folder in ("outbox", "sent", "error"):
        (tmp_path / folder).mkdir()
    return {**GOOD, "gammu": {"spool": str(tmp_path)}}


@pytest.mark.parametrize("name", PROVIDERS)
def test_a_provider_is_built_from_what_it_needs(good, name):
    sms = open_provider(name, good[name])
    assert sms.name == name
    assert not sms.is_simulated
    assert sms.knows_duplicates is (name in ("esms", "gammu"))


async def test_a_provider_that_was_built_sends():
    with EsmsFake() as esms:
        given = {"api_key": API_KEY, "secret_key": SECRET_KEY, "url": esms.base_url, "timeout": "20"}
        await open_provider("esms", {**GOOD["esms"], **given}).send(MESSAGE)
        assert esms.inbox == {PHONE: [WORDS]}


NEEDED = [
    (name, key) for name, options in GOOD.items() for key in options if (name, key) not in {("smpp", "tls")}
]


@pytest.mark.parametrize(("name", "key"), NEEDED)
def test_what_is_missing_is_named(good, name, key):
    given = {each: value for each, value in good[name].items() if each != key}
    with pytest.raises(ProviderMisconfigured) as raised:
        open_provider(name, given)
    assert (raised.value.problem, raised.value.values["key"]) == ("sms_missing_key", key)


@pytest.mark.parametrize("name", PROVIDERS)
def test_a_misspelt_key_is_named_with_the_nearest(good, name):
    with pytest.raises(ProviderMisconfigured) as raised:
        open_provider(name, {**good[name], "timeuot": "5"})
    assert raised.value.problem == "unknown_key"
    assert raised.value.values == {"key": "timeuot", "nearest": "timeout"}


@pytest.mark.parametrize(
    ("name", "wrong", "problem"),
    [
        ("esms", {"brandname": "PHƯỜNG MẪU"}, "sms_bad_brandname"),
        ("esms", {"brandname": "PHUONG BEN THANH"}, "sms_bad_brandname"),
        ("esms", {"brandname": "19009068"}, "sms_bad_brandname"),
        ("esms", {"url": "http://rest.esms.vn/x"}, "sms_bad_url"),
        ("esms", {"url": f"https://user:{HIDDEN}@rest.esms.vn"}, "sms_bad_url"),
        ("esms", {"url": "rest.esms.vn"}, "sms_bad_url"),
        ("esms", {"sandbox": "yes"}, "sms_bad_value"),
        ("esms", {"timeout": "0"}, "sms_bad_value"),
        ("esms", {"timeout": "60"}, "sms_bad_value"),
        ("esms", {"timeout": "soon"}, "sms_bad_value"),
        ("esms", {"api_key": f"{HIDDEN}\n"[::-1] + "x\nx"}, "sms_bad_value"),
        ("esms", {"api_key": " "}, "sms_missing_key"),
        ("speedsms", {"sms_type": "1"}, "sms_bad_value"),
        ("template", {"file": "/nowhere/gateway.toml"}, "unreadable"),
        ("template", {"secret_more": HIDDEN}, "unknown_key"),
        ("gammu", {"spool": "/nowhere"}, "bad_path"),
        ("smpp", {"host": "smsc.example.vn"}, "sms_bad_value"),
        ("smpp", {"port": "70000"}, "sms_bad_value"),
        ("smpp", {"password": HIDDEN}, "sms_bad_value"),
        ("pigeon", {}, "sms_unknown_provider"),
    ],
)
def test_a_value_that_leads_nowhere_is_told_in_words_and_hides_secrets(good, name, wrong, problem):
    with pytest.raises(ProviderMisconfigured) as raised:
        open_provider(name, {**good.get(name, {}), **wrong})
    assert raised.value.problem == problem
    assert HIDDEN not in str(raised.value)
    for language in languages():
        assert has(f"config.{problem}", language)
        values = {"file": "sms.toml", **raised.value.values}
        told = words(f"config.{problem}", language, **values)
        assert values.get("key", values["file"]) in told


def test_a_sender_of_theirs_needs_no_name_of_ours(good):
    open_provider("speedsms", {"token": HIDDEN, "sms_type": "4"})
