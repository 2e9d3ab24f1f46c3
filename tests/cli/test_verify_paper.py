"""What is really on paper: slips as the printer gets them, read by two readers, put to `kiosk verify`."""

import json
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from kiosk.backend.keys import receipt
from kiosk.backend.keys.signing import Signer
from kiosk.cli.verify import STATUS
from kiosk.contract.pick_ups import FORM_CLAIM, PickUpKeys
from kiosk.devices.printer.raster import PAPERS, pages
from kiosk.domain import readable_code
from kiosk.domain.registration.eligibility import Status
from kiosk.domain.scans.card_codes import ReceiptSlip, parse
from kiosk.domain.slip import Slip
from kiosk.domain.verdict import Validity
from kiosk.ports.devices import Graphics
from kiosk.ports.pick_ups import KeptForm
from kiosk.ports.registrations import RegistrationStatus
from kiosk.ui.kiosk.paper.slips import card_slip, kept_slip, received_slip
from kiosk.ui.kiosk.session import Session
from tests.cli.test_verify import NOW, SIGNER, STRANGER, listed, run, state  # noqa: F401 - a fixture
from tests.fakes.citizen import World, a_card

CODE = readable_code.derived("receipt", "1" * 32)
PICK_UP = readable_code.derived(readable_code.PICK_UP, "1" * 32)


def session() -> Session:
    return Session(World().services, "vi", Graphics())


def proof(days: float = 30, signer: Signer = SIGNER) -> str:
    """A card's proof, of the size that real ones have."""
    return signer.sign(
        {
            "typ": "card",
            "num": "0000000017",
            "name": "Trần Thị Thử Nghiệm",
            "birth": "1905-09-02",
            "fac": "01001",
            "iat": int((NOW - timedelta(days=300)).timestamp()),
            "exp": int((NOW + timedelta(days=days)).timestamp()),
        }
    )


def card(days: float = 30, signer: Signer = SIGNER) -> Slip:
    return card_slip(session(), replace(a_card(), proof=proof(days, signer)), in_full=False)


def received(signer: Signer = SIGNER) -> Slip:
    signed = receipt.for_paper(signer, CODE, Status.PENDING_REVIEW, NOW)
    waiting = RegistrationStatus(
        CODE, Status.PENDING_REVIEW, (), NOW, initials="T.T.T.N.", paper_receipt=signed
    )
    return received_slip(session(), waiting)


def kept() -> Slip:
    """A half-filled form's slip, signed as the backend does."""
    expires = NOW + timedelta(days=7)
    form = bytes.fromhex(PickUpKeys.of(PICK_UP).form_id)
    signed = SIGNER.sign({"typ": "pick_up", FORM_CLAIM: form, "exp": int(expires.timestamp())})
    return kept_slip(session(), KeptForm(PICK_UP, signed, expires))


def by_zxing(page: Image.Image, _path: Path) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(page.convert("L"))]


def by_zbar(page: Image.Image, path: Path) -> list[str]:
    """Another library's reader (zbar-tools), which shares nothing with ours."""
    page.convert("L").save(path / "page.png")
    zbar = shutil.which("zbarimg")
    if zbar is None:
        pytest.skip("zbar-tools is not installed")
    found = subprocess.run(
        [zbar, "--raw", "-q", "-Sdisable", "-Sqrcode.enable", str(path / "page.png")],
        capture_output=True,
        check=True,
    )
    return found.stdout.decode().splitlines()


READERS = {"zxing": by_zxing, "zbar": by_zbar}


def codes_of(slip: Slip, tmp_path: Path, *, paper: str = "roll_58", reader: str = "zxing") -> list[str]:
    """Print it, and read every code on it."""
    return [code for page in pages(slip, PAPERS[paper], "MẪU") for code in READERS[reader](page, tmp_path)]


def said(state: Path, text: str) -> tuple[str, str]:  # noqa: F811 - the fixture above
    result = run(state, "--json", scan=text + "\r\n")
    found = json.loads(result.stdout)
    assert result.exit_code == STATUS[Validity(found["verdict"])]
    return found["verdict"], found["kind"]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("paper", PAPERS)
def test_every_paper_of_ours_bears_a_code_that_is_called_genuine(state, tmp_path, paper, reader):  # noqa: F811 - the fixture above
    def judged(slip: Slip) -> set[tuple[str, str]]:
        codes = codes_of(slip, tmp_path, paper=paper, reader=reader)
        assert sorted(codes) == sorted(square.payload for square in slip.squares)
        return {said(state, code) for code in codes}

    assert judged(received()) == {("unsigned", "receipt"), ("valid", "receipt")}
    assert judged(card()) == {("unsigned", "insurer"), ("valid", "card")}
    assert judged(kept()) == {("valid", "pick_up")}


def signed_code(slip: Slip, tmp_path: Path) -> str:
    """What is read off a slip to check it by."""
    printed = {square.payload for square in slip.squares if square.label.startswith("ĐỂ KIỂM TRA")}
    (code,) = printed.intersection(codes_of(slip, tmp_path))
    return code


@pytest.mark.parametrize("slip", [received, card])
def test_one_character_changed_is_damage_and_another_backends_key_is_foreign(state, tmp_path, slip):  # noqa: F811 - the fixture above
    code = signed_code(slip(), tmp_path)
    middle = len(code) // 2
    changed = code[:middle] + ("A" if code[middle] != "A" else "B") + code[middle + 1 :]
    assert said(state, changed)[0] == "damaged"
    assert said(state, signed_code(slip(signer=STRANGER), tmp_path))[0] == "unknown_key"


def test_a_printed_card_that_was_revoked_or_is_over_is_called_so(state, tmp_path):  # noqa: F811 - the fixture above
    (state / "revocations.json").write_text(listed(proof(31)))
    assert said(state, signed_code(card(31), tmp_path)) == ("revoked", "card")
    assert said(state, signed_code(card(-1), tmp_path)) == ("expired", "card")
    assert said(state, signed_code(card(30), tmp_path)) == ("valid", "card")


def test_a_short_code_is_told_what_else_to_scan_and_never_called_a_strangers(state):  # noqa: F811 - the fixture above
    for text in (CODE, readable_code.grouped(CODE), f"BHXH:{CODE}"):
        result = run(state, text)
        assert "CHECK THIS PAPER" in result.stdout.upper()
        assert "NOT OURS" not in result.stdout


def test_the_kiosk_takes_either_code_of_a_slip(tmp_path):
    today = datetime.now(UTC).date()
    scans = [parse(code, today) for code in codes_of(received(), tmp_path)]
    assert [type(scan) for scan in scans] == [ReceiptSlip, ReceiptSlip]
    assert {scan.receipt_code for scan in scans} == {CODE}


def test_the_papers_receipt_bears_nothing_that_opens_a_card():
    claims = Signer.read(SIGNER, receipt.for_paper(SIGNER, CODE, Status.APPROVED, NOW), "receipt")
    assert claims is not None
    assert receipt.KEY not in claims
