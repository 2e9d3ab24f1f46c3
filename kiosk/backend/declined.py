"""Problems (RFC 9457): the one exception for them, and the table of their stable codes with HTTP status."""

from collections.abc import Mapping, Sequence
from typing import Self

from kiosk.contract.service import ProblemDetails

CODES: Mapping[str, tuple[int, str]] = {
    "idempotency_key_missing": (400, "The header Idempotency-Key needs 32 lowercase hexadecimal digits."),
    "not_allowed": (401, "This call needs the key of an enrolled kiosk, or an officer's session."),
    "not_permitted": (403, "This caller may not make this call, or not for this office."),
    "sign_in_refused": (403, "Login and password do not go together, or the account is closed."),
    "presence_refused": (403, "Badge, login and PIN do not go together, or the account is closed."),
    "proof_invalid": (403, "The phone's proof is not ours, not for this person, or has run out."),
    "receipt_unproved": (403, "This is not the signed text of the registration's slip."),
    "card_not_available": (403, "No card can be shown for this identity and this second factor."),
    "contributions_not_available": (
        403,
        "No contributions can be shown for this identity and second factor.",
    ),
    "rights_not_available": (403, "Nothing can be shown or done for this identity and second factor."),
    "code_wrong": (403, "This is not the code that was sent."),
    "code_too_many_tries": (403, "The code was answered too often; ask for a new one."),
    "not_found": (404, "There is nothing at this address."),
    "rights_request_unknown": (404, "No request about personal data has this code."),
    "receipt_unknown": (404, "No registration has this receipt code."),
    "pick_up_unknown": (404, "No form is kept under this id; it may have run out or been erased."),
    "call_unknown": (404, "There is no such call for an officer, or it is over."),
    "method_not_allowed": (405, "This address does not know that method."),
    "body_too_slow": (408, "The body did not arrive in time; try again."),
    "code_used": (409, "The code was used already."),
    "phone_already_used": (409, "The phone carries another person's account."),
    "phone_limit_reached": (409, "The phone helps as many people as it may."),
    "decision_impossible": (409, "The registration's state does not allow this decision."),
    "decision_at_desk": (409, "Face and card do not settle this one; the register is shown at the desk."),
    "correction_impossible": (409, "Only a registration that waits can be corrected."),
    "dossier_changed": (409, "The registration changed since it was read; read it again."),
    "nothing_asked": (409, "No officer waits for an answer to this registration."),
    "card_of_another": (409, "The card is another person's than the registration's."),
    "undo_impossible": (409, "Only one's own decision can be taken back, and only for ten seconds."),
    "rights_request_settled": (409, "The request was settled already."),
    "take_back_impossible": (409, "Only an approval can be taken back."),
    "take_back_by_another": (
        409,
        "Who approved does not take the approval back, while there is another supervisor.",
    ),
    "call_answered": (409, "The call was answered already."),
    "already_registered": (409, "This person has an account already."),
    "code_expired": (410, "The code has run out, or was never sent."),
    "answer_erased": (410, "The answer to this request was erased at its person's wish."),
    "registration_erased": (410, "The registration's personal data was erased."),
    "body_too_large": (413, "The body is larger than any that this call could need."),
    "idempotency_key_reused": (422, "The Idempotency-Key was used for something else."),
    "invalid_body": (422, "The body cannot be understood; `fields` says where."),
    "envelope_unreadable": (422, "The envelope was not encrypted for this backend and this key."),
    "codes_too_many": (429, "The phone was sent as many codes as it may be for now."),
    "pick_ups_too_many": (429, "Forms were asked for too often; come again after Retry-After."),
    "sign_in_locked": (429, "The login was tried in vain too often; come again after Retry-After."),
    "too_many_requests": (429, "More is asked than can be done now; come again after Retry-After."),
    "unexpected": (500, "Something went wrong here; nothing was decided."),
    "busy": (503, "The database is not available now; try again."),
    "insurer_away": (503, "The insurer's register cannot be asked now; try again after Retry-After."),
    "not_ready": (503, "Registrations cannot be taken now; `fields` says which part is missing."),
    "sms_unavailable": (503, "No SMS can be sent now: no service is set up, or none of them takes messages."),
    "sms_country": (422, "No messages are sent to numbers of this country."),
    "sms_day_spent": (429, "As many messages were sent today as may be."),
}
"""Code: status and title. The words that a person reads are under `refused.<code>` in assets/text."""


_BUSY_SECONDS = 2


class Declined(Exception):  # noqa: N818 - "raise Declined" is the sentence
    """Raised anywhere behind the API to answer with a problem; what was written before it stays written."""

    def __init__(
        self,
        code: str,
        *,
        fields: Sequence[str] = (),
        tries_left: int | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.fields = tuple(fields)
        self.tries_left = tries_left
        self.retry_after = retry_after

    @classmethod
    def busy(cls) -> Self:
        """The database did not take it now: a full disk, or another process that holds it."""
        return cls("busy", retry_after=_BUSY_SECONDS)

    @property
    def status(self) -> int:
        """The HTTP status."""
        return CODES[self.code][0]

    @property
    def is_passing(self) -> bool:
        """Is it a "not now"? Then the same request may get another answer later."""
        return self.status in (429, 503)

    @property
    def content(self) -> bytes:
        """The answer's body (RFC 9457)."""
        details = ProblemDetails(
            title=CODES[self.code][1],
            status=self.status,
            code=self.code,
            fields=list(self.fields),
            tries_left=self.tries_left,
            retry_after=self.retry_after,
        )
        return details.model_dump_json(exclude_none=True).encode()
