"""`kiosk admin sms test`, and the doctor's look at a provider that speaks eSMS's protocol."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kiosk.cli.admin import admin
from kiosk.cli.doctor.finding import State
from kiosk.cli.doctor.messages import messages
from kiosk.config.reader import Misconfigured, load
from kiosk.wiring import sms
from tests.fakes.esms import API_KEY, BRANDNAME, SECRET_KEY, EsmsFake

PHONE = "090 000 0000"
Written = Callable[..., Path]


@pytest.fixture
def esms() -> Iterator[EsmsFake]:
    with EsmsFake() as esms:
        yield esms


@pytest.fixture
def written(tmp_path: Path, esms: EsmsFake) -> Written:
    """Write settings that send through the fake."""

    def write(secret: str = SECRET_KEY, mode: int = 0o600, **changes: object) -> Path:
        secrets = tmp_path / "sms.toml"
        secrets.write_text(
            f'[esms]\napi_key = "{API_KEY}"\nsecret_key = "{secret}"\nurl = "{esms.base_url}"\n', "utf-8"
        )
        secrets.chmod(mode)
        section = {"provider": "esms", "secret_file": str(secrets), "brandname": BRANDNAME, **changes}
        office = section.pop("office", "UBND Phường Thử Nghiệm")
        lines = [f'{key} = "{value}"' for key, value in section.items()]
        config = tmp_path / "config.toml"
        state = f'[state]\ndir = "{tmp_path}"\n[office]\nname = "{office}"\n'
        config.write_text("\n".join([state, "[sms]", *lines]), "utf-8")
        return config

    return write


def sent_by_admin(config: Path, number: str = PHONE) -> Result:
    """Run the verb."""
    return CliRunner().invoke(admin, ["sms", "test", number, "--config", str(config), "--wait", "0"])


def test_a_test_message_arrives_and_its_outcome_is_said(written: Written, esms: EsmsFake) -> None:
    result = sent_by_admin(written())
    assert result.exit_code == 0, result.output
    assert "tin đã tới máy" in result.output
    assert esms.inbox == {"+84900000000": ["UBND Phuong Thu Nghiem: tin nhan thu, khong can tra loi."]}


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("code 103", "hết tiền"),
        ("code 104", "không nhận tên người gửi"),
        ("code 108", "số điện thoại bị từ chối"),
        ("html", "không trả lời"),
        ("http 503", "không trả lời"),
    ],
)
def test_what_went_wrong_is_said_in_words(written: Written, esms: EsmsFake, fault: str, said: str) -> None:
    esms.always = fault
    result = sent_by_admin(written())
    assert result.exit_code == 1
    assert said in result.output
    assert "0900000000" not in result.output


def test_a_wrong_key_is_said_and_not_repeated(written: Written) -> None:
    result = sent_by_admin(written(secret="another secret"))
    assert result.exit_code == 1
    assert "không nhận khóa" in result.output
    assert "another secret" not in result.output


def test_a_number_that_is_none_and_a_ward_without_sms_are_said(written: Written, tmp_path: Path) -> None:
    assert "chưa đúng" in sent_by_admin(written(), "12").output
    empty = tmp_path / "empty.toml"
    empty.write_text("", "utf-8")
    result = sent_by_admin(empty)
    assert (result.exit_code, "Chưa có nhà cung cấp" in result.output) == (1, True)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"mode": 0o640}, "sms_secret_open"),
        ({"brandname": "12345"}, "sms_bad_brandname"),
        ({"brandname": "UBND PHUONG MAU"}, "sms_bad_brandname"),
        ({"brandname": ""}, "sms_no_brandname"),
        ({"second": "esms"}, "sms_same_twice"),
        ({"office": "Ủy ban nhân dân " + "phường Thử Nghiệm " * 6}, "sms_too_long"),
        ({"secret": ""}, "sms_missing_key"),
    ],
)
def test_what_could_not_send_is_refused_at_the_start(
    written: Written, changes: dict[str, object], problem: str
) -> None:
    settings = load(written(**changes))
    with pytest.raises(Misconfigured) as caught:
        sms.setup(settings)
    assert caught.value.problem == problem
    assert SECRET_KEY not in str(caught.value)


def test_the_doctor_says_the_balance(written: Written, esms: EsmsFake) -> None:
    (found,) = messages(load(written()))
    assert (found.state, found.key) == (State.GOOD, "doctor.messages.has_balance")
    assert found.values["balance"] == "1.000.000"


@pytest.mark.parametrize(
    ("balance", "state", "key"),
    [(50_000, State.CAREFUL, "low_balance"), (0, State.BROKEN, "balance")],
)
def test_the_doctor_says_that_the_account_is_nearly_or_quite_empty(
    written: Written, esms: EsmsFake, balance: int, state: State, key: str
) -> None:
    esms.balance = balance
    (found,) = messages(load(written()))
    assert (found.state, found.key) == (state, f"doctor.messages.{key}")


def test_the_doctor_names_a_provider_that_refuses_our_key_or_is_away(
    written: Written, esms: EsmsFake
) -> None:
    (found,) = messages(load(written(secret="another")))
    assert (found.state, found.key) == (State.BROKEN, "doctor.messages.credentials")
    esms.always = "http 503"
    (found,) = messages(load(written()))
    assert (found.state, found.key) == (State.BROKEN, "doctor.messages.away")
