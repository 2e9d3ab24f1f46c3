import pytest

from kiosk.backend.casework import search
from kiosk.backend.storage.schema import audit
from kiosk.contract.fields import PREFIX
from tests.backend.office import CAMPAIGN, FAR, LAN, Office, code_of
from tests.backend.world import GONE, MAU, NGHIEM, OTHER_KEY, STRANGER, THU, new_key

DESK = f"{PREFIX}/desk"


async def test_the_oldest_waits_first_but_for_who_stands_before_a_kiosk(office: Office) -> None:
    first, second, third = [await office.waiting(person) for person in (NGHIEM, THU, STRANGER)]
    mai = await office.seat()
    assert await mai.queue() == [first, second, third]
    await office.world.http.get(f"{PREFIX}/registrations/{third}", params={"watching": "true"})
    assert await mai.queue() == [third, first, second]
    assert await mai.queue(offset=1, limit=1) == [first]
    office.world.pass_time(seconds=16)
    assert await mai.queue() == [first, second, third]


async def test_the_queue_is_sent_again_only_when_it_has_changed(office: Office) -> None:
    code, mai = await office.waiting(), await office.seat()
    version = (await mai.get(f"{DESK}/queue")).json()["version"]
    assert (await mai.get(f"{DESK}/queue", version=version)).status_code == 304
    await mai.post(f"{DESK}/dossiers/{code}/claim")
    changed = (await mai.get(f"{DESK}/queue", version=version)).json()
    assert changed["entries"][0]["claimed_by"] == "Lê Thị Mai"
    assert changed["total"] == 1


@pytest.mark.parametrize(
    "typed",
    [
        "trần thị thử nghiệm",
        "tran thi thu nghiem",
        "nghiem thu",
        "Nghiệm Trần",
        "nghiem 1948",
        "006148000012",
    ],
)
async def test_somebody_is_found_by_name_without_accents_or_by_number(office: Office, typed: str) -> None:
    code = await office.waiting()
    await office.waiting(STRANGER)
    mai = await office.seat()
    await mai.decide(code, "refuse")
    assert await mai.queue(search=typed) == [code]
    assert await mai.queue(search=typed, status="pending_review") == []


async def test_a_receipt_code_finds_its_own_and_what_nobody_has_finds_nothing(office: Office) -> None:
    code, mai = await office.waiting(), await office.seat()
    assert await mai.queue(search=f"BHXH:{code.lower()}") == [code]
    for nothing in ("nghiem 1949", "khong co ai", "006999000099", "0912345678"):
        assert await mai.queue(search=nothing) == []


async def test_states_are_looked_at_one_by_one(office: Office) -> None:
    code, mai = await office.waiting(), await office.seat()
    await mai.decide(code, "ask_more", note="Mời mang thẻ.")
    assert [await mai.queue(status=status) for status in ("pending_review", "needs_more", "approved")] == [
        [],
        [code],
        [],
    ]


async def test_people_of_the_register_are_found_with_their_registration(office: Office) -> None:
    code, mai = await office.waiting(), await office.seat()
    for typed in ("nghiem", "thu nghiem tran", "006148000012", "0000000012", code):
        found = (await mai.get(f"{DESK}/people", search=typed)).json()
        people = [(one["citizen_id"], one["receipt_code"], one["status"]) for one in found["people"]]
        assert people == [(NGHIEM["citizen_id"], code, "pending_review")], typed
        assert not found["more"]
    unregistered = (await mai.get(f"{DESK}/people", search=GONE["full_name"])).json()["people"]
    assert [person["receipt_code"] for person in unregistered] == [None]


def test_what_is_typed_is_understood() -> None:
    assert search.understand("0900 000 000").phone == "+84900000000"
    assert search.understand("mau 1990").birth is not None
    assert search.understand("mau 01/01/1990").words == ("mau",)
    assert search.understand("").words == ()


async def _ring(office: Office, **record: str) -> str:
    request = {name: MAU[name] for name in ("citizen_id", "full_name", "birth")}
    body = {"place": "code", "authorization_request": request if record else None}
    return str((await office.world.post(f"{DESK}/calls", body)).json()["id"])


async def test_a_call_rings_at_its_own_office_until_somebody_comes(office: Office) -> None:
    call, mai, far = await _ring(office), await office.seat(), await office.seat(FAR)
    (ringing,) = (await mai.get(f"{DESK}/ringing")).json()["calls"]
    assert (ringing["id"], ringing["kiosk_name"], ringing["place"]) == (call, "one", "code")
    assert (await far.get(f"{DESK}/ringing")).json() == {"calls": []}
    assert (await office.world.http.get(f"{DESK}/calls/{call}")).json() == {"outcome": "waiting"}
    answer = f"{DESK}/ringing/{call}/answer"
    assert code_of(await mai.post(answer, {"outcome": "authorised"})) == (422, "invalid_body")
    await mai.post(answer, {"outcome": "coming"})
    assert (await mai.get(f"{DESK}/ringing")).json() == {"calls": []}
    assert (await office.world.http.get(f"{DESK}/calls/{call}")).json() == {"outcome": "coming"}
    late = await (await office.seat(LAN)).post(answer, {"outcome": "coming"})
    assert code_of(late) == (409, "call_answered")


