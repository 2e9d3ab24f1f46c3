"""How a file of participants is read: its letters, its separator, its headings, and what cannot be read."""

import csv
import io

import pytest

from kiosk.backend.imports.table_file import TableFile, UnusableFile, columns
from kiosk.resources import text
from kiosk.resources.languages import languages

HEADINGS = ["Số CCCD", "Họ và tên", "Ngày sinh", "Giới tính"]
ROW = ["006090000011", "Nguyễn Văn Mẫu", "01/01/1990", "Nam"]
CELLS = dict(zip(("citizen_id", "full_name", "birth", "sex"), ROW, strict=True))


def content(*rows: list[str], separator: str = ",") -> bytes:
    written = io.StringIO()
    csv.writer(written, delimiter=separator).writerows(rows)
    return written.getvalue().encode()


def opened(data: bytes) -> TableFile:
    return TableFile(io.BytesIO(data))


def unusable(data: bytes) -> UnusableFile:
    with pytest.raises(UnusableFile) as found:
        list(opened(data).rows())
    assert all(text.has(f"import.file.{found.value.what}", language) for language in languages())
    return found.value


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_separator_and_byte_order_mark_are_found_out(separator, mark):
    file = opened(mark + content(HEADINGS, ROW, separator=separator))
    assert list(file.rows()) == [(2, CELLS)]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_end_as_they_like_and_empty_ones_are_nobody(end):
    data = end.join([",".join(HEADINGS), "", ",".join(ROW), " , ,,", ",".join(ROW)]).encode()
    assert [line for line, _ in opened(data).rows()] == [3, 5]


@pytest.mark.parametrize(
    "headings",
    [
        ["citizen_id", "full_name", "birth", "sex"],
        ["SỐ CCCD", "họ và tên", "Ngày, tháng, năm sinh", "GIỚI TÍNH"],
        ["so cccd", "Ho ten", "nam sinh", "Phai"],
        ["Số ĐDCN/CCCD", "Họ,\nchữ đệm và tên", " Ngày sinh ", "Giới  tính"],
    ],
)
def test_headings_go_by_many_names(headings):
    assert [cells for _, cells in opened(content(headings, ROW)).rows()] == [CELLS]


def test_every_heading_means_one_column():
    for field, known in columns("participants").items():
        for heading in (field, *known):
            others = [name for name in HEADINGS if name not in columns("participants")[field]]
            file = opened(content([heading, *others]))
            assert file.ignored == []
            assert file.heading(field) == heading


def test_columns_stand_in_any_order_and_strange_ones_are_named():
    file = opened(content(["STT", *reversed(HEADINGS), "Ghi chú"], ["1", *reversed(ROW), "x"]))
    assert file.ignored == ["STT", "Ghi chú"]
    assert list(file.rows()) == [(2, CELLS)]


def test_a_row_with_other_cells_than_headings_is_told_by_its_line():
    rows = list(opened(content(HEADINGS, ROW[:3], ROW, [*ROW, ""], [*ROW, "x"])).rows())
    assert rows == [(2, None), (3, CELLS), (4, CELLS), (5, None)]


def test_a_cell_over_several_lines_counts_as_the_line_where_it_begins():
    two_lines = ["006090000011", "Nguyễn\nVăn Mẫu", "1990", "Nam"]
    assert [line for line, _ in opened(content(HEADINGS, two_lines, ROW)).rows()] == [2, 4]


@pytest.mark.parametrize("data", [b"", b"\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_none(data):
    assert unusable(data).what == "empty"


def test_a_workbook_is_no_text():
    assert unusable(b"PK\x03\x04" + bytes(100)).what == "workbook"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "cp1258"])
def test_other_letters_than_utf_8_are_told_by_line(encoding):
    rows = "\n".join([",".join(HEADINGS), ",".join(ROW)])
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    composed = rows.replace("ễ", "ê").replace("ẫ", "â").replace("ọ", "o").replace("ố", "ô").replace("ớ", "ơ")
    found = unusable(mark + composed.encode(encoding))
    assert (found.what, found.values) == ("not_utf8", {"line": 1})


def test_a_bad_letter_far_down_is_told_by_its_line():
    found = unusable(content(HEADINGS, *[ROW] * 5000) + b"\xff\n")
    assert (found.what, found.values) == ("not_utf8", {"line": 5002})


def test_a_quotation_mark_that_is_never_closed_swallows_no_lines():
    data = content(HEADINGS, ROW) + b'006090000012,"Nguy\n' + content(*[ROW] * 200)
    found = unusable(data)
    assert (found.what, found.values) == ("damaged", {"line": 3})


def test_a_line_without_end_is_not_read_to_its_end():
    assert unusable(content(HEADINGS) + b"x" * 100_000).what == "damaged"


def test_needed_columns_are_asked_for_by_their_usual_names():
    found = unusable(content(["Số CCCD", "Họ và tên"]))
    assert (found.what, found.values) == ("columns_missing", {"columns": "Ngày sinh, Giới tính"})


def test_one_column_twice_is_a_question():
    found = unusable(content([*HEADINGS, "CCCD"]))
    assert found.what == "column_twice"


def test_nothing_of_a_row_is_in_an_error():
    found = unusable(content(HEADINGS) + "006090000011,Nguyễn".encode() + b"\xff\n")
    assert "006090000011" not in f"{found} {found.values}"
