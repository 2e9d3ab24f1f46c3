"""Communes: found by a few letters, and recognised in an address that still names one."""

import pytest

from kiosk.domain import names, provinces
from kiosk.domain.places import MOST, Commune, Gazetteer
from kiosk.domain.vietnamese_input import compose
from kiosk.resources.communes import gazetteer

HCM = "Thành phố Hồ Chí Minh"


@pytest.fixture(scope="module")
def places() -> Gazetteer:
    return gazetteer()


@pytest.fixture(scope="module")
def communes(places: Gazetteer) -> list[Commune]:
    return list(places._by_code.values())


def test_the_whole_country_is_there(communes):
    assert len(communes) == 3321
    assert len({commune.province for commune in communes}) == 34


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("ben thanh", f"Phường Bến Thành, {HCM}"),
        ("Bến Thành", f"Phường Bến Thành, {HCM}"),
        ("BEN  THANH ", f"Phường Bến Thành, {HCM}"),
        ("ba dinh ha noi", "Phường Ba Đình, Thành phố Hà Nội"),
        ("phuong ba dinh", "Phường Ba Đình, Thành phố Hà Nội"),
        ("xã ba đình", "Xã Ba Đình, Tỉnh Thanh Hóa"),
        ("p. ba dinh", "Phường Ba Đình, Thành phố Hà Nội"),
        ("ben th hcm", f"Phường Bến Thành, {HCM}"),
        ("con dao", f"Đặc khu Côn Đảo, {HCM}"),
        ("ea h'leo", "Xã Ea H’Leo, Tỉnh Đắk Lắk"),
        ("cu mgar", "Xã Cư M’gar, Tỉnh Đắk Lắk"),
        ("ha giang 2", "Phường Hà Giang 2, Tỉnh Tuyên Quang"),
        ("phuong 2 bao loc", "Phường 2 Bảo Lộc, Tỉnh Lâm Đồng"),
        ("mường toong", "Xã Mường Toong, Tỉnh Điện Biên"),
        ("van mieu - quoc tu giam", "Phường Văn Miếu - Quốc Tử Giám, Thành phố Hà Nội"),
    ],
)
def test_a_few_letters_find_the_commune(places, typed, first):
    assert places.search(typed)[0].in_full == first


@pytest.mark.parametrize("method", [None, "telex"])
def test_every_commune_is_found_without_accents_whatever_the_keys_compose(places, communes, method):
    """Who types no accents may still type an "s" or "oo", of which Telex makes a mark."""

    def typed(commune: Commune) -> str:
        plain = " ".join((*commune.own_words, *commune.province_words))
        return " ".join(compose(word, method) for word in plain.split()) if method else plain

    assert [c.in_full for c in communes if c not in places.search(typed(c))] == []


def test_no_more_than_can_be_chosen_from_and_none_for_a_single_letter(places):
    assert len(places.search("tan")) == MOST
    for nothing in ("t", "xyzzy", "  ", "", "12", "'"):
        assert places.search(nothing) == ()


def test_what_is_equally_likely_stands_in_the_order_of_the_alphabet(communes):
    found = [c.name for c in gazetteer(office_code="00100").search("da") if c.province == "Thành phố Hà Nội"]
    assert found == sorted(found, key=lambda name: names.sort_key(name.partition(" ")[2]))
    assert found


@pytest.mark.parametrize(
    ("home", "office", "province"),
    [
        ("26740", "", HCM),
        ("", "07921", HCM),
        ("", "07401", HCM),  # Bình Dương, which has become a part of it
        ("01843", "07921", "Tỉnh Thái Nguyên"),
    ],
)
def test_the_communes_of_the_offices_own_province_stand_first(home, office, province):
    places = gazetteer(home, office)
    assert places.search("phu")[0].province == province
    assert (places.home.code if places.home else "") == home


@pytest.mark.parametrize(("home", "office"), [("", "00000"), ("99999", ""), ("", "")])
def test_an_office_that_says_nothing_puts_nothing_first(home, office):
    assert gazetteer(home, office).home is None


# In an address.


@pytest.mark.parametrize(
    ("address", "commune"),
    [
        ("Số 1, Bến Thành, Quận 1, Hồ Chí Minh", "Phường Bến Thành"),
        ("Số 1, Phường Bến Thành, Quận 1, TP. Hồ Chí Minh", "Phường Bến Thành"),
        ("12 Đường Giả Định, P. Bến Thành, TP.HCM", "Phường Bến Thành"),
        ("Tổ 0, Phường Bắc Kạn, Thái Nguyên", "Phường Bắc Kạn"),
        ("TO 0, PHUONG BAC KAN, THAI NGUYEN", "Phường Bắc Kạn"),
        ("Tổ 0, Bắc Kạn, tỉnh Thái Nguyên", "Phường Bắc Kạn"),
        ("Phường Ba Đình, Hà Nội", "Phường Ba Đình"),
        ("Thôn Giả Định, Ea H'Leo, Ea H'Leo, Đắk Lắk", "Xã Ea H’Leo"),
        ("Ấp Giả Định, Côn Đảo, Bà Rịa - Vũng Tàu", "Đặc khu Côn Đảo"),
        ("Thôn Giả Định, Phường Bắc Kạn, Bắc Kạn", "Phường Bắc Kạn"),
    ],
)
def test_an_address_may_still_name_its_commune(places, address, commune):
    assert places.guess(address).name == commune


