"""What speaks against an approval, and how it is marked in the sheet."""

from dataclasses import replace

import pytest

from kiosk.domain.dates import PartialDate
from kiosk.domain.registration.draft import Consent, Purpose
from kiosk.ui.desk.dossier.dossier_sheet import NO_BREAK, DossierText
from kiosk.ui.desk.dossier.doubt import doubts
from kiosk.ui.desk.lines import Line
from kiosk.ui.desk.session import DeskSession
from tests.fakes.dossiers import a_dossier, a_doubtful_dossier
from tests.fakes.officer import FakeCasework

PLAIN = a_dossier()
PUPIL, BABY = (replace(PLAIN.declared, birth=PartialDate(year, 5, 1)) for year in (2016, 2026))


def text(dossier, width=96, *, roomy=False) -> list[str]:
    """Return the sheet's lines as they are read."""
    lines = DossierText(dossier, DeskSession(FakeCasework().services, "vi"), width, roomy=roomy).lines()
    return ["".join(words for words, _ in line).rstrip() for line in lines]


def line_of(dossier, label: str) -> Line:
    """Return the line with this label."""
    lines = DossierText(dossier, DeskSession(FakeCasework().services, "vi"), 96).lines()
    return next(line for line in lines if line and line[0][0].startswith(label))


@pytest.mark.parametrize(
    ("dossier", "expected"),
    [
        (PLAIN, ()),
        (replace(PLAIN, register=None), ("not_in_register",)),
        (replace(PLAIN, register=None, register_away=True), ("register_away",)),
        (replace(PLAIN, register=replace(PLAIN.register, is_alive=False)), ("not_alive",)),
        (replace(PLAIN, differences=("birth", "sex")), ("differs_birth", "differs_sex")),
        (
            replace(PLAIN, declared=replace(PLAIN.declared, warnings=("name.repaired",))),
            ("warning_name_repaired",),
        ),
        (replace(PLAIN, duplicates=a_doubtful_dossier().duplicates), ("duplicate",)),
        (replace(PLAIN, declared=PUPIL), ("child_unasked",)),
        (replace(PLAIN, declared=PUPIL, consents=(Consent(Purpose.CHILD, "1", granted=True),)), ()),
        (replace(PLAIN, declared=BABY), ()),
        (replace(PLAIN, duplicates=a_doubtful_dossier().duplicates[1:]), ()),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) and value else None,
)
def test_what_speaks_against_an_approval(dossier, expected):
    assert doubts(dossier) == expected


def test_every_doubt_has_words():
    session = DeskSession(FakeCasework().services, "en")
    warnings = (
        "birth.contradicts_number",
        "sex.contradicts_number",
        "name.without_accents",
        "name.repaired",
        "citizen_id.impossible",
        "citizen_id.unknown_province",
        "insurance.unknown_object_code",
    )
    dossier = replace(
        a_doubtful_dossier(), declared=replace(PLAIN.declared, warnings=warnings), register=None
    )
    assert all(session.say_if(f"desk.doubt.{doubt}") for doubt in doubts(dossier))


def test_a_difference_has_a_sign_and_a_likeness_has_none():
    doubtful = a_doubtful_dossier()
    assert "≠" in "".join(words for words, _ in line_of(doubtful, "Ngày sinh"))
    assert "≠" not in "".join(words for words, _ in line_of(doubtful, "Số căn cước"))


def test_a_sheet_says_who_helped_what_was_agreed_to_and_what_happened():
    lines = "\n".join(text(PLAIN)).replace(NO_BREAK, " ")
    assert "Nguyễn Thị Giả Định, 08/03/1975, 006 175 000013 (quét thẻ), cho cha, mẹ" in lines
    assert "✓ đăng ký (2026-11-2 3fa912cd)   ✓ cam kết (2026-11-2 3fa912cd)" in lines
    assert "13:52 Đã nhận → 13:52 Chờ duyệt" in lines


@pytest.mark.parametrize("width", [60, 76, 82, 96])
def test_no_line_is_wider_than_the_sheet(width):
    dossier = replace(
        a_doubtful_dossier(),
        declared=replace(a_doubtful_dossier().declared, full_name="Nguyễn Thị Thùy Dương Hoàng Bảo Ngọc"),
    )
    assert max(map(len, text(dossier, width))) <= width


def test_the_most_doubtful_dossier_fits_a_screen_of_thirty_rows():
    """Below the top bar and the banner, above the actions, the status line and the keys."""
    assert len(text(a_doubtful_dossier())) <= 30 - 2 - 3 - 2


def test_without_the_register_it_says_so_in_its_place():
    assert any("KHÔNG CÓ TRONG SỔ BHXH" in line for line in text(replace(PLAIN, register=None)))
    away = replace(PLAIN, register=None, register_away=True)
    assert any("BHXH CHƯA TRẢ LỜI" in line for line in text(away))
