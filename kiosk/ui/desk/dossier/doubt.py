"""The doubts about a dossier: a pure list of what speaks against approving it at once."""

from kiosk.domain.people import Person
from kiosk.domain.registration.draft import Purpose
from kiosk.ports.dossiers import Dossier


def doubts(dossier: Dossier) -> tuple[str, ...]:
    """Return the doubts as keys under `desk.doubt`; none means that one key approves."""
    found = [_register(dossier)] if _register(dossier) else []
    found += [f"differs_{name}" for name in dossier.differences]
    found += [f"warning_{key.replace('.', '_')}" for key in dossier.declared.warnings]
    if any({"person", "name"} & set(duplicate.same) for duplicate in dossier.duplicates):
        found.append("duplicate")
    if _is_child_unasked(dossier):
        found.append("child_unasked")
    return tuple(found)


def _is_child_unasked(dossier: Dossier) -> bool:
    """Is it a child from seven on, whose own word is missing?"""
    child = Person(birth=dossier.declared.birth)
    has_spoken = any(consent.purpose is Purpose.CHILD and consent.granted for consent in dossier.consents)
    return child.is_child_to_ask(dossier.received_at.date()) and not has_spoken


def _register(dossier: Dossier) -> str:
    if dossier.register_away:
        return "register_away"
    if dossier.register is None:
        return "not_in_register"
    return "" if dossier.register.is_alive else "not_alive"
