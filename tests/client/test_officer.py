"""The officer's calls over a real socket: whose bearer, what an answer becomes, and what a failure does."""

import json

import pytest

from kiosk.client.api import Api
from kiosk.client.officer import HttpCasework
from kiosk.domain.dates import PartialDate
from kiosk.domain.people import Relation
from kiosk.domain.registration.eligibility import Status
from kiosk.ports.errors import Refused, Unavailable
from kiosk.ports.officer import SESSION_ENDED
from tests.client.counterpart import CODE, NOW, problem, response, served

SESSION = {
    "token": "o.secret",
    "officer": {"login": "mai", "full_name": "Lê Thị Mai Mẫu", "role": "officer", "office_code": "00000"},
    "idle_seconds": 600,
    "ends_at": NOW.isoformat(),
}
REGISTERED = {
    "citizen_id": "006148000012",
    "full_name": "Trần Thị Thử Nghiệm\x1b[2J",
    "birth": "1948-05-01",
    "sex": "female",
    "phone": None,
    "is_alive": True,
    "has_card": False,
}
ENTRY = {
    "receipt_code": CODE,
    "full_name": "Trần Thị Thử Nghiệm\x1b]0;x\x07",
    "birth": "1948",
    "relation": "parent",
    "status": "pending_review",
    "reasons": ["by_themselves"],
    "received_at": NOW.isoformat(),
    "waits_here": True,
    "kiosk_name": "Máy 1",
    "claimed_by": None,
}
QUEUE = {"version": "v1", "total": 41, "offset": 0, "entries": [ENTRY]}
DOSSIER = {
    "receipt_code": CODE,
    "status": "pending_review",
    "reasons": ["by_themselves"],
    "received_at": NOW.isoformat(),
    "captured_at": NOW.isoformat(),
    "kiosk_name": "Máy 1",
    "waits_here": False,
    "declared": {
        "citizen_id": "006148000012",
        "full_name": "Trần Thị Thử Nghiệm",
        "birth": "1948-05-01",
        "sex": "female",
        "address": "Thôn Giả Định",
        "insurance_id": None,
        "id_source": "card_qr",
        "warnings": ["birth.contradicts_number"],
    },
    "helper": {
        "citizen_id": "006175000013",
        "full_name": "Nguyễn Thị Giả Định",
        "birth": "1975-03-08",
        "relation": "parent",
        "id_source": "typed",
    },
    "phone": None,
    "phone_owner": "none",
    "phone_proved": False,
    "consents": [{"purpose": "registration", "version": "1", "granted": True}],
    "register": REGISTERED,
    "register_away": False,
    "differences": ["birth"],
    "duplicates": [],
    "history": [{"status": "received", "at": NOW.isoformat(), "by": "", "note": ""}],
    "note": "",
    "claimed_by": "Lê Thị Mai Mẫu",
    "claimed_by_me": True,
    "undo_until": None,
}
CALL = {
    "id": "c" * 32,
    "kiosk_name": "Máy 2",
    "place": "card",
    "at": NOW.isoformat(),
    "receipt_code": None,
    "authorization_request": {
        "citizen_id": "006148000012",
        "full_name": "Trần Thị Thử Nghiệm",
        "birth": "1948",
        "register": REGISTERED,
    },
}


def officers(api: Api) -> HttpCasework:
    """Return the desk's calls over the same wire, without a kiosk's key."""
    return HttpCasework(Api(api._http, None, 5.0, lambda: "ab" * 16))


async def test_signing_in_needs_no_key_and_gives_the_bearer_of_what_follows(short):
    def say(request):
        return response(SESSION, 201) if request.path.endswith("/sessions") else response(QUEUE)

    async with served(say, short) as (counterpart, api):
        casework = officers(api)
        officer = await casework.sign_in("mai", "pass word")
        await casework.queue(Status.PENDING_REVIEW, "", 0, 100)
    assert (officer.full_name, officer.idle_seconds, officer.decides) == ("Lê Thị Mai Mẫu", 600, True)
    first, second = counterpart.heard
    assert "authorization" not in first.headers
    assert json.loads(first.body) == {"login": "mai", "password": "pass word"}
    assert second.headers["authorization"] == "Bearer o.secret"


async def test_what_can_be_no_login_is_refused_without_asking(short):
    async with served(lambda _: response(SESSION), short) as (counterpart, api):
        with pytest.raises(Refused) as caught:
            await officers(api).sign_in("Mai Mẫu!", "x")
    assert caught.value.code == "sign_in_refused"
    assert counterpart.heard == []


async def test_a_locked_account_says_for_how_long(short):
    async with served(lambda _: problem("sign_in_locked", 429, retry_after=30), short) as (_, api):
        with pytest.raises(Refused) as caught:
            await officers(api).sign_in("mai", "x")
    assert (caught.value.code, caught.value.retry_after) == ("sign_in_locked", 30)


