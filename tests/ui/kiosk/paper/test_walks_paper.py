"""Paper to take along: a slip comes, or it is said why not, and the screen never waits for it."""

import asyncio

import pytest
import zxingcpp

from kiosk.devices.printer.slip_printer import SlipPrinter, open_sink
from kiosk.domain.registration.draft import Path
from kiosk.domain.registration.eligibility import Status
from kiosk.domain.registration.journey import Question
from kiosk.domain.slip import ReadOut, Row
from kiosk.ports.registrations import Queued, RegistrationStatus
from kiosk.ui.kiosk.results.receipt import ReceiptView
from kiosk.ui.kiosk.screens.status import StatusView
from kiosk.ui.widgets.card_sheet import CardSheet
from kiosk.ui.widgets.large_code import LargeCode
from kiosk.ui.widgets.qr.qr_code import Qr
from tests.devices.printer.network_printer import COVER_OPEN, OUT_OF_PAPER, WELL, picture, printer_on_a_socket
from tests.fakes.citizen import MAN, NOW, SIGNED_RECEIPT, FakePrinter, World, a_card
from tests.ui.answers import SCANNED, begin, walk
from tests.ui.scenes.scene import RECEIPT
from tests.ui.visit import Visit, visiting

TROUBLES = ("paper_out", "cover_open", "unplugged", "unreadable")


def a_world(printer: FakePrinter | None = None, **registrar) -> World:
    """Return a world with a printer in it, and a registrar as told."""
    made = World(printer=printer or FakePrinter())
    for name, value in {"status": Status.PENDING_REVIEW, **registrar}.items():
        setattr(made.registrar, name, value)
    return made


async def send(visit: Visit) -> None:
    """Send a registration and wait for what comes of it."""
    await begin(visit, Question.REVIEW, Path.RELATIVE)
    await visit.choose("send")
    await visit.at(ReceiptView)
    await visit.until(lambda: bool(visit.view.query("#done")), "it is sent")


async def test_the_receipt_comes_by_itself_and_once():
    async with visiting(a_world()) as visit:
        await send(visit)
        await visit.reads("paper.printed")
        (slip,) = visit.world.printer.slips
        code = visit.draft.receipt_code
        assert [square.payload for square in slip.squares] == [
            f"BHXH:{code}",
            f"BHXH1:{code}:{SIGNED_RECEIPT}",
        ]
        await visit.choose("wait")
        await visit.reads("result.pending_review.waiting_todo")
        await visit.press("f2")
        await visit.reads("paper.printed")
        assert len(visit.world.printer.slips) == 1


async def test_what_is_kept_here_comes_on_another_slip_and_sending_it_again_prints_what_is_new():
    async with visiting(a_world(receipt=Queued(RECEIPT, "offline"))) as visit:
        await send(visit)
        await visit.reads("paper.printed")
        await visit.choose("again")
        await visit.reads("result.queued.title")
        assert len(visit.world.printer.asked) == 1, "the same slip again is printed on request alone"
        visit.world.registrar.receipt = None
        await visit.choose("again")
        await visit.reads("result.pending_review.title")
        await visit.until(lambda: len(visit.world.printer.slips) == 2, "the receipt comes")
        saved, received = visit.world.printer.slips
        assert saved != received


async def test_the_screen_goes_on_while_it_prints_and_a_second_press_does_nothing():
    printer = FakePrinter(busy=asyncio.Event())
    async with visiting(a_world(printer)) as visit:
        await send(visit)
        await visit.reads("paper.printing")
        await visit.choose("print")
        await visit.choose("print")
        await visit.choose("wait")
        await visit.reads("result.pending_review.waiting_todo")
        assert len(printer.asked) == 1
        assert not visit.shows(visit.say("paper.printed")), "it is not said before it is so"
        printer.busy.set()
        await visit.reads("paper.printed")


async def test_leaving_while_it_prints_is_fine():
    async with visiting(a_world(FakePrinter(busy=asyncio.Event()))) as visit:
        await send(visit)
        await visit.choose("done")
        await visit.gone()
        assert visit.app.return_code == 0


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_trouble_is_said_the_code_stays_and_printing_again_is_offered(trouble):
    async with visiting(a_world(FakePrinter(trouble))) as visit:
        await send(visit)
        await visit.reads(f"paper.trouble.{trouble}")
        await visit.stands(Qr)
        visit.world.printer.trouble = None
        await visit.press("3")
        await visit.reads("paper.printed")
        assert len(visit.world.printer.slips) == 1


async def test_trouble_is_said_in_the_language_that_is_chosen_next():
    async with visiting(a_world(FakePrinter("paper_out"))) as visit:
        await send(visit)
        await visit.reads("paper.trouble.paper_out")
        await visit.press("f2")
        await visit.reads("paper.trouble.paper_out")
        visit.world.printer.trouble = None
        await visit.press("3")
        await visit.reads("paper.printed")
        assert visit.app.session.language == "en"


async def test_a_receipt_is_printed_again_later_by_its_code():
    world = a_world()
    world.registrar.statuses[RECEIPT] = RegistrationStatus(RECEIPT, Status.PENDING_REVIEW, (), NOW)
    async with visiting(world) as visit:
        await visit.scan(f"BHXH:{RECEIPT}")
        await visit.at(StatusView)
        await visit.reads("result.pending_review.title")
        assert not world.printer.asked, "a person who only asks gets no paper"
        await visit.press("3")
        await visit.reads("paper.printed")
        assert ReadOut("QNVR 7UNL L4SU") in world.printer.slips[0].parts


