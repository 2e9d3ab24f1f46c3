from datetime import date

import pytest

from kiosk.domain.dates import PartialDate
from kiosk.domain.people import Person
from kiosk.domain.problems import Invalid, Problem, raise_any
from tests.domain.samples import MAN


def test_a_person_is_complete_with_number_name_birth_and_sex():
    assert MAN.is_complete
    for missing in ("citizen_id", "full_name"):
        assert not MAN.with_(**{missing: ""}).is_complete
    assert not MAN.with_(birth=None).is_complete
    assert not MAN.with_(sex=None).is_complete
    assert not Person().is_complete


def test_a_masked_number_hides_the_middle_of_the_random_digits():
    assert MAN.masked_id == "006 090 ••• 011"
    assert Person().masked_id == ""


@pytest.mark.parametrize(
    ("birth", "minor"),
    [
        (PartialDate(2008, 11, 22), False),
        (PartialDate(2008, 11, 23), True),
        (PartialDate(2008), True),
        (None, False),
    ],
)
def test_somebody_who_may_be_under_age_counts_as_a_minor(birth: PartialDate | None, minor: bool):
    assert MAN.with_(birth=birth).is_minor(date(2026, 11, 22)) is minor


def test_a_problem_knows_its_field_and_equals_its_like_whatever_its_values():
    assert Problem("phone.length", {"digits": "9"}).field == "phone"
    assert Problem("phone.length", {"digits": "9"}) == Problem("phone.length")


def test_all_problems_are_raised_at_once_or_none():
    raise_any([])
    with pytest.raises(Invalid) as caught:
        raise_any([Problem("a.b"), Problem("c.d")])
    assert caught.value.keys == ("a.b", "c.d")
    assert str(caught.value) == "a.b, c.d"
