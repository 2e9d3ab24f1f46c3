"""What an officer corrects in a registration that waits: which fields, by which rules, and what else follows.

The rules are those of the kiosk. A citizen's number is no such field: another number is another person, who
registers anew.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from kiosk.domain import limits, names, phones
from kiosk.domain.dates import PartialDate
from kiosk.domain.id_numbers import INSURANCE_ID, contradictions, parse_insurance_id
from kiosk.domain.people import Person, Relation, Sex
from kiosk.domain.problems import Invalid, Problem, raise_any
from kiosk.domain.registration.draft import PhoneOwner, helper_problems

_ISO = re.compile(r"[0-9]{4}-[0-9-]+")
_COMMUNE = re.compile(r"([0-9]{5})?")


class FormField(StrEnum):
    """A field of a registration whose change its history names."""

    FULL_NAME = "full_name"
    BIRTH = "birth"
    SEX = "sex"
    ADDRESS = "address"
    COMMUNE = "commune"
    INSURANCE_ID = "insurance_id"
    RELATION = "relation"
    PHONE = "phone"
    PHONE_OWNER = "phone_owner"
    HELPER_FULL_NAME = "helper_full_name"
    HELPER_BIRTH = "helper_birth"
    HELPER_NUMBER = "helper_number"
    """Changed by a scan of the helper's card alone."""
    ID_SOURCE = "id_source"
    HELPER_ID_SOURCE = "helper_id_source"


OF_HELPER = (FormField.RELATION, FormField.HELPER_FULL_NAME, FormField.HELPER_BIRTH)
"""Only there where a relative helped."""
CORRECTABLE = tuple(
    field
    for field in FormField
    if field not in (FormField.HELPER_NUMBER, FormField.ID_SOURCE, FormField.HELPER_ID_SOURCE)
)
"""What an officer may type over, in the order in which it is listed."""
REASONS = ("typed_wrong", "accents", "by_card", "by_paper", "person_says")
"""Why something is corrected, in the order of their digits."""
AGREEMENTS = ("present", "by_phone")
"""How the person agreed: at the desk, or on the telephone."""


@dataclass(frozen=True)
class Declared:
    """What a registration says of its people and its phone."""

    participant: Person
    commune: str | None
    phone: str | None
    phone_owner: PhoneOwner
    helper: Person | None = None
    relation: Relation | None = None

    def text(self, field: FormField) -> str:
        """Return a field as it goes over the wire: a date in ISO, a phone as E.164, "" for none."""
        return _texts(self)[field]


@dataclass(frozen=True)
class FieldChange:
    """A field's value before and after, as `Declared.text` gives it."""

    field: FormField
    old: str
    new: str


def read(field: FormField, typed: str, today: date) -> str:
    """Return what was typed as `Declared.text` has it. Raises `Invalid` with the kiosk's own problems."""
    return _READ[field](names.clean(typed), today)


def corrected(before: Declared, given: Mapping[FormField, str], today: date) -> Declared:
    """Return what is declared from now on. Raises `Invalid` with every problem, of each field and of all."""
    problems: list[Problem] = []
    new: dict[FormField, str] = {}
    for field, typed in given.items():
        try:
            new[field] = read(field, typed, today)
        except Invalid as invalid:
            problems += invalid.problems
    if before.helper is None and any(field in OF_HELPER for field in given):
        problems.append(Problem("helper.missing"))
    raise_any(dict.fromkeys(problems))
    after = _with_phone(_with_helper(_with_participant(before, new), new), new)
    raise_any(_whole_problems(after, today))
    return after


def changes(before: Declared, after: Declared) -> tuple[FieldChange, ...]:
    """Return what differs, field by field."""
    old, new = _texts(before), _texts(after)
    return tuple(
        FieldChange(field, old[field], new[field]) for field in FormField if old[field] != new[field]
    )


def _whole_problems(form: Declared, today: date) -> Iterator[Problem]:
    if form.helper is None and form.participant.is_minor(today):
        yield Problem("participant.is_minor")
    if form.helper is not None:
        yield from helper_problems(form.helper, form.participant, today)
    if form.phone_owner is PhoneOwner.HELPER and form.helper is None:
        yield Problem("helper.missing")
    if (form.phone is None) != (form.phone_owner is PhoneOwner.NONE):
        yield Problem("phone.missing")


def _with_participant(form: Declared, new: Mapping[FormField, str]) -> Declared:
    person = with_answers(
        form.participant,
        full_name=new.get(FormField.FULL_NAME),
        birth=new.get(FormField.BIRTH),
        sex=new.get(FormField.SEX),
        address=new.get(FormField.ADDRESS),
    )
    if FormField.INSURANCE_ID in new:
        person = person.with_(insurance_id=new[FormField.INSURANCE_ID] or None)
    if FormField.COMMUNE in new:
        form = replace(form, commune=new[FormField.COMMUNE] or None)
    return replace(form, participant=person)


