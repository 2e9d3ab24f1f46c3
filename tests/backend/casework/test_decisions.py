from kiosk.backend.storage.schema import audit, cards, events, registrations
from tests.backend.office import AUDITOR, BOTH, FAR, HUNG, LAN, WARD, Office, code_of
from tests.backend.world import MAU, NGHIEM, STRANGER, THU, body, new_key


async def test_an_officer_approves_and_the_card_is_issued(office: Office) -> None:
    code, mai = await office.waiting(), await office.seat()
    answer = (await mai.decide(code, "approve", note="Đúng người.", reason="seen")).json()
    assert answer["status"] == "approved"
    assert office.world.count(cards) == 1
    assert [(row.actor, row.reason) for row in office.world.rows(events)][-1] == ("officer:mai", "seen")
    assert (await mai.dossier(code))["history"][-1]["by"] == "Lê Thị Mai"
    assert await mai.queue() == []


async def test_what_is_decided_cannot_be_decided_again_and_the_answer_names_the_state(office: Office) -> None:
    code, mai = await office.waiting(), await office.seat()
    await mai.decide(code, "refuse", reason="other_person", note="Không đúng người.")
    late = await (await office.seat(LAN)).decide(code, "approve")
    assert code_of(late) == (409, "decision_impossible")
    assert late.json()["fields"] == ["status.refused"]


async def test_what_was_missing_and_came_is_decided_again(office: Office) -> None:
    code, mai = await office.waiting(), await office.seat()
    await mai.decide(code, "ask_more", note="Mời mang thẻ.")
    office.world.pass_time(minutes=1)
    assert (await mai.decide(code, "approve")).json()["status"] == "approved"
    statuses = [step["status"] for step in (await mai.dossier(code))["history"]]
    assert statuses == ["received", "pending_review", "needs_more", "pending_review", "approved"]


async def test_a_person_has_one_account(office: Office) -> None:
    first, second, mai = await office.waiting(), await office.waiting(), await office.seat()
    await mai.decide(first, "approve")
    assert code_of(await mai.decide(second, "approve")) == (409, "already_registered")


async def test_a_decision_is_taken_back_with_its_card(office: Office) -> None:
    code, mai = await office.waiting(phone="+84970000000"), await office.seat()
    await mai.decide(code, "approve", note="Đúng người.")
    office.world.pass_time(seconds=10)
    assert (await mai.dossier(code))["undo_until"] is not None
    undone = await mai.post(f"/v1/desk/dossiers/{code}/undo")
    assert undone.json() == {"receipt_code": code, "status": "pending_review", "undo_until": None}
    row = office.world.rows(registrations)[0]
    assert (row.status, row.phone, row.note) == ("pending_review", None, None)
    assert all(card.revoked_at is not None for card in office.world.rows(cards))
    assert await mai.queue() == [code]
    assert office.world.rows(audit)[-1].action != "registration_approved"


async def test_after_an_undo_it_is_decided_as_if_for_the_first_time(office: Office) -> None:
    code, mai = await office.waiting(), await office.seat()
    await mai.decide(code, "approve")
    await mai.post(f"/v1/desk/dossiers/{code}/undo")
    assert (await mai.decide(code, "approve")).json()["status"] == "approved"
    shown = [card.revoked_at is None for card in office.world.rows(cards)]
    assert sorted(shown) == [False, True]


async def test_undoing_what_needed_more_leads_back_to_needing_more(office: Office) -> None:
    code, mai = await office.waiting(), await office.seat()
    await mai.decide(code, "ask_more", note="Mời mang thẻ.")
    office.world.pass_time(minutes=1)
    await mai.decide(code, "refuse")
    undone = await mai.post(f"/v1/desk/dossiers/{code}/undo")
    assert undone.json()["status"] == "needs_more"
    assert (await mai.dossier(code))["note"] == "Mời mang thẻ."
    again = await mai.post(f"/v1/desk/dossiers/{code}/undo")
    assert code_of(again) == (409, "undo_impossible")


async def test_only_the_officer_who_decided_takes_it_back_and_only_for_ten_seconds(office: Office) -> None:
    code, mai = await office.waiting(), await office.seat()
    await mai.decide(code, "approve")
    path = f"/v1/desk/dossiers/{code}/undo"
    assert code_of(await (await office.seat(LAN)).post(path)) == (409, "undo_impossible")
    office.world.pass_time(seconds=11)
    assert code_of(await mai.post(path)) == (409, "undo_impossible")


async def test_the_same_decision_sent_again_gets_the_same_answer(office: Office) -> None:
    code, mai, key = await office.waiting(), await office.seat(), new_key()
    path, wish = f"/v1/desk/dossiers/{code}/decision", {"decision": "approve"}
    first, again = await mai.post(path, wish, key), await mai.post(path, wish, key)
    assert first.content == again.content
    other = await mai.post(path, {"decision": "refuse"}, key)
    assert code_of(other) == (422, "idempotency_key_reused")


async def test_an_auditor_reads_and_decides_nothing(office: Office) -> None:
    code, auditor = await office.waiting(), await office.seat(AUDITOR)
    assert await auditor.queue() == [code]
    for order in ("claim", "release", "undo"):
        path = f"/v1/desk/dossiers/{code}/{order}"
        assert code_of(await auditor.post(path)) == (403, "not_permitted")
    assert code_of(await auditor.decide(code, "approve")) == (403, "not_permitted")


