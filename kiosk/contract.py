"""The API's bodies and paths, shared by client and backend (DESIGN §5)."""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StrictBool

from kiosk.domain import names
from kiosk.domain.eligibility import Status
from kiosk.domain.people import IdSource, Relation, Sex
from kiosk.domain.registration import PhoneOwner, Purpose

PREFIX = "/v1"
REGISTRATIONS = f"{PREFIX}/registrations"
PHONE_CODES = f"{PREFIX}/phone-codes"
CARDS = f"{PREFIX}/cards"
KEYS = f"{PREFIX}/keys"
HEALTH = f"{PREFIX}/health"
STATISTICS = f"{PREFIX}/statistics"
REVOCATIONS = f"{PREFIX}/revocations"
READY = f"{PREFIX}/ready"
METRICS = f"{PREFIX}/metrics"
IDEMPOTENCY_HEADER = "Idempotency-Key"
PROBLEM_TYPE = "application/problem+json"

_LONGEST_TEXT = 20_000
_FIRST, _LAST = (datetime(year, 1, 1, tzinfo=UTC) for year in (1970, 3000))
_DAY_AND_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ]")


def _clean(value: object) -> object:
    """Free text in NFC and without control characters; its length is judged afterwards."""
    return names.clean(value, _LONGEST_TEXT) if isinstance(value, str) else value


def _written(value: object) -> object:
    """A moment is written out: a bare number would be taken for seconds."""
    if not isinstance(value, datetime) and not _DAY_AND_TIME.match(str(value)):
        raise ValueError("not a moment")
    return value


