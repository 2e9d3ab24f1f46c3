"""Communes: found by a few letters, and recognised in an address that still names one."""

import csv
from pathlib import Path

import pytest

from kiosk.domain.places import Commune, in_address, search

FILE = Path(__file__).parents[2] / "assets" / "data" / "administrative_units.csv"


@pytest.fixture(scope="module")
def communes():
    with FILE.open(encoding="utf-8", newline="") as lines:
        return [
            Commune(row["commune_code"], row["commune_name"], row["province_name"])
            for row in csv.DictReader(lines)
        ]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("ben thanh", "Phường Bến Thành, Thành phố Hồ Chí Minh"),
        ("Bến Thành", "Phường Bến Thành, Thành phố Hồ Chí Minh"),
        ("ba dinh ha noi", "Phường Ba Đình, Thành phố Hà Nội"),
        ("phuong ba dinh", "Phường Ba Đình, Thành phố Hà Nội"),
        ("ben th hcm", "Phường Bến Thành, Thành phố Hồ Chí Minh"),
        ("con dao", "Đặc khu Côn Đảo, Thành phố Hồ Chí Minh"),
    ],
)
def test_a_few_letters_find_the_commune(communes, typed, first):
    assert search(communes, typed)[0].in_full == first


def test_every_commune_is_found_by_its_name_and_province_without_accents(communes):
    missed = [
        commune.in_full
        for commune in communes[::13]
        if commune
        not in search(communes, f"{' '.join(commune.own_words)} {' '.join(commune.province_words)}")
    ]
    assert missed == []


def test_no_more_than_can_be_chosen_from(communes):
    assert len(search(communes, "tan")) == 5
    assert search(communes, "xyzzy") == ()
    assert search(communes, "  ") == ()


def test_an_address_may_still_name_its_commune(communes):
    assert in_address(communes, "Số 1, Bến Thành, Quận 1, Hồ Chí Minh").name == "Phường Bến Thành"
    assert in_address(communes, "Số 1 Ngõ Thử Nghiệm, Phúc Xá, Hà Nội") is None
    assert in_address(communes, "") is None
