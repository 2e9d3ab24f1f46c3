"""Typing Vietnamese: known words, every syllable there and back, names that are none, and taking back."""

import itertools
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.syllables import INITIALS, is_highland, parse, rimes, tone_place
from kiosk.domain.vietnamese_input import Typing, compose

TELEX_MARKS = {"ă": "aw", "â": "aa", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw", "đ": "dd"}
VNI_MARKS = {"ă": "a8", "â": "a6", "ê": "e6", "ô": "o6", "ơ": "o7", "ư": "u7", "đ": "d9"}
SIGNS = ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323")
TELEX_TONES = ("", "s", "f", "r", "x", "j")
VNI_TONES = ("", "1", "2", "3", "4", "5")

WORDS = """
nguyeenx nguyễn | nguyenex nguyễn | NGUYEENX NGUYỄN | tiengse tiếng | dduowngf đường | duongwfd đường
dduwowngf đường | hoaf hòa | thuyr thủy | quys quý | quyeets quyết | giaf già | gif gì | gieengs giếng
quoocs quốc | khuyur khuỷu | khoeof khoèo | luuw lưu | luwu lưu | huouw hươu | muaw mưa | quawn quăn
hoawcj hoặc | thuow thuơ | thuowr thuở | thuown thươn | Truowng Trương | Phuongwj Phượng | Trieeuj Triệu
Dduwcs Đức | DDoox Đỗ | dDoox đỗ | Thuoojt Thuột | yeeus yếu | w ư | nghieeng nghiêng | soongs sống
losz lo | tôifs tối | tôis tối | Sốj Sộ | Vux Vũ | xooong xoong
dduwocj được | dduwong đương | Phuwong Phương | truwongf trường | huwong hương | muwoif mười | thwong thương
huwouj hượu | luwowng lương | Vooongf Voòng | sooocs soóc | vooocj voọc | Thooongf Thoòng
"""
HIGHLANDS = """
Bloo Blô | EEban Êban | Niee Niê | Kroong Krông | Rchaam Rchâm | Kpaw Kpă | Ddawks Đắk | Lawks Lắk
Mloo Mlô | Hmoong Hmông | Adrowng Adrơng | Buoon Buôn | Glawts Glắt | Bhnuwowchs Bhnướch | Krajawn Krajăn
Arraats Arrất | Stieeng Stiêng | Glawtss Glăts
"""
FOREIGN = """
Maria Anderson Wang David Chris Peter John Michael Thomas Hussein Hoffman Jeffrey classes Siu Ksor Rmah Rahlan
Ayun Nay Kon Y
"""
TAKEN_BACK = """
aaa aa | ass as | ddd dd | linuxx linux | ww w | thuoww thươ | thuowww thuow | Maaa Maa | Leee Lee | EEE EE
TOTOO TOTO | SATAA SATA | Nanaa Nana | Rosse Rose
"""
STRAY = "windows windớ | Harry Hary | Aaron Âron | Lee Lê | Rose Róe"
"""What Telex makes of these elsewhere too; a doubled key or the switch to Latin keeps them."""


def pairs(table: str) -> list[tuple[str, str]]:
    """Read a table of keys and what they make."""
    cells = [cell.split() for line in table.splitlines() for cell in line.split("|") if cell.strip()]
    return [(keys, made) for keys, made in cells]


@pytest.mark.parametrize(("keys", "made"), pairs(WORDS + HIGHLANDS + TAKEN_BACK + STRAY))
def test_keys_make_the_word(keys, made):
    assert compose(keys) == made


@pytest.mark.parametrize("name", FOREIGN.split())
def test_names_that_are_no_syllables_stay_as_they_are(name):
    assert compose(name) == name


@pytest.mark.parametrize(
    ("keys", "made"),
    pairs(
        "nguye6n4 nguyễn | nguyen64 nguyễn | d9u7o7ng2 đường | duong972 đường | thu3y thủy\n"
        "Kro6ng Krông | E6ban Êban | d9a8k1 đắk | Phu7ong Phương | d9u7oc5 được | Gla8t1 Glắt\n"
        "mua7 mưa | luu7 lưu | to6i12 tồi | a66 a6 | a11 a1 | d99 d9 | P1 P1 | 12 12"
    ),
)
def test_vni_puts_marks_by_digits(keys, made):
    assert compose(keys, "vni") == made


def test_the_tone_stands_where_the_chosen_style_wants_it():
    assert compose("hoaf khoer thuyr quyr hoangf", style="old") == "hòa khỏe thủy quỷ hoàng"
    assert compose("hoaf khoer thuyr quyr hoangf", style="new") == "hoà khoẻ thuỷ quỷ hoàng"


def test_a_sentence_keeps_what_is_no_word():
    assert compose("Soos 12/3, ngox 4-B, H'Hen Niee") == "Số 12/3, ngõ 4-B, H'Hen Niê"
    assert compose("So61 12 Y Blo6", "vni") == "Số 12 Y Blô"


# Every syllable there and back.


def syllables():
    """Yield initial, rime and tone of every syllable that the tables allow."""
    stops = ("c", "ch", "k", "p", "t")
    for initial, (rime, (_, final)) in itertools.product(sorted(INITIALS), rimes().items()):
        for tone in (1, 5) if final in stops else range(6):
            yield initial, rime, tone


def written(initial: str, rime: str, tone: int) -> str | None:
    """Write a syllable as it stands in print; None where its letters are read as another one's."""
    letters = initial + rime
    place = parse(letters, tone, "old")
    assert place is not None, letters
    return unicodedata.normalize("NFC", letters[: place + 1] + SIGNS[tone] + letters[place + 1 :])


def marks_behind_their_letters(letters: str, marks: dict[str, str]) -> str:
    """Type each mark at once."""
    return "".join(marks.get(letter, letter) for letter in letters)


def marks_at_the_end(letters: str, marks: dict[str, str]) -> str:
    """Type the letters first and their marks afterwards, a horn on "ươ" once."""
    plain = "".join(marks.get(letter, letter)[0] for letter in letters)
    late = [marks[letter][1] for letter in letters if letter in marks]
    return plain + "".join(
        key for at, key in enumerate(late) if key not in ("w", "7") or key not in late[:at]
    )


def is_explained(letters: str) -> bool:
    """What the rules type otherwise: "oo" is "ô", and "dr" begins nothing, so its "đ" must not come last.

    "quươ" begins no word, and one "w" in "quuow" puts a horn on the "o" alone.
    """
    return "oo" in letters or letters.startswith("quươ") or letters in ("đroao", "đroeo")


@pytest.mark.parametrize(
    ("method", "marks", "tones"), [("telex", TELEX_MARKS, TELEX_TONES), ("vni", VNI_MARKS, VNI_TONES)]
)
@pytest.mark.parametrize("typed", [marks_behind_their_letters, marks_at_the_end])
def test_every_syllable_can_be_typed(method, marks, tones, typed):
    wrong, count = [], 0
    for initial, rime, tone in syllables():
        letters = initial + rime
        keys = typed(letters, marks) + tones[tone]
        count += 1
        if compose(keys, method) != written(initial, rime, tone) and not is_explained(letters):
            wrong.append((keys, compose(keys, method), written(initial, rime, tone)))
    assert count > 30_000
    assert wrong == [], (len(wrong), wrong[:20])


def test_what_is_composed_can_be_typed_on():
    for initial, rime, tone in itertools.islice(syllables(), 0, None, 17):
        if not is_explained(initial + rime):
            whole = written(initial, rime, 0)
            assert compose(whole + TELEX_TONES[tone]) == written(initial, rime, tone)


# The orders in which people type: each mark at once, behind the vowels or last; the tone after its vowel.


def orders(initial: str, rime: str, tone: int, marks: dict[str, str], tones: tuple[str, ...]) -> set[str]:
    """Return the customary ways of typing a syllable's keys."""
    vowels, final = rimes()[rime]
    place = tone_place(vowels, final, "old")
    begins = {marks_behind_their_letters(initial, marks)}
    found = set()
    for at_once in vowel_orders(vowels, marks):
        behind = "".join(letter for letter, _ in at_once)
        late = "".join(dict.fromkeys(mark for _, mark in at_once))  # one "w" for both of "ươ"
        typed = [letter + mark for letter, mark in at_once]
        early = "".join(typed[: place + 1]) + tones[tone] + "".join(typed[place + 1 :])
        for begin in begins:
            found |= {
                begin + "".join(typed) + final + tones[tone],
                begin + "".join(typed) + tones[tone] + final,
                *([begin + early + final] if not is_highland(initial + rime) else []),  # as "Krajawn"
                begin + behind + late + final + tones[tone],
                begin + behind + final + late + tones[tone],
                begin + behind + late + tones[tone] + final,
            }
    return found


def vowel_orders(vowels: str, marks: dict[str, str]) -> list[list[tuple[str, str]]]:
    """Return how the vowels are typed: each with its mark key; one "w" is enough for "ươ", on either."""
    whole = [(marks.get(letter, letter)[0], marks.get(letter, letter)[1:]) for letter in vowels]
    if "ươ" not in vowels:
        return [whole]
    on_o = [("u", ""), *whole[1:]]
    return [whole, on_o, [whole[0], ("o", ""), *whole[2:]]] if len(vowels) > 2 else [whole, on_o]


@pytest.mark.parametrize(
    ("method", "marks", "tones"), [("telex", TELEX_MARKS, TELEX_TONES), ("vni", VNI_MARKS, VNI_TONES)]
)
def test_customary_orders_come_out_right(method, marks, tones):
    """At least 999 of 1,000; every seventh syllable, each in all its orders."""
    wrong, count = [], 0
    for initial, rime, tone in itertools.islice(syllables(), 0, None, 7):
        if is_explained(initial + rime):
            continue
        expected = written(initial, rime, tone)
        for keys in orders(initial, rime, tone, marks, tones):
            count += 1
            if compose(keys, method) != expected:
                wrong.append((keys, compose(keys, method), expected))
    assert count > 10_000
    assert len(wrong) <= count / 1000, (len(wrong), count, wrong[:: max(1, len(wrong) // 20)])


# Typing into a field, key by key.


def typed_into(keys: str, *, before: str = "", method: str = "telex") -> str:
    """Type into a field that holds `before`, with the cursor at its end; "<" is the backspace."""
    typing, field = Typing(method), before
    for key in keys:
        if key == "<":
            field = field[:-1]
            continue
        replaced, text = typing.press(field, key)
        field = field[: len(field) - replaced] + text
    return field


@pytest.mark.parametrize(
    ("keys", "field"),
    [
        ("nguyeenx vawn maaux", "nguyễn văn mẫu"),
        ("Y Bloo EEban", "Y Blô Êban"),
        ("H'Hen Niee", "H'Hen Niê"),
        ("tieengs<<ng", "tiếng"),
        ("hoaa<af", "hòa"),
        ("aaa", "aa"),
        ("linuxx", "linux"),
        ("Maria", "Maria"),
    ],
)
def test_a_field_shows_each_word_as_it_is_typed(keys, field):
    assert typed_into(keys) == field


def test_typing_goes_on_where_other_text_was_left():
    assert typed_into("s", before="Nguyễn Văn Tôi") == "Nguyễn Văn Tối"
    assert typed_into("7", before="d9u", method="vni") == "đư"
    assert typed_into("2", before="Số 1", method="vni") == "Số 12"


def test_a_cursor_set_elsewhere_begins_with_the_word_it_stands_at():
    typing = Typing()
    assert typing.press("", "t") == (0, "t")
    assert typing.press("Trần Thi", "j") == (3, "Thị")


@given(st.text("aăâbcdđeêghiklmnoôơpqrstuưvxywzfj ", max_size=30))
def test_key_by_key_is_the_same_as_all_at_once(keys):
    assert typed_into(keys) == compose(keys)


@given(st.text(max_size=40), st.sampled_from(["telex", "vni"]))
def test_any_keys_make_text_in_nfc_and_lose_no_digit_or_sign(keys, method):
    made = compose(keys, method)
    assert unicodedata.is_normalized("NFC", made)
    kept = [sign for sign in unicodedata.normalize("NFC", keys) if not sign.isalnum()]
    if method == "telex":
        assert [sign for sign in made if not sign.isalnum()] == kept


@pytest.mark.parametrize(
    ("before", "tone", "after"),
    [
        ("nguyên", 4, "nguyễn"),
        ("Nguyễn Thi", 5, "Nguyễn Thị"),
        ("hoa", 2, "hòa"),
        ("hòan", 0, "hoan"),
        ("QUY", 1, "QUÝ"),
        ("Kpă", 1, "Kpắ"),
        ("Ng", 1, "Ng"),
        ("Mẫu ", 1, "Mẫu "),
        ("", 2, ""),
    ],
)
def test_a_key_that_is_a_tone_goes_to_the_word_before_the_cursor(before, tone, after):
    replaced, text = Typing().put_tone(before, tone)
    assert before[: len(before) - replaced] + text == after


def test_typing_goes_on_after_a_key_that_was_a_tone():
    typing = Typing()
    typing.press("", "h")
    typing.press("h", "o")
    typing.press("ho", "a")
    assert typing.put_tone("hoa", 2) == (3, "hòa")
    assert typing.press("hòa", "n") == (3, "hoàn")
