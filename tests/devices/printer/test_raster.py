"""Slips as dots: every letter right, every code readable from what is printed and from a photograph of it."""

from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageChops, ImageFilter, ImageFont

from kiosk.devices.printer import raster
from kiosk.devices.printer.raster import A4, PAPERS, ROLL_58, ROLL_80, draw, pages
from kiosk.domain.slip import Line, ReadOut, Row, Slip, Square, Words

CARD = (
    "DN4990000000017|4e677579e1bb856e2056c4836e204de1baab75|01/01/1990|1|-|06 - 001|01/01/2026|-|01/01/2026|"
    "00000000000017|-|4|01/01/2031|0000000000000000-0000|4|5068c6b0e1bb9d6e67|$"
)
SAMPLE = "MẪU – KHÔNG CÓ GIÁ TRỊ"
GOLDEN = Path(__file__).parent / "golden"


def slip(*, is_sample: bool = True) -> Slip:
    return Slip(
        (
            Words("UBND Phường Thử Nghiệm", "strong"),
            Words("THẺ BẢO HIỂM Y TẾ", "title"),
            Line(),
            Row("Họ và tên", "Nguyễn Thị Ngọc Ẩn Mẫu"),
            Row("Số thẻ", "•••••• 0017"),
            Row("Nơi khám ban đầu", "Bệnh viện Đa khoa Mẫu có tên rất dài ở Thử Nghiệm"),
            Square(CARD, 40),
            ReadOut("7K3M 9QXR A2WD"),
            Words("Đưa mã này cho bệnh viện quét. Ể Ố Ế Ẫ Ợ Ữ Ỹ."),
            Words("Xin giữ cẩn thận.", "small"),
        ),
        is_sample=is_sample,
    )


def read(image: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(image.convert("L"))]


@pytest.mark.parametrize("name", PAPERS)
def test_the_code_is_read_from_what_is_printed(name):
    (image,) = pages(slip(), PAPERS[name], SAMPLE)
    assert image.mode == "1"
    assert image.width == PAPERS[name].width
    assert read(image) == [CARD]


@pytest.mark.parametrize("name", PAPERS)
def test_slips_look_as_they_did(name):
    """After a change: look at it, then `python -m tests.devices.printer.test_raster` writes it anew."""
    with Image.open(GOLDEN / f"{name}.png") as golden:
        (image,) = pages(slip(), PAPERS[name], SAMPLE)
        assert ImageChops.difference(image.convert("L"), golden.convert("L")).getbbox() is None


def test_the_code_is_forty_millimetres_where_the_paper_allows_it():
    image = draw(Slip((Square(CARD, 40),)), ROLL_80, SAMPLE)
    left, _, right, _ = ImageChops.invert(image.convert("L")).getbbox()
    assert right - left >= ROLL_80.dots(40)
    small = draw(Slip((Square(CARD, 40),)), ROLL_58, SAMPLE)
    left, _, right, _ = ImageChops.invert(small.convert("L")).getbbox()
    assert ROLL_58.dots(33) < right - left < ROLL_58.width


def test_a_photograph_of_the_slip_still_reads():
    image = draw(slip(), ROLL_80, SAMPLE).convert("L")
    photographed = image.rotate(5, expand=True, fillcolor=255).filter(ImageFilter.GaussianBlur(1.5))
    assert read(photographed) == [CARD]


def test_a_code_that_cannot_be_read_back_is_not_printed(monkeypatch):
    monkeypatch.setattr(raster, "_BLACK", 255)  # a printer's head without ink
    with pytest.raises(raster.Undecodable):
        draw(slip(), ROLL_80, SAMPLE)


def test_a_sample_says_so_and_the_real_one_does_not():
    assert draw(slip(), ROLL_80, SAMPLE).height > draw(slip(is_sample=False), ROLL_80, SAMPLE).height


def test_long_words_are_broken_and_nothing_leaves_the_paper():
    image = draw(Slip((Words("Ỡ" * 200), Row("Tên", "Ề" * 90), ReadOut("W" * 60))), ROLL_58, SAMPLE)
    assert image.width == ROLL_58.width
    assert image.height < A4.height


def test_every_letter_of_vietnamese_is_in_the_fonts():
    letters = "ăâđêôơư" + "".join(chr(code) for code in range(0x1EA0, 0x1EFA)) + "ŏŭĕčñƀ–…•·"
    for name in ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"):
        font = ImageFont.truetype(str(raster.ASSETS / "fonts" / name), 40)
        missing = font.getmask("\ue000").getbbox(), bytes(font.getmask("\ue000"))
        assert [
            x
            for x in letters + letters.upper()
            if (font.getmask(x).getbbox(), bytes(font.getmask(x))) == missing
        ] == []


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for each, paper in PAPERS.items():
        pages(slip(), paper, SAMPLE)[0].save(GOLDEN / f"{each}.png", optimize=True)