def with_answers(
    person: Person,
    *,
    full_name: str | None = None,
    birth: str | None = None,
    sex: str | None = None,
    address: str | None = None,
) -> Person:
    """Return a person with other details; what was doubted in them is doubted anew, or no more."""
    given = {"name": full_name, "birth": birth, "sex": sex, "address": address}
    settled = {name for name, value in given.items() if value is not None}
    settled |= {"birth", "sex"} if settled & {"birth", "sex"} else set()
    doubts = tuple(doubt for doubt in person.warnings if doubt.field not in settled)
    person = person.with_(
        full_name=person.full_name if full_name is None else full_name,
        birth=person.birth if birth is None else PartialDate.from_iso(birth),
        sex=person.sex if sex is None else Sex(sex),
        address=person.address if address is None else address,
    )
    if "birth" in settled and person.birth and person.sex:
        doubts += contradictions(person.citizen_id, person.birth, person.sex)
    return person.with_(warnings=doubts)


def _with_helper(form: Declared, new: Mapping[FormField, str]) -> Declared:
    if form.helper is None:
        return form
    helper = with_answers(
        form.helper, full_name=new.get(FormField.HELPER_FULL_NAME), birth=new.get(FormField.HELPER_BIRTH)
    )
    relation = Relation(new[FormField.RELATION]) if FormField.RELATION in new else form.relation
    return replace(form, helper=helper, relation=relation)


def _with_phone(form: Declared, new: Mapping[FormField, str]) -> Declared:
    """A phone that goes takes its owner along, an owner who has none the phone; a first one is their own."""
    owner = PhoneOwner(new[FormField.PHONE_OWNER]) if FormField.PHONE_OWNER in new else form.phone_owner
    phone = (new[FormField.PHONE] or None) if FormField.PHONE in new else form.phone
    if FormField.PHONE in new and FormField.PHONE_OWNER not in new:
        owner = PhoneOwner.NONE if phone is None else owner
        owner = PhoneOwner.SELF if phone is not None and owner is PhoneOwner.NONE else owner
    if FormField.PHONE not in new and owner is PhoneOwner.NONE:
        phone = None
    return replace(form, phone=phone, phone_owner=owner)


def _texts(form: Declared) -> dict[FormField, str]:
    person, helper = form.participant, form.helper
    return {
        FormField.FULL_NAME: person.full_name,
        FormField.BIRTH: person.birth.iso if person.birth else "",
        FormField.SEX: str(person.sex or ""),
        FormField.ADDRESS: person.address or "",
        FormField.COMMUNE: form.commune or "",
        FormField.INSURANCE_ID: person.insurance_id or "",
        FormField.RELATION: str(form.relation or ""),
        FormField.PHONE: form.phone or "",
        FormField.PHONE_OWNER: str(form.phone_owner),
        FormField.HELPER_FULL_NAME: helper.full_name if helper else "",
        FormField.HELPER_BIRTH: helper.birth.iso if helper and helper.birth else "",
        FormField.HELPER_NUMBER: helper.citizen_id if helper else "",
        FormField.ID_SOURCE: str(person.source),
        FormField.HELPER_ID_SOURCE: str(helper.source) if helper else "",
    }


def _name(typed: str, today: date) -> str:
    return names.parse_full_name(typed)


def _birth(typed: str, today: date) -> str:
    birth = PartialDate.from_iso(typed) if _ISO.fullmatch(typed) else PartialDate.from_typed(typed)
    if birth.is_after(today):
        raise Invalid(Problem("birth.in_the_future"))
    return birth.iso


def _address(typed: str, today: date) -> str:
    return typed[: limits.ADDRESS]


def _commune(typed: str, today: date) -> str:
    if not _COMMUNE.fullmatch(typed):
        raise Invalid(Problem("commune.unknown"))
    return typed


def _insurance_id(typed: str, today: date) -> str:
    number = parse_insurance_id(typed) if typed else ""
    if number and not INSURANCE_ID.fullmatch(number):
        raise Invalid(Problem("insurance.length", {"digits": str(len(number))}))
    return number


def _phone(typed: str, today: date) -> str:
    return phones.parse_phone(typed) if typed else ""


def _one_of(kind: type[StrEnum], problem: str) -> Callable[[str, date], str]:
    def choose(typed: str, today: date) -> str:
        if typed not in set(kind):
            raise Invalid(Problem(problem))
        return typed

    return choose


_READ: Mapping[FormField, Callable[[str, date], str]] = {
    FormField.FULL_NAME: _name,
    FormField.BIRTH: _birth,
    FormField.SEX: _one_of(Sex, "sex.unreadable"),
    FormField.ADDRESS: _address,
    FormField.COMMUNE: _commune,
    FormField.INSURANCE_ID: _insurance_id,
    FormField.RELATION: _one_of(Relation, "relation.missing"),
    FormField.PHONE: _phone,
    FormField.PHONE_OWNER: _one_of(PhoneOwner, "phone.missing"),
    FormField.HELPER_FULL_NAME: _name,
    FormField.HELPER_BIRTH: _birth,
}