@pytest.mark.parametrize(
    "address",
    [
        "",
        "Bến Thành",
        "Hồ Chí Minh",
        ", ,",
        "Tổ 0, Thử Nghiệm, Bắc Kạn, Bắc Kạn",
        "Số 1 đường Bến Thành, Hồ Chí Minh",  # a street
        "Tổ 3, Phường 15, Quận 4, TP.HCM",  # a part of two of today's wards
        "Số 1, Phường Không Có, Ba Đình, Hà Nội",  # the district of that name
        "Ba Đình, Hà Nội",  # the district, or today's ward
        "Số 1, Bến Thành, Giả Định",
        "Tổ 0, Xã Thử Nghiệm, Thái Nguyên",
    ],
)
def test_what_is_not_certain_is_not_guessed(places, address):
    assert places.guess(address) is None


def test_of_two_of_a_name_the_one_is_meant_whose_kind_is_said():
    places = Gazetteer([Commune("1", "Phường Mẫu", "Tỉnh Thử"), Commune("2", "Xã Mẫu", "Tỉnh Thử")])
    assert places.guess("Tổ 0, Xã Mẫu, Thử").code == "2"
    assert places.guess("Tổ 0, phường Mẫu, tỉnh Thử").code == "1"
    assert places.guess("Tổ 0, Mẫu, Thử") is None


def test_every_commune_is_recognised_in_an_address_of_today(places, communes):
    assert [c.in_full for c in communes if places.guess(f"Tổ 0, {c.in_full}") is not c] == []


def test_every_province_that_is_no_more_has_become_a_part_of_another(communes):
    today = {" ".join(commune.province_words) for commune in communes}
    for old in provinces.PROVINCES.values():
        assert names.fold(provinces.MERGED.get(old, old)) in today


def test_a_name_is_found_by_its_code(places):
    assert places.named("26740").in_full == f"Phường Sài Gòn, {HCM}"
    assert places.named("99999") is None


# The names from before July 2025.


@pytest.mark.parametrize(
    ("address", "commune"),
    [
        ("Số 1, Phường Bến Nghé, Quận 1, TP.HCM", "Phường Sài Gòn"),
        ("Số 1, Bến Nghé, Quận 1, Hồ Chí Minh", "Phường Sài Gòn"),
        ("Số 1 Ngõ Thử Nghiệm, Phúc Xá, Ba Đình, Hà Nội", "Phường Hồng Hà"),
        ("Tổ 0, Phường 15, Quận 10, Thành phố Hồ Chí Minh", "Phường Hòa Hưng"),
    ],
)
def test_an_old_card_names_what_has_become_a_part_of_one_commune(places, address, commune):
    assert places.guess(address).name == commune


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ben nghe", ["Phường Sài Gòn"]),
        ("Bến Nghé", ["Phường Sài Gòn"]),
        ("Phường 15 Quận 10", ["Phường Hòa Hưng"]),
        (
            "phuong 15 quan 4",
            ["Phường Khánh Hội", "Phường Xóm Chiếu"],
        ),  # became a part of both: the person chooses
        ("phuc xa ba dinh", ["Phường Hồng Hà"]),
    ],
)
def test_a_commune_is_found_by_the_name_that_people_still_say(places, typed, found):
    best = places.search(typed)[: len(found)]
    assert [commune.name for commune in best] == found
    assert all(commune.former for commune in best)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Ealy", "Xã Ea Ly"),
        ("ea-ly", "Xã Ea Ly"),
        ("Laêê", "Xã La Êê"),
        ("A Vương", "Xã Avương"),
        ("Lục Sỹ Thành", "Xã Lục Sĩ Thành"),
        ("Tà Si Láng", "Xã Tà Xi Láng"),
        ("Qui Nhơn", "Phường Quy Nhơn"),
        ("quinhon", "Phường Quy Nhơn"),
    ],
)
def test_spacing_hyphens_and_old_spelling_do_not_hide_a_commune(places, typed, name):
    assert places.search(typed)[0].name == name


def test_every_former_commune_leads_to_what_it_has_become(places):
    """By name, district and province; every seventeenth of the 10,035."""
    lost = []
    for former in places._former._communes[::17]:
        if places.named(former.today[0]).own_words == former.own_words:
            continue  # found under today's name, which is the same
        typed = " ".join((*former.own_words, *former.wider_words))
        if former.today[0] not in {commune.code for commune in places.search(typed)}:
            lost.append(former)
    assert lost == []


def test_todays_names_come_before_former_ones(places):
    assert places.search("ba dinh")[0].former == ""