@pytest.mark.parametrize(("choice", "number"), [("masked", "•• •••• 0017"), ("full", "00 0000 0017")])
async def test_a_card_is_printed_as_the_person_chooses(choice, number):
    async with visiting(a_world()) as visit:
        await visit.press("3")
        await visit.at(Question.CARD)
        await walk(visit, SCANNED)
        await visit.stands(CardSheet)
        await visit.press("3")
        await visit.reads("paper.card.ask")
        assert not visit.world.printer.asked
        await visit.choose(choice)
        await visit.stands(CardSheet)
        await visit.reads("paper.printed")
        (slip,) = visit.world.printer.slips
        assert Row(visit.say("card.number"), number) in slip.parts
        card = a_card(visit.draft.participant)
        assert [square.payload for square in slip.squares] == [card.payload, card.proof]


async def test_back_from_the_question_prints_nothing():
    async with visiting(a_world(status=Status.APPROVED)) as visit:
        await send(visit)
        await visit.stands(CardSheet)
        await visit.press("3")
        await visit.reads("paper.card.ask")
        await visit.choose("card")
        await visit.stands(CardSheet)
        assert not visit.world.printer.asked


async def test_who_is_registered_already_is_offered_no_slip_without_a_code():
    world = a_world(status=Status.REFUSED, reasons=("already_registered",))
    async with visiting(world) as visit:
        await send(visit)
        await visit.reads("result.already.title")
        assert not visit.view.query("#print")
        assert not world.printer.asked


@pytest.mark.parametrize("status", [Status.PENDING_REVIEW, Status.APPROVED])
async def test_without_a_printer_nothing_is_offered(status):
    async with visiting() as visit:
        visit.world.registrar.status = status
        await send(visit)
        await visit.settled()
        assert not visit.view.query("#print, #print-card, #paper")


async def test_from_a_scan_to_the_code_on_the_paper():
    """The real printer at the end: what came out of it reads byte for byte as the card."""
    with printer_on_a_socket() as network:
        world = World(printer=SlipPrinter(open_sink(network.address, 80), "MẪU"))
        async with visiting(world) as visit:
            await visit.press("3")
            await visit.at(Question.CARD)
            await visit.scan(MAN)
            await walk(visit, SCANNED)
            await visit.stands(CardSheet)
            await visit.press("3")
            await visit.reads("paper.card.ask")
            await visit.choose("masked")
            await visit.reads("paper.printed")
            card = a_card(visit.draft.participant)
        printed = picture(bytes(network.taken)).convert("L")
        assert [code.text for code in zxingcpp.read_barcodes(printed)] == [card.payload, card.proof]


@pytest.mark.parametrize(("state", "trouble"), [(OUT_OF_PAPER, "paper_out"), (COVER_OPEN, "cover_open")])
async def test_a_real_printer_in_trouble_is_said_and_prints_once_it_is_mended(state, trouble):
    with printer_on_a_socket() as network:
        network.state = state
        world = a_world()
        world.printer = SlipPrinter(open_sink(network.address, 80), "MẪU")
        async with visiting(world) as visit:
            await send(visit)
            await visit.reads(f"paper.trouble.{trouble}")
            await visit.stands(LargeCode)
            assert not network.taken
            network.state = dict(WELL)
            await visit.press("3")
            await visit.reads("paper.printed")
            code = visit.draft.receipt_code
        printed = picture(bytes(network.taken)).convert("L")
        codes = [found.text for found in zxingcpp.read_barcodes(printed)]
        assert codes == [f"BHXH:{code}", f"BHXH1:{code}:{SIGNED_RECEIPT}"]


async def test_a_real_printer_that_is_unplugged_is_said_and_prints_once_it_is_plugged_in():
    with printer_on_a_socket() as network:
        address = network.address
    world = a_world()
    world.printer = SlipPrinter(open_sink(address, 58), "MẪU")
    async with visiting(world) as visit:
        await send(visit)
        await visit.reads("paper.trouble.unplugged")
        await visit.stands(Qr)
        await visit.stands(LargeCode)
        with printer_on_a_socket(int(address.rpartition(":")[2])) as network:
            await visit.press("3")
            await visit.reads("paper.printed")
        assert zxingcpp.read_barcodes(picture(bytes(network.taken)).convert("L"))


async def test_paper_that_was_out_comes_another_day_by_the_code():
    world = a_world(FakePrinter("paper_out"))
    async with visiting(world) as visit:
        await send(visit)
        await visit.reads("paper.trouble.paper_out")
        code = visit.draft.receipt_code
    later = a_world()
    later.registrar.statuses[code] = RegistrationStatus(code, Status.PENDING_REVIEW, (), NOW)
    async with visiting(later) as visit:
        await visit.press("4")
        await visit.until(lambda: bool(visit.view.query("#status")), "it is asked what is looked up")
        await visit.choose("status")
        await visit.at(StatusView)
        await visit.type(code)
        await visit.reads("result.pending_review.title")
        await visit.press("3")
        await visit.reads("paper.printed")
        assert [square.payload for square in later.printer.slips[0].squares] == [f"BHXH:{code}"]