Clean = BeforeValidator(_clean)
Moment = Annotated[AwareDatetime, BeforeValidator(_written), Field(ge=_FIRST, lt=_LAST)]
CitizenId = Annotated[str, Field(pattern=r"^[0-9]{12}$", examples=["006090000011"])]
PersonNumber = Annotated[str, Field(pattern=r"^([0-9]{10}|[0-9]{12})$", examples=["0000000017"])]
"""The citizen's 12 digits, or the 10 of the insurance number, which is all that an insurance card says."""
Birth = Annotated[str, Field(pattern=r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$", examples=["1948-05-01", "1948"])]
Name = Annotated[str, Clean, Field(min_length=1, max_length=100, examples=["Nguyễn Văn Mẫu"])]
Phone = Annotated[str, Field(pattern=r"^\+[1-9][0-9]{7,14}$", examples=["+84900000000"])]
ReceiptCode = Annotated[str, Field(pattern=r"^[2-9A-HJ-NP-Z]{12}$", examples=["7K3M9QXRA2WD"])]
Record = Literal["card", "contributions"]
"""What of the insurer's a person may be shown of their own, against a second factor."""
CallId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
IdempotencyKey = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


class Body(BaseModel):
    """A body of ours: unknown fields are an error, values are immutable, and errors do not repeat them."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Participant(Body):
    """Whose account it becomes."""

    citizen_id: CitizenId
    full_name: Name
    birth: Birth
    sex: Sex
    address: Annotated[str, Clean, Field(max_length=300)]
    insurance_id: Annotated[str, Field(pattern=r"^[0-9]{10}$")] | None = None
    id_source: IdSource
    warnings: Annotated[list[Annotated[str, Clean, Field(max_length=60)]], Field(max_length=10)] = []
    """Keys of contradictions that the person confirmed; the officer sees them."""
    commune: Annotated[str, Field(pattern=r"^[0-9]{5}$", examples=["26740"])] | None = None
    """Today's commune by the statistics office's code (DOMAIN §8); `address` stays as the card prints it."""


class Helper(Body):
    """The relative at the kiosk; `relation` is what the participant is to them."""

    citizen_id: CitizenId
    full_name: Name
    birth: Birth
    relation: Relation
    id_source: IdSource


class ConsentGiven(Body):
    """One purpose's answer."""

    purpose: Purpose
    version: Annotated[str, Clean, Field(max_length=40)]
    text_digest: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""
    """SHA-256 of the words that stood on the screen, in hex; "" from a kiosk that did not send it yet."""
    language: Annotated[str, Field(pattern=r"^([a-z]{2})?$")] = ""
    granted: StrictBool


class RegistrationBody(Body):
    """What a kiosk sends, in clear or sealed in an envelope."""

    participant: Participant
    helper: Helper | None = None
    phone: Phone | None = None
    phone_owner: PhoneOwner
    phone_proof: Annotated[str, Field(max_length=1000)] | None = None
    email: Annotated[str, Clean, Field(max_length=254)] | None = None
    office_code: Annotated[str, Clean, Field(max_length=10)]
    consents: Annotated[list[ConsentGiven], Field(max_length=10)]
    form_version: Annotated[str, Clean, Field(max_length=20)]
    captured_at: Moment


class CardBody(Body):
    """A card as `domain.card.Card` has it."""

    card_number: str
    full_name: str
    birth: Birth
    sex: Sex
    facility: str
    facility_name: str
    valid_from: date
    valid_to: date | None
    five_years_from: date | None
    benefit: str
    payload: str
    proof: str
    code: str
    is_sample: bool


class RegistrationAnswer(Body):
    """What the backend made of a registration. `receipt` is COSE_Sign1 in base45."""

    receipt_code: ReceiptCode
    status: Status
    reasons: list[str]
    receipt: str
    card: CardBody | None = None


class StandingAnswer(Body):
    """A registration's status, without personal data."""

    receipt_code: ReceiptCode
    status: Status
    reasons: list[str]
    updated_at: datetime
    note: str = ""
    history: list["Happened"] = []


class Happened(Body):
    """One change of status."""

    status: Status
    at: datetime


class PhoneCodeBody(Body):
    """Ask for a code.

    `registration`: to `phone`, which `owner` says is the participant's or the helper's.
    `card`, `contributions`: to the phone on record for the citizen, `phone` is null; name and birth must
    agree. Only there may the number be the insurance number.
    """

    purpose: Literal["registration", "card", "contributions"]
    citizen_id: PersonNumber
    full_name: Name
    birth: Birth
    phone: Phone | None = None
    owner: PhoneOwner = PhoneOwner.SELF


class PhoneCodeSent(Body):
    """The same for known and unknown people. `simulated_sms` is null unless SMS is simulated."""

    id: str
    expires_at: datetime
    simulated_sms: str | None = None


class PhoneCodeAnswer(Body):
    """The six digits that came back."""

    code: Annotated[str, Field(pattern=r"^[0-9]{6}$")]


class PhoneProof(Body):
    """A signed proof bound to phone, citizen and purpose."""

    proof: str
    expires_at: datetime


class CardRequest(Body):
    """Ask for a card: an identity and one second factor.

    That is a phone's proof, a receipt just approved, or the call in which an officer who sees the person
    let the card be shown.
    """

    citizen_id: PersonNumber
    full_name: Name
    birth: Birth
    phone_proof: Annotated[str, Field(max_length=1000)] | None = None
    receipt: Annotated[str, Field(max_length=1000)] | None = None
    call_id: CallId | None = None


class PublicKey(Body):
    """A public key, raw bytes in base64url. `use`: "sign" is Ed25519, "seal" is HPKE X25519."""

    kid: str
    use: Literal["sign", "seal"]
    key: str


class KeysAnswer(Body):
    """The backend's public keys, current first; retired signing keys stay listed."""

    keys: list[PublicKey]


class StatisticsAnswer(Body):
    """The ward's campaign."""

    registered: int
    goal: int


class HealthAnswer(Body):
    """The backend is there."""

    status: Literal["ok"] = "ok"


class RevocationsAnswer(Body):
    """The signed list of revoked cards (COSE_Sign1 in base45), and its age."""

    list: str
    issued_at: datetime
    expires_at: datetime


class ReadyAnswer(Body):
    """Can it take registrations; false names the part that keeps it from it."""

    database: bool
    migrations: bool
    keys: bool


class ProblemDetails(BaseModel):
    """RFC 9457, with our stable `code`."""

    model_config = ConfigDict(extra="allow")

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    code: str
    fields: list[str] = []
    """Problem keys (`field.what`) where the body was at fault."""
    tries_left: int | None = None
    """How often a phone code may still be tried."""
    retry_after: int | None = None
    """Seconds to wait, where waiting helps; also in the header Retry-After."""
