import json
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.cli.decode import to_json, to_text
from kiosk.domain.scans import officer_badge
from kiosk.domain.scans.card_codes import parse
from tests.domain.samples import TODAY, citizen_text, insurance_text

PROGRAM = "from kiosk.cli.decode import decode; decode()"


def run(
    data: bytes, *arguments: str, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        input=data,
        capture_output=True,
        check=False,
        env={**os.environ, **(environment or {})},
    )


def test_a_card_comes_out_as_one_json_object_in_its_own_letters():
    done = run(citizen_text().encode() + b"\r\n")
    assert (done.returncode, done.stderr) == (0, b"")
    assert "Nguyễn Văn Mẫu".encode() in done.stdout
    assert json.loads(done.stdout) == {
        "kind": "citizen_card",
        "citizen_id": "006090000011",
        "old_id": None,
        "full_name": "Nguyễn Văn Mẫu",
        "birth": "1990-01-01",
        "sex": "male",
        "address": "Tổ 0, Thử Nghiệm, Bắc Kạn",
        "issued": "2022-06-30",
        "warnings": [],
        "tail": [],
    }


def test_letters_come_out_even_where_the_machine_speaks_ascii():
    done = run(citizen_text().encode(), environment={"LC_ALL": "C", "PYTHONIOENCODING": "ascii"})
    assert "Nguyễn Văn Mẫu".encode() in done.stdout


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "code.empty"),
        (b"https://example.invalid", "code.not_a_card"),
        (b"\xff\xfe\x00", "code.not_a_card"),
        (b"\xff" * 5000, "code.too_long"),
        (bytes(range(256)), "code.not_a_card"),
        (b"x" * 1_000_000, "code.too_long"),
    ],
    ids=["nothing", "web address", "cut UTF-16", "bad bytes", "every byte", "a million bytes"],
)
def test_whatever_is_no_card_ends_with_one_and_no_traceback(data: bytes, problem: str):
    done = run(data)
    assert (done.returncode, done.stderr) == (1, b"")
    seen = "web_address" if data.startswith(b"https") else None
    assert json.loads(done.stdout) == {"kind": "unknown", "problem": problem, "seen": seen}


def test_an_officers_badge_is_named_and_not_repeated():
    secret = "1234567890" * 4
    done = run(officer_badge.to_text(secret).encode())
    assert (done.returncode, json.loads(done.stdout)) == (0, {"kind": "officer_badge"})


def test_no_standard_input_at_all_is_an_empty_scan():
    script = f'exec {sys.executable} -c "{PROGRAM}" <&-'
    done = subprocess.run(["/bin/sh", "-c", script], capture_output=True, check=False)
    assert json.loads(done.stdout)["problem"] == "code.empty"


def test_it_takes_a_config_like_every_verb_and_explains_itself():
    assert run(citizen_text().encode(), "--config", "config.toml").returncode == 0
    assert b"--config" in run(b"", "--help").stdout


def test_the_heavy_packages_stay_unloaded():
    heavy = {"textual", "pydantic", "httpx", "fastapi", "sqlalchemy", "phonenumbers"}
    program = f"import sys, kiosk.cli.decode; sys.exit(bool({heavy!r} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_card_is_read_in_every_encoding_that_says_what_it_is(codec: str):
    scan = parse(to_text(citizen_text().encode(codec)), TODAY)
    assert to_json(scan)["full_name"] == "Nguyễn Văn Mẫu"


def test_one_broken_byte_leaves_the_rest_of_a_card_readable():
    data = citizen_text(address="Số 1, X Hà Nội").encode().replace(b"X", b"\xff")
    answer = to_json(parse(to_text(data), TODAY))
    assert (answer["full_name"], answer["address"]) == ("Nguyễn Văn Mẫu", "Số 1, \ufffd Hà Nội")


@given(st.binary(max_size=200), st.sampled_from([b"", citizen_text().encode(), insurance_text().encode()]))
def test_every_string_of_bytes_has_an_answer(noise: bytes, card: bytes):
    for data in (noise + card, card + noise, card[:60] + noise + card[60:]):
        answer = to_json(parse(to_text(data), date(2026, 11, 22)))
        assert json.loads(json.dumps(answer, ensure_ascii=False).encode())["kind"]