async def test_an_officer_who_sees_the_person_lets_that_kiosk_show_the_card(office: Office) -> None:
    await office.world.approved()
    call, mai = await _ring(office, card="wanted"), await office.seat()
    (ringing,) = (await mai.get(f"{DESK}/ringing")).json()["calls"]
    assert ringing["authorization_request"]["register"]["full_name"] == MAU["full_name"]
    await mai.post(f"{DESK}/ringing/{call}/answer", {"outcome": "coming"})
    (coming,) = (await mai.get(f"{DESK}/ringing")).json()["calls"]
    assert coming["answered_by"] == "Lê Thị Mai"
    request = {**{name: MAU[name] for name in ("citizen_id", "full_name", "birth")}, "call_id": call}
    assert (await office.world.post(f"{PREFIX}/cards", request)).status_code == 403
    await mai.post(f"{DESK}/ringing/{call}/answer", {"outcome": "authorised"})
    assert (await office.world.post(f"{PREFIX}/cards", request)).status_code == 200
    elsewhere = office.world.kiosk(OTHER_KEY)
    headers = {"Idempotency-Key": new_key()}
    assert (await elsewhere.post(f"{PREFIX}/cards", json=request, headers=headers)).status_code == 403
    assert (await elsewhere.get(f"{DESK}/calls/{call}")).status_code == 404
    office.world.pass_time(minutes=11)
    assert (await office.world.post(f"{PREFIX}/cards", request)).status_code == 403


async def test_a_call_opens_the_card_of_nobody_but_the_person_it_was_for(office: Office) -> None:
    for person in (MAU, THU):
        await office.world.approved(person)
    call, mai = await _ring(office, card="wanted"), await office.seat()
    await mai.post(f"{DESK}/ringing/{call}/answer", {"outcome": "authorised"})
    another = {**{name: THU[name] for name in ("citizen_id", "full_name", "birth")}, "call_id": call}
    assert code_of(await office.world.post(f"{PREFIX}/cards", another)) == (403, "card_not_available")
    declined = await _ring(office, card="wanted")
    await mai.post(f"{DESK}/ringing/{declined}/answer", {"outcome": "declined"})
    request = {**{name: MAU[name] for name in ("citizen_id", "full_name", "birth")}, "call_id": declined}
    assert code_of(await office.world.post(f"{PREFIX}/cards", request)) == (403, "card_not_available")


async def test_kiosks_with_something_undelivered_and_silent_ones_are_shown(office: Office) -> None:
    mai = await office.seat()
    since = office.world.at.isoformat()
    kept = [{"receipt_code": "7K3M9QXRA2WD", "refusal": "invalid_body", "since": since}]
    await office.world.post(f"{PREFIX}/kiosk-reports", {"version": "1", "waiting": 0, "kept": kept})
    one, two = (await mai.get(f"{DESK}/undelivered")).json()["kiosks"]
    assert (one["kiosk_name"], one["is_silent"], one["kept"][0]["refusal"]) == ("one", False, "invalid_body")
    assert (two["kiosk_name"], two["is_silent"], two["at"]) == ("two", True, None)
    await office.world.post(f"{PREFIX}/kiosk-reports", {"version": "1", "waiting": 0})
    (silent,) = (await mai.get(f"{DESK}/undelivered")).json()["kiosks"]
    assert silent["kiosk_name"] == "two"


async def test_a_slip_is_verified_by_its_signature_and_a_bare_code_by_looking_it_up(office: Office) -> None:
    answer, mai = await office.world.approved(), await office.seat()
    shown = {answer["receipt"]: "receipt", answer["receipt_code"]: "receipt", answer["card"]["proof"]: "card"}
    for text, kind in shown.items():
        found = (await mai.post(f"{DESK}/verify", {"text": text})).json()
        assert (found["verdict"], found["kind"]) == ("valid", kind), text
    assert (await mai.post(f"{DESK}/verify", {"text": "no code of ours"})).json()["verdict"] == "not_ours"


async def test_a_genuine_code_tells_the_name_to_compare_with_the_id_card(office: Office) -> None:
    answer, mai = await office.world.approved(), await office.seat()
    for text in (answer["receipt"], answer["receipt_code"], answer["card"]["code"]):
        found = (await mai.post(f"{DESK}/verify", {"text": text})).json()
        assert (found["full_name"], found["birth"]) == (MAU["full_name"], MAU["birth"]), text
        last = office.world.rows(audit)[-1]
        assert (last.actor, last.action) == ("officer:mai", "code_holder_named")
    far = await office.seat(FAR)
    found = (await far.post(f"{DESK}/verify", {"text": answer["receipt"]})).json()
    assert (found["verdict"], found["full_name"]) == ("valid", None)


async def test_the_campaign_sees_figures_and_no_names(office: Office) -> None:
    await office.waiting()
    head = await office.seat(CAMPAIGN)
    figures = (await head.get(f"{PREFIX}/figures")).json()
    assert (figures["registered"], figures["goal"], figures["waiting"]) == (0, 45000, 1)
    assert [day["received"] for day in figures["days"]] == [0] * 13 + [1]
    assert code_of(await head.get(f"{DESK}/queue")) == (403, "not_permitted")
