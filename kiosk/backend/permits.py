"""Who may make which call: one table, each row a call and those who may make it."""

from collections.abc import Mapping

from kiosk import (
    contract,
    contributions_contract,
    desk_contract,
    envelope_contract,
    office_contract,
    pick_up_contract,
    presence_contract,
)

ANYONE = "anyone"
_KIOSK = frozenset({"kiosk"})
_MONITOR = frozenset({"monitor"})
_DECIDES = frozenset({"officer", "supervisor"})
_READS = _DECIDES | {"auditor"}
_LEADS = frozenset({"supervisor", "auditor", "campaign"})
_OFFICE = _READS | _LEADS
_ALL = _OFFICE | _KIOSK | _MONITOR
ROLES = _OFFICE
"""Officers' roles, whatever each may do."""

CALLS: Mapping[tuple[str, str], frozenset[str]] = {
    ("GET", contract.HEALTH): frozenset({ANYONE}),
    ("GET", contract.READY): frozenset({ANYONE}),
    ("GET", contract.KEYS): frozenset({ANYONE}),
    ("POST", desk_contract.SIGN_IN): frozenset({ANYONE}),
    ("GET", contract.METRICS): _MONITOR,
    ("GET", contract.REVOCATIONS): _OFFICE | _KIOSK,
    ("GET", contract.STATISTICS): _OFFICE | _KIOSK,
    ("GET", "/openapi.json"): _ALL,
    # kiosks
    ("POST", contract.REGISTRATIONS): _KIOSK,
    ("GET", contract.REGISTRATIONS + "/{receipt_code}"): _KIOSK,
    ("POST", envelope_contract.ENVELOPES): _KIOSK,
    ("POST", contract.PHONE_CODES): _KIOSK,
    ("POST", contract.PHONE_CODES + "/{id}/answer"): _KIOSK,
    ("POST", contract.CARDS): _KIOSK,
    ("POST", contributions_contract.CONTRIBUTIONS): _KIOSK,
    ("GET", contributions_contract.EMPLOYERS): _READS | _KIOSK,
    ("POST", office_contract.DESK_CALLS): _KIOSK,
    ("GET", office_contract.DESK_CALLS + "/{id}"): _KIOSK,
    ("POST", presence_contract.PRESENCES): _KIOSK,
    ("POST", office_contract.KIOSK_REPORTS): _KIOSK,
    ("POST", pick_up_contract.PICK_UPS): _KIOSK,
    ("GET", pick_up_contract.PICK_UPS + "/{form_id}"): _KIOSK,
    ("POST", pick_up_contract.PICK_UPS + "/{form_id}/erase"): _KIOSK,
    # officers
    ("POST", desk_contract.SIGN_OUT): _OFFICE,
    ("GET", desk_contract.QUEUE): _READS,
    ("GET", desk_contract.DOSSIERS + "/{receipt_code}"): _READS,
    ("POST", desk_contract.DOSSIERS + "/{receipt_code}/claim"): _DECIDES,
    ("POST", desk_contract.DOSSIERS + "/{receipt_code}/release"): _DECIDES,
    ("POST", desk_contract.DOSSIERS + "/{receipt_code}/decision"): _DECIDES,
    ("POST", desk_contract.DOSSIERS + "/{receipt_code}/undo"): _DECIDES,
    ("GET", desk_contract.RINGING): _READS,
    ("POST", desk_contract.RINGING + "/{id}/answer"): _DECIDES,
    ("GET", desk_contract.PEOPLE): _READS,
    ("GET", desk_contract.UNDELIVERED): _READS,
    ("POST", desk_contract.VERIFY): _READS,
    ("GET", office_contract.FIGURES): _LEADS,
}
"""By method and path as the API describes it. A call that is not here is made by nobody."""

OPEN_PATHS = frozenset(path for (_, path), allowed in CALLS.items() if ANYONE in allowed)
"""What is answered to anyone."""

_FIXED = {call: allowed for call, allowed in CALLS.items() if "{" not in call[1]}
_OPEN = [(method, path.split("/"), allowed) for (method, path), allowed in CALLS.items() if "{" in path]


def of(method: str, path: str) -> frozenset[str] | None:
    """Return who may make a call; None for one that there is not."""
    found = _FIXED.get((method, path))
    if found is not None:
        return found
    parts = path.split("/")
    for its_method, its_parts, allowed in _OPEN:
        if its_method == method and len(parts) == len(its_parts) and all(map(_fits, its_parts, parts)):
            return allowed
    return None


def _fits(pattern: str, part: str) -> bool:
    return pattern == part or (pattern.startswith("{") and part != "")
