"""An example of each body and answer, for the API's description. The people in them are invented.

A test reads each with the model that it is an example of.
"""

from collections.abc import Mapping
from typing import Any

_AT = "2026-11-16T09:00:00+07:00"
_LATER = "2026-11-16T09:05:00+07:00"
_KEY = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
_CODE = "7K3M9QXRA2WD"
_IDENTITY = {"citizen_id": "006090000011", "full_name": "Nguyễn Văn Mẫu", "birth": "1990-01-01"}
_PARTICIPANT = {
    **_IDENTITY,
    "sex": "male",
    "address": "Tổ 0, Thử Nghiệm, Bắc Kạn",
    "insurance_id": "0000000011",
    "id_source": "card_qr",
}
_CONSENTS = [{"purpose": "registration", "version": "1", "granted": True}]
_SIGNED = "6BF.SIGNED.TEXT.IN.BASE45"
_CARD = {
    "card_number": "0000000011",
    "full_name": "Nguyễn Văn Mẫu",
    "birth": "1990-01-01",
    "sex": "male",
    "facility": "06001",
    "facility_name": "Bệnh viện Mẫu",
    "valid_from": "2026-01-01",
    "valid_to": "2027-12-31",
    "five_years_from": "2025-01-01",
    "benefit": "4",
    "payload": "0000000011|…",
    "proof": _SIGNED,
    "code": "7K3M9QXRA2WD",
    "is_sample": True,
}
_ANSWER = {
    "receipt_code": _CODE,
    "status": "pending_review",
    "reasons": ["typed"],
    "receipt": _SIGNED,
    "paper_receipt": _SIGNED,
    "card": None,
}
_REGISTERED = {
    **_IDENTITY,
    "sex": "male",
    "phone": "+84900000000",
    "is_alive": True,
    "has_card": True,
    "card_code": "000",
}

