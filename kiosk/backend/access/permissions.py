"""Which callers may make which call: one table, each row a call and the kinds of caller that may make it."""

from collections.abc import Mapping

from kiosk.contract import (
    calls,
    campaign,
    cards,
    dossiers,
    envelopes,
    keys,
    kiosks,
    lookups,
    messages,
    people,
    phone_codes,
    pick_ups,
    presences,
    registrations,
    rights,
    service,
    sessions,
    supplements,
)

ANYONE = "anyone"
_KIOSK = frozenset({"kiosk"})
_MONITOR = frozenset({"monitor"})
_DECIDES = frozenset({"officer", "supervisor"})
_SUPERVISES = frozenset({"supervisor"})
_READS = _DECIDES | {"auditor"}
_LEADS = frozenset({"supervisor", "auditor", "campaign"})
_OFFICE = _READS | _LEADS
_ALL = _OFFICE | _KIOSK | _MONITOR
ROLES = _OFFICE
"""Officers' roles, whatever each may do."""

CALLS: Mapping[tuple[str, str], frozenset[str]] = {
    ("GET", service.HEALTH): frozenset({ANYONE}),
    ("GET", service.READY): frozenset({ANYONE}),
    ("GET", keys.KEYS): frozenset({ANYONE}),
    ("POST", sessions.SIGN_IN): frozenset({ANYONE}),
    ("GET", service.METRICS): _MONITOR,
    ("GET", cards.REVOCATIONS): _OFFICE | _KIOSK,
    ("GET", campaign.STATISTICS): _OFFICE | _KIOSK,
    ("GET", "/openapi.json"): _ALL,
    # kiosks
    ("POST", registrations.REGISTRATIONS): _KIOSK,
    ("GET", registrations.REGISTRATIONS + "/{receipt_code}"): _KIOSK,
    ("POST", supplements.path_of("{receipt_code}", supplements.ANSWERS)): _KIOSK,
    ("POST", supplements.path_of("{receipt_code}", supplements.CODES)): _KIOSK,
    ("POST", envelopes.ENVELOPES): _KIOSK,
    ("GET", phone_codes.AVAILABILITY): _KIOSK,
    ("POST", phone_codes.CHOICES): _KIOSK,
    ("POST", phone_codes.PHONE_CODES): _KIOSK,
    ("POST", phone_codes.PHONE_CODES + "/{id}/answer"): _KIOSK,
    ("POST", phone_codes.PROOFS): _KIOSK,
    ("POST", cards.CARDS): _KIOSK,
    ("POST", lookups.CONTRIBUTIONS): _KIOSK,
    ("GET", lookups.EMPLOYERS): _READS | _KIOSK,
    ("POST", calls.DESK_CALLS): _KIOSK,
    ("GET", calls.DESK_CALLS + "/{id}"): _KIOSK,
    ("POST", presences.PRESENCES): _KIOSK,
    ("POST", kiosks.KIOSK_REPORTS): _KIOSK,
    ("POST", pick_ups.PICK_UPS): _KIOSK,
    ("GET", pick_ups.PICK_UPS + "/{form_id}"): _KIOSK,
    ("POST", pick_ups.PICK_UPS + "/{form_id}/erase"): _KIOSK,
    ("POST", rights.KEPT_DATA): _KIOSK,
    ("POST", rights.RIGHTS_REQUESTS): _KIOSK,
    # officers
    ("POST", sessions.SIGN_OUT): _OFFICE,
    ("GET", dossiers.QUEUE): _READS,
    ("GET", dossiers.DOSSIERS + "/{receipt_code}"): _READS,
    ("POST", dossiers.DOSSIERS + "/{receipt_code}/claim"): _DECIDES,
    ("POST", dossiers.DOSSIERS + "/{receipt_code}/release"): _DECIDES,
    ("POST", dossiers.DOSSIERS + "/{receipt_code}/decision"): _DECIDES,
    ("POST", dossiers.DOSSIERS + "/{receipt_code}/undo"): _DECIDES,
    ("POST", dossiers.DOSSIERS + "/{receipt_code}/rights"): _DECIDES,
    ("POST", dossiers.DOSSIERS + "/{receipt_code}/take-back"): _SUPERVISES,
    ("GET", rights.DESK_RIGHTS): _READS,
    ("POST", rights.DESK_RIGHTS + "/{code}/outcome"): _DECIDES,
    ("POST", dossiers.DOSSIERS + "/{receipt_code}/corrections"): _DECIDES,
    ("POST", dossiers.DOSSIERS + "/{receipt_code}/account-phone"): _DECIDES,
    ("GET", calls.RINGING): _READS,
    ("POST", calls.RINGING + "/{id}/answer"): _DECIDES,
    ("GET", people.PEOPLE): _READS,
    ("GET", kiosks.UNDELIVERED): _READS,
    ("GET", messages.MESSAGE_TROUBLES): _READS,
    ("POST", people.VERIFY): _READS,
    ("GET", campaign.FIGURES): _LEADS,
}
"""By method and path as the API describes it. A call without a row is made by no caller."""

OPEN_PATHS = frozenset(path for (_, path), allowed in CALLS.items() if ANYONE in allowed)
"""What is answered without a key or a token."""


def allowed(method: str, path: str) -> frozenset[str]:
    """Return who may make the call that the API describes so; no caller for one without a row."""
    return CALLS.get(("GET" if method == "HEAD" else method, path), frozenset())