async def test_officers_see_their_own_office_and_supervisors_all(office: Office) -> None:
    code, far, hung = await office.waiting(), await office.seat(FAR), await office.seat(HUNG)
    assert await far.queue() == []
    assert code_of(await far.get("/v1/desk/queue", office="00000")) == (403, "not_permitted")
    assert code_of(await far.get(f"/v1/desk/dossiers/{code}")) == (403, "not_permitted")
    assert code_of(await far.decide(code, "approve")) == (403, "not_permitted")
    assert await hung.queue() == [code]


async def waiting_at(office: Office, person: dict[str, str], office_code: str) -> str:
    """Register somebody with another office; return the receipt code."""
    sent = {**body(person, captured_at=office.world.at), "office_code": office_code}
    answer = await office.world.register(sent)
    assert answer["status"] == "pending_review"
    return str(answer["receipt_code"])


async def test_a_supervisor_sees_the_offices_that_are_theirs_and_no_other(office: Office) -> None:
    code = await office.waiting()
    elsewhere = await waiting_at(office, STRANGER, "00001")
    third = await waiting_at(office, THU, "00002")
    both, ward = await office.seat(BOTH), await office.seat(WARD)
    assert sorted(await both.queue()) == sorted([code, elsewhere])
    assert await both.queue(office="00001") == [elsewhere]
    assert code_of(await both.get("/v1/desk/queue", office="00002")) == (403, "not_permitted")
    assert code_of(await both.decide(third, "approve")) == (403, "not_permitted")
    assert await both.queue(search=STRANGER["full_name"]) == [elsewhere]
    assert await both.queue(search=THU["full_name"]) == []
    people = (await both.get("/v1/desk/people", search=THU["citizen_id"])).json()["people"]
    assert (people[0]["receipt_code"], people[0]["status"]) == (None, "pending_review")
    assert await ward.queue() == [code]
    assert code_of(await ward.get(f"/v1/desk/dossiers/{elsewhere}")) == (403, "not_permitted")
    figures = (await both.get("/v1/figures")).json()
    assert (figures["filed"], figures["waiting"], figures["registered"]) == (2, 2, 0)
    assert [each["office_code"] for each in figures["offices"]] == ["00000", "00001"]
    assert (await both.decide(elsewhere, "refuse", note="Không đúng.")).status_code == 200
    figures = (await both.get("/v1/figures")).json()
    assert (figures["filed"], figures["valid"], figures["waiting"]) == (2, 1, 1)


async def test_a_dossier_shows_what_differs_who_may_be_the_same_and_every_reason(office: Office) -> None:
    first = await office.waiting(MAU, phone="+84970000000")
    await office.waiting({**STRANGER, "full_name": MAU["full_name"], "birth": MAU["birth"]})
    other = {**MAU, "full_name": "Nguyễn Văn Khác", "birth": "1991"}
    code = await office.waiting(other, phone="+84970000000")
    mai = await office.seat()
    dossier = await mai.dossier(code)
    assert dossier["differences"] == ["full_name", "birth", "phone"]
    assert dossier["register"]["full_name"] == MAU["full_name"]
    assert {"details_agree", "first_time"} <= set(dossier["reasons"])
    assert [(one["receipt_code"], one["same"]) for one in dossier["duplicates"]] == [(first, ["person"])]
    assert not dossier["phone_proved"]
    namesakes = (await mai.dossier(first))["duplicates"]
    assert sorted(one["same"] for one in namesakes) == [["name"], ["person"]]


async def test_every_look_is_written_down(office: Office) -> None:
    code, mai = await office.waiting(NGHIEM), await office.seat()
    await mai.dossier(code)
    seen = [row for row in office.world.rows(audit) if row.action == "dossier_seen"]
    assert [(row.actor, row.subject) for row in seen] == [("officer:mai", code)]


async def test_a_claim_tells_the_second_officer_and_keeps_nobody_from_deciding(office: Office) -> None:
    code, mai, lan = await office.waiting(), await office.seat(), await office.seat(LAN)
    claim = f"/v1/desk/dossiers/{code}/claim"
    assert (await mai.post(claim)).json() == {"claimed_by": "Lê Thị Mai", "claimed_by_me": True}
    assert (await lan.post(claim)).json() == {"claimed_by": "Lê Thị Mai", "claimed_by_me": False}
    assert (await lan.dossier(code))["claimed_by"] == "Lê Thị Mai"
    assert (await lan.decide(code, "approve")).status_code == 200


async def test_a_claim_lapses_after_five_minutes_and_can_be_let_go(office: Office) -> None:
    code, mai, lan = await office.waiting(), await office.seat(), await office.seat(LAN)
    path = f"/v1/desk/dossiers/{code}"
    await mai.post(f"{path}/claim")
    assert (await lan.post(f"{path}/release")).json()["claimed_by"] == "Lê Thị Mai"
    await mai.post(f"{path}/release")
    assert (await lan.post(f"{path}/claim")).json()["claimed_by_me"]
    office.world.pass_time(minutes=5, seconds=1)
    assert (await mai.post(f"{path}/claim")).json()["claimed_by_me"]