EXAMPLES: Mapping[str, Mapping[str, Any]] = {
    "RegistrationBody": {
        "participant": _PARTICIPANT,
        "helper": None,
        "phone": "+84900000000",
        "phone_owner": "self",
        "phone_proof": None,
        "office_code": "00000",
        "consents": _CONSENTS,
        "form_version": "2026-11",
        "captured_at": _AT,
    },
    "RegistrationAnswer": _ANSWER,
    "RegistrationStatusAnswer": {
        "receipt_code": _CODE,
        "status": "approved",
        "reasons": [],
        "updated_at": _LATER,
        "note": "",
        "initials": "T.N.",
        "paper_receipt": _SIGNED,
        "history": [{"status": "pending_review", "at": _AT}, {"status": "approved", "at": _LATER}],
    },
    "EnvelopesBody": {
        "envelopes": [{"idempotency_key": _KEY, "kid": "5ea1ed00", "sealed": "c2VhbGVkIHdpdGggSFBLRQ=="}]
    },
    "EnvelopesAnswer": {
        "outcomes": [{"idempotency_key": _KEY, "answer": None, "problem": "envelope_unreadable"}]
    },
    "PhoneCodeBody": {**_IDENTITY, "purpose": "registration", "phone": "+84900000000", "owner": "self"},
    "PhoneCodeAvailability": {"sms_available": True, "sms_sender": "UBNDPHUONG"},
    "PhoneChoicesBody": _IDENTITY,
    "PhoneChoicesAnswer": {
        "choices": [
            {"id": _KEY, "masked": "••• 000", "owner": "self", "relation": None, "helper_sex": None},
            {
                "id": _KEY[::-1],
                "masked": "••• 000",
                "owner": "helper",
                "relation": "parent",
                "helper_sex": "female",
            },
        ]
    },
    "PhoneCodeChallenge": {"id": _KEY, "expires_at": _LATER, "simulated_sms": None},
    "PhoneCodeAnswer": {"code": "000000"},
    "PhoneProof": {"proof": _SIGNED, "expires_at": _LATER},
    "CardRequest": {**_IDENTITY, "phone_proof": _SIGNED, "receipt": None, "call_id": None},
    "Card": _CARD,
    "ContributionsRequest": {**_IDENTITY, "phone_proof": _SIGNED, "call_id": None},
    "ContributionsAnswer": {
        "periods": [
            {
                "first": "2014-03",
                "last": "2026-06",
                "employer": "Công ty May Thử Nghiệm",
                "funds": ["social", "unemployment", "health"],
                "is_late": False,
            }
        ],
        "is_sample": True,
    },
    "EmployersAnswer": {
        "employers": [
            {
                "code": "TN0001A",
                "name": "Công ty May Thử Nghiệm",
                "paid_until": "2026-06",
                "due_until": "2026-09",
            }
        ],
        "more": False,
        "is_sample": True,
    },
    "KeysAnswer": {
        "keys": [
            {"kid": "5196ed00", "use": "sign", "key": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="},
            {"kid": "5ea1ed00", "use": "seal", "key": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="},
        ]
    },
    "RevocationsAnswer": {"list": _SIGNED, "issued_at": _AT, "expires_at": _LATER},
    "StatisticsAnswer": {"registered": 12345, "goal": 45000},
    "HealthAnswer": {"status": "ok"},
    "ReadyAnswer": {"database": True, "migrations": True, "keys": True},
    "CallBody": {"place": "phone", "receipt_code": None, "authorization_request": None},
    "CallPlaced": {"id": _KEY, "called_at": _AT},
    "CallStatus": {"outcome": "waiting"},
    "PresenceBody": {
        "officer": {"by": "login", "login": "mai", "pin": "274916"},
        "request": {"purpose": "card", **_IDENTITY},
    },
    "PresenceAnswer": {"full_name": "Lê Thị Mai", "until": _LATER, "call_id": _KEY},
    "KioskReport": {
        "version": "0.1.0",
        "waiting": 1,
        "oldest_waiting": _AT,
        "kept": [{"receipt_code": _CODE, "refusal": "invalid_body", "since": _AT}],
    },
    "KioskReportAnswer": {"at": _AT},
    "PickUpBody": {"form_id": _KEY, "sealed": "c2VhbGVkIHVuZGVyIGEgY29kZQ=="},
    "PickUpReceipt": {"signed": _SIGNED, "expires_at": _LATER},
    "PickUpAnswer": {"sealed": "c2VhbGVkIHVuZGVyIGEgY29kZQ=="},
    "EmptyBody": {},
    "SignInBody": {"login": "mai", "password": "an invented password"},
    "SessionAnswer": {
        "token": "o.0f1e2d3c4b5a69788796a5b4c3d2e1f0",
        "officer": {
            "login": "mai",
            "full_name": "Lê Thị Mai",
            "role": "officer",
            "office_code": "00000",
            "offices": ["00000"],
        },
        "idle_seconds": 600,
        "ends_at": _LATER,
    },
    "QueuePage": {
        "version": "0f1e2d3c4b5a6978",
        "total": 1,
        "offset": 0,
        "entries": [
            {
                "receipt_code": _CODE,
                "full_name": "Nguyễn Văn Mẫu",
                "birth": "1990-01-01",
                "relation": None,
                "status": "pending_review",
                "reasons": ["typed"],
                "received_at": _AT,
                "waits_here": True,
                "kiosk_name": "Máy 1",
                "claimed_by": None,
            }
        ],
    },
    "Dossier": {
        "receipt_code": _CODE,
        "status": "pending_review",
        "reasons": ["typed", "details_agree"],
        "received_at": _AT,
        "captured_at": _AT,
        "kiosk_name": "Máy 1",
        "waits_here": True,
        "declared": {**_PARTICIPANT, "birth": "1991-01-01"},
        "helper": None,
        "phone": None,
        "phone_owner": "none",
        "phone_proved": False,
        "consents": _CONSENTS,
        "register": _REGISTERED,
        "register_away": False,
        "differences": ["birth"],
        "duplicates": [],
        "history": [{"status": "pending_review", "at": _AT, "by": "", "note": "", "reason": ""}],
        "note": "",
        "claimed_by": None,
        "claimed_by_me": False,
        "undo_until": None,
        "version": "0f1e2d3c4b5a6978",
        "asked": [],
        "is_supplemented": False,
    },
    "CorrectionBody": {
        "version": "0f1e2d3c4b5a6978",
        "changes": [{"field": "full_name", "value": "Nguyễn Văn Mẫu"}],
        "reason": "accents",
        "note": "",
        "agreed": "present",
    },
    "AccountPhoneBody": {"phone": "+84900000000", "owner": "self", "note": ""},
    "AccountPhoneAnswer": {"receipt_code": _CODE},
    "CorrectionAnswer": {
        "receipt_code": _CODE,
        "status": "pending_review",
        "reasons": ["card_scanned"],
        "version": "1f1e2d3c4b5a6978",
    },
    "SupplementBody": {
        "receipt": _SIGNED,
        "phone_owner": "self",
        "phone": "+84900000000",
        "phone_proof": _SIGNED,
        "person_card": None,
        "helper_card": None,
    },
    "SupplementCodeBody": {"receipt": _SIGNED, "phone": "+84900000000", "owner": "self"},
    "ClaimAnswer": {"claimed_by": "Lê Thị Mai", "claimed_by_me": True},
    "DecisionBody": {
        "decision": "ask_more",
        "reason": "photo_unclear",
        "note": "Xin mang thẻ căn cước.",
        "asked": ["phone", "document"],
    },
    "DecisionAnswer": {"receipt_code": _CODE, "status": "needs_more", "undo_until": _LATER},
    "RingingAnswer": {
        "calls": [
            {
                "id": _KEY,
                "kiosk_name": "Máy 1",
                "place": "my_card",
                "at": _AT,
                "receipt_code": None,
                "authorization_request": {**_IDENTITY, "record": "card", "register": _REGISTERED},
                "answered_by": None,
            }
        ]
    },
    "CallAnswerBody": {"outcome": "authorised"},
    "PersonMatches": {
        "people": [{**_IDENTITY, "receipt_code": _CODE, "status": "approved"}],
        "more": False,
    },
    "MessageTroublesAnswer": {
        "troubles": [{"kind": "balance", "provider": "esms", "balance": 0, "stops": True}]
    },
    "UndeliveredAnswer": {
        "kiosks": [
            {
                "kiosk_name": "Máy 1",
                "at": _AT,
                "is_silent": False,
                "waiting": 1,
                "oldest_waiting": _AT,
                "kept": [{"receipt_code": _CODE, "refusal": "invalid_body", "since": _AT}],
            }
        ]
    },
    "VerifyBody": {"text": _SIGNED},
    "CodeVerdict": {
        "verdict": "valid",
        "kind": "receipt",
        "receipt_code": _CODE,
        "full_name": None,
        "birth": None,
        "expires_at": _LATER,
    },
    "FurtherProofBody": {
        "citizen_id": "006148000012",
        "receipt": "6BF…",
        "proof": "6BF…",
    },
    "KeptDataRequest": {**_IDENTITY, "phone_proof": _SIGNED, "call_id": None},
    "KeptData": {
        "registrations": [
            {
                "receipt_code": _CODE,
                "status": "approved",
                "received_at": _AT,
                "kiosk_name": "Máy 1",
                "form": {
                    **_IDENTITY,
                    "sex": "male",
                    "insurance_id": None,
                    "address": "Tổ 0, Thử Nghiệm, Bắc Kạn",
                    "phone": "••• 000",
                    "phone_owner": "self",
                    "consents": _CONSENTS,
                },
            }
        ],
        "helped": [],
        "cards": [{"code": _CODE, "issued_at": _AT, "expires_at": _LATER, "revoked_at": None}],
        "messages": [{"kind": "card", "day": "2026-11-16"}],
        "viewings": [{"role": "officer", "day": "2026-11-16"}],
        "requests": [],
    },
    "RightsRequestBody": {**_IDENTITY, "phone_proof": _SIGNED, "call_id": None, "right": "withdraw"},
    "RightsReceipt": {
        "code": _CODE,
        "right": "withdraw",
        "state": "done",
        "asked_at": _AT,
        "due_on": "2026-12-07",
        "receipt": _SIGNED,
    },
    "WaitingRights": {
        "tasks": [
            {
                **_IDENTITY,
                "code": _CODE,
                "right": "correct",
                "about": "name",
                "is_proved": True,
                "receipt_code": _CODE,
                "kiosk_name": "Máy 1",
                "asked_at": _AT,
                "due_on": "2026-11-30",
                "days_left": 10,
            }
        ],
        "total": 1,
    },
    "RightsOutcomeBody": {"outcome": "declined", "reason": "Thẻ căn cước ghi đúng như trong hồ sơ."},
    "DossierRightBody": {"right": "withdraw"},
    "TakeBackBody": {"reason": "wrong_data", "note": "Xin mang thẻ căn cước đến quầy."},
    "FiguresAnswer": {
        "registered": 12345,
        "goal": 45000,
        "filed": 12401,
        "valid": 12346,
        "waiting": 1,
        "oldest_waiting": _AT,
        "days": [{"day": "2026-11-15", "received": 310}, {"day": "2026-11-16", "received": 42}],
        "offices": [
            {"office_code": "00000", "filed": 12401, "valid": 12346, "approved": 12345, "waiting": 1}
        ],
        "as_of": _AT,
    },
}
"""By the model's name."""
