"""A form's fields in words: what each holds, and what was changed from what to what."""

from kiosk.domain import phones
from kiosk.domain.dates import PartialDate
from kiosk.domain.people import Person
from kiosk.domain.problems import Problem
from kiosk.domain.registration.correction import Declared, FieldChange, FormField
from kiosk.ports.dossiers import Dossier
from kiosk.ui.desk.lines import spaced
from kiosk.ui.desk.session import DeskSession


def value_words(session: DeskSession, field: FormField, value: str) -> str:
    """Return a field's value, as `Declared.text` has it, as an officer reads it."""
    if not value:
        return "–"
    match field:
        case FormField.SEX:
            return session.say(f"common.sex.{value}")
        case FormField.RELATION:
            return session.say(f"desk.whom.{value}")
        case FormField.PHONE_OWNER:
            return session.say(f"desk.owner.{value}")
        case FormField.ID_SOURCE | FormField.HELPER_ID_SOURCE:
            return session.say(f"desk.source.{value}")
        case _:
            return _as_written(session, field, value)


def _as_written(session: DeskSession, field: FormField, value: str) -> str:
    match field:
        case FormField.BIRTH | FormField.HELPER_BIRTH:
            return PartialDate.from_iso(value).shown
        case FormField.PHONE:
            return phones.shown(value)
        case FormField.COMMUNE:
            return session.services.commune_name(value)
        case FormField.HELPER_NUMBER:
            return spaced(value)
        case _:
            return value


def change_words(session: DeskSession, change: FieldChange) -> str:
    """Return what was changed in one field."""
    old, new = (value_words(session, change.field, value) for value in (change.old, change.new))
    return session.say("desk.correct.changed", field=field_name(session, change.field), old=old, new=new)


def field_name(session: DeskSession, field: FormField) -> str:
    """Return what a field is called."""
    return session.say(f"desk.correct.field.{field}")


def declared(dossier: Dossier) -> Declared:
    """Return what a dossier declares, as the domain corrects it."""
    person, helper = dossier.declared, dossier.helper
    return Declared(
        participant=Person(
            citizen_id=person.citizen_id,
            full_name=person.full_name,
            birth=person.birth,
            sex=person.sex,
            address=person.address,
            source=person.id_source,
            insurance_id=person.insurance_id,
            warnings=tuple(Problem(key) for key in person.warnings),
        ),
        commune=person.commune,
        phone=dossier.phone,
        phone_owner=dossier.phone_owner,
        helper=Person(
            citizen_id=helper.citizen_id,
            full_name=helper.full_name,
            birth=helper.birth,
            source=helper.id_source,
        )
        if helper
        else None,
        relation=helper.relation if helper else None,
    )


def registered(session: DeskSession, dossier: Dossier, field: FormField) -> str:
    """Return what the register says in a field, as it would be typed over; "" where it says nothing."""
    known = dossier.register
    if known is None:
        return ""
    values = {
        FormField.FULL_NAME: known.full_name,
        FormField.BIRTH: known.birth.iso,
        FormField.SEX: str(known.sex),
        FormField.PHONE: known.phone or "",
    }
    return values.get(field, "")
