"""What speaks against approving a dossier at once: a pure list, named again before an approval stands."""

from kiosk.desk_ports import Dossier


def doubts(dossier: Dossier) -> tuple[str, ...]:
    """Return the doubts as keys under `desk.doubt`; none means that one key approves."""
    found = [_register(dossier)] if _register(dossier) else []
    found += [f"differs_{name}" for name in dossier.differences]
    found += [f"warning_{key.replace('.', '_')}" for key in dossier.declared.warnings]
    if any({"person", "name"} & set(duplicate.same) for duplicate in dossier.duplicates):
        found.append("duplicate")
    return tuple(found)


def _register(dossier: Dossier) -> str:
    if dossier.register_away:
        return "register_away"
    if dossier.register is None:
        return "not_in_register"
    return "" if dossier.register.is_alive else "not_alive"
