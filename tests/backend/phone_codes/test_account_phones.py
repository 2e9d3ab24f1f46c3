"""The phones of an account: they come with the approval and go with it."""

from datetime import timedelta

from kiosk.backend.maintenance import retention
from kiosk.backend.phone_codes import account_phones
from kiosk.backend.phone_codes.account_phones import NewPhone
from kiosk.backend.registrations.reassessment import Reassessment
from kiosk.backend.storage import schema
from kiosk.domain.people import Relation, Sex
from kiosk.domain.registration.draft import PhoneOwner
from tests.backend.office import Office
from tests.backend.world import MAU, NGHIEM, POLICY, THU, VAULT, World, body

DAUGHTERS = "+84980000000"


def _phones(world: World, person: dict[str, str]) -> list[NewPhone]:
    key = VAULT.person(person["citizen_id"])
    return [each.content for each in world.store.read_now(lambda c: account_phones.current(c, VAULT, key))]


async def _mother(world: World) -> str:
    """The receipt of a mother whom her daughter has registered through her own phone."""
    proof = await world.prove(NGHIEM, DAUGHTERS, "helper")
    answer = await world.register(body(NGHIEM, proof=proof, phone=DAUGHTERS, helper=THU))
    return str(answer["receipt_code"])


async def test_an_account_that_begins_at_once_has_the_phone_that_was_proved(world: World) -> None:
    await world.approved()
    assert _phones(world, MAU) == [NewPhone(MAU["phone"], PhoneOwner.SELF)]


async def test_a_phone_belongs_to_no_account_while_the_registration_waits(world: World) -> None:
    await _mother(world)
    assert _phones(world, NGHIEM) == []


async def test_an_officers_approval_makes_the_daughters_phone_the_mothers(office: Office) -> None:
    code, mai = await _mother(office.world), await office.seat()
    await mai.decide(code, "approve")
    assert _phones(office.world, NGHIEM) == [
        NewPhone(DAUGHTERS, PhoneOwner.HELPER, Relation.PARENT, Sex.FEMALE)
    ]


async def test_an_approval_that_is_undone_takes_its_phone_along(office: Office) -> None:
    code, mai = await _mother(office.world), await office.seat()
    await mai.decide(code, "approve")
    await mai.post(f"/v1/desk/dossiers/{code}/undo")
    assert _phones(office.world, NGHIEM) == []
    (row,) = office.world.rows(schema.account_phones)
    assert row.ended_by.startswith("officer:")
    await mai.decide(code, "approve")
    assert len(_phones(office.world, NGHIEM)) == 1


async def test_what_is_approved_when_the_insurer_answers_again_has_its_phone(world: World) -> None:
    proof = await world.prove(MAU, MAU["phone"])
    world.line.is_down = True
    await world.register(body(MAU, proof=proof))
    assert _phones(world, MAU) == []
    world.line.is_down = False
    await Reassessment(world.store, VAULT, world.line, POLICY, lambda: world.at).assess_waiting()
    assert _phones(world, MAU) == [NewPhone(MAU["phone"], PhoneOwner.SELF)]


async def test_the_database_alone_tells_neither_person_nor_phone(world: World) -> None:
    await world.approved()
    (row,) = world.rows(schema.account_phones)
    shown = str(tuple(row))
    assert MAU["phone"] not in shown
    assert MAU["citizen_id"] not in shown


async def test_a_phone_that_ended_is_purged_and_one_in_use_is_kept(office: Office) -> None:
    world = office.world
    await world.approved()
    code, mai = await _mother(world), await office.seat()
    await mai.decide(code, "approve")
    await mai.post(f"/v1/desk/dossiers/{code}/undo")
    world.pass_time(days=10)
    retention.purge(world.store, world.at, world.at - timedelta(days=5), actor="admin")
    assert [row.ended_at for row in world.rows(schema.account_phones)] == [None]


async def test_erasing_leaves_nothing_of_one_person_and_everything_of_others(world: World) -> None:
    await world.approved()
    await world.approved(THU)
    gone = VAULT.person(MAU["citizen_id"])
    world.store.write_now(lambda connection: account_phones.erase(connection, gone))
    assert _phones(world, MAU) == []
    assert _phones(world, THU) == [NewPhone(THU["phone"], PhoneOwner.SELF)]