async def test_a_window_of_the_queue_is_asked_for_with_its_version(short):
    async with served(lambda _: response(QUEUE), short) as (counterpart, api):
        page = await officers(api).queue(Status.NEEDS_MORE, "trần thị", 50, 100, "v0")
    assert counterpart.heard[0].path == (
        "/v1/desk/queue?status=needs_more&search=tr%E1%BA%A7n+th%E1%BB%8B&offset=50&limit=100&version=v0"
    )
    assert (page.total, page.version) == (41, "v1")
    (entry,) = page.entries
    assert (entry.birth, entry.relation, entry.waits_here) == (PartialDate(1948), Relation.PARENT, True)
    assert entry.full_name == "Trần Thị Thử Nghiệm]0;x"


async def test_a_queue_that_has_not_changed_is_nothing_new(short):
    async with served(lambda _: b"HTTP/1.1 304 X\r\n\r\n", short) as (_, api):
        assert await officers(api).queue(None, "", 0, 100, "v1") is None


async def test_a_dossier_is_read_whole_and_made_safe_to_show(short):
    async with served(lambda _: response(DOSSIER), short) as (_, api):
        dossier = await officers(api).dossier(CODE)
    assert dossier.declared.warnings == ("birth.contradicts_number",)
    assert dossier.helper.relation is Relation.PARENT
    assert dossier.register.full_name == "Trần Thị Thử Nghiệm[2J"
    assert dossier.differences == ("birth",)
    assert dossier.other_claimant is None


async def test_a_claim_tells_of_another_officer_and_not_of_oneself(short):
    async with served(lambda _: response({"claimed_by": "Phan Hùng Mẫu", "claimed_by_me": False}), short) as (
        _,
        api,
    ):
        assert await officers(api).claim(CODE) == "Phan Hùng Mẫu"
    async with served(lambda _: response({"claimed_by": "Mai", "claimed_by_me": True}), short) as (_, api):
        assert await officers(api).claim(CODE) is None


async def test_a_decision_goes_with_its_reason_and_says_whether_it_may_be_undone(short):
    answer = {"receipt_code": CODE, "status": "refused", "undo_until": NOW.isoformat()}
    async with served(lambda _: response(answer), short) as (counterpart, api):
        assert await officers(api).decide(CODE, "refuse", "other_person", "Không phải người này.")
        await officers(api).undo(CODE)
    assert json.loads(counterpart.heard[0].body) == {
        "decision": "refuse",
        "reason": "other_person",
        "note": "Không phải người này.",
        "asked": [],
    }
    assert [request.path.rpartition("/")[2] for request in counterpart.heard] == ["decision", "undo"]


async def test_calls_come_with_the_card_that_is_wished_for(short):
    async with served(lambda _: response({"calls": [CALL]}), short) as (_, api):
        (call,) = await officers(api).ringing()
    assert call.authorization_request.birth == PartialDate(1948)
    assert not call.authorization_request.register.has_card


async def test_kiosks_people_and_verdicts_are_read(short):
    kiosk = {
        "kiosk_name": "Máy 3",
        "at": None,
        "is_silent": True,
        "waiting": 0,
        "oldest_waiting": None,
        "kept": [{"receipt_code": CODE, "refusal": "invalid_body", "since": NOW.isoformat()}],
    }
    person = {**ENTRY, "citizen_id": "006148000012"}
    answers = {
        "undelivered": {"kiosks": [kiosk]},
        "people": {"people": [{k: person[k] for k in FOUND}], "more": True},
        "verify": {"verdict": "valid", "kind": "receipt", "receipt_code": CODE},
    }

    def say(request):
        return response(answers[request.path.rpartition("/")[2].partition("?")[0]])

    async with served(say, short) as (_, api):
        casework = officers(api)
        assert (await casework.undelivered())[0].kept[0].refusal == "invalid_body"
        assert (await casework.people("tran")).more
        assert (await casework.verify("BHXH:X")).verdict == "valid"


FOUND = ("citizen_id", "full_name", "birth", "receipt_code", "status")


@pytest.mark.parametrize(
    "raw",
    [
        response(QUEUE | {"entries": [ENTRY | {"birth": "1848"}]}),
        response(QUEUE | {"entries": [ENTRY | {"status": "dancing"}]}),
        response(b"", 200),
        response(b"<html>", 200, "text/html"),
        problem("unexpected", 500),
    ],
)
async def test_an_answer_that_cannot_be_read_is_a_broken_backend(raw, short):
    async with served(lambda _: raw, short) as (_, api):
        with pytest.raises(Unavailable) as caught:
            await officers(api).queue(None, "", 0, 100)
    assert caught.value.why == "broken"


async def test_an_ended_session_is_told_apart(short):
    async with served(lambda _: problem("not_allowed", 401), short) as (_, api):
        with pytest.raises(Refused) as caught:
            await officers(api).dossier(CODE)
    assert caught.value.code in SESSION_ENDED


async def test_signing_out_forgets_the_session_even_without_an_answer(short):
    async with served(lambda _: problem("unexpected", 500), short) as (_, api):
        casework = officers(api)
        casework._api.token = "o.secret"
        with pytest.raises(Unavailable):
            await casework.sign_out()
        assert casework._api.token == ""
