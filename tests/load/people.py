"""Invented people by their number: the same number gives the same person, in any process."""

import itertools
import random
from typing import Any

_PROVINCE = "099"
"""No province has it, so nobody's number begins with it."""
_BORN = range(1940, 2008)
_SURNAMES = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý"]
_SHARES = [38, 11, 9, 7, 5, 4, 4, 4, 3, 3, 3, 2, 2]
"""Per cent of the people; a search for a frequent name is what a search is measured with."""
_MIDDLES = {
    "male": ["Văn", "Hữu", "Đức", "Quang", "Minh", "Thế", "Công"],
    "female": ["Thị", "Thị Ngọc", "Thị Thu", "Thị Hoà", "Kim", "Thị Mỹ"],
}
_SYLLABLES = [
    onset + rime
    for onset, rime in itertools.product(
        ["B", "Ch", "D", "Gi", "Kh", "L", "M", "Nh", "Ph", "T", "V", "X"],
        ["ạp", "ẩng", "ếch", "iếp", "ôổn", "ụt", "ửng", "òe", "ấc", "ợt", "úng", "ẽn"],
    )
]
"""Syllables such as names have, but nobody's name."""
_WEIGHTS = list(itertools.accumulate(1 / (place + 8) for place in range(len(_SYLLABLES))))


def person(number: int) -> dict[str, Any]:
    """What is written on somebody's card, with the phone that the insurer has for them."""
    chance = random.Random(number)
    year = _BORN[number % len(_BORN)]
    serial = number // len(_BORN)
    female = chance.random() < 0.5
    century = 2 * (year >= 2000) + female
    sex = "female" if female else "male"
    surname = chance.choices(_SURNAMES, _SHARES)[0]
    given = chance.choices(_SYLLABLES, cum_weights=_WEIGHTS)[0]
    return {
        "citizen_id": f"{_PROVINCE}{century}{year % 100:02}{serial:06}",
        "full_name": f"{surname} {chance.choice(_MIDDLES[sex])} {given}",
        "birth": f"{year}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
        "sex": sex,
        "phone": f"+8499{number:07}",
        "insurance_id": f"9{number:09}",
        "address": f"Tổ {number % 60}, Thử Nghiệm, Bắc Kạn",
    }
