"""An officer reads why messages do not go out."""

from kiosk.ports.messages import MessageTrouble
from kiosk.ui.desk.message_line import MessageLine
from tests.ui.desk.seat import working


async def test_the_desk_says_that_no_messages_can_be_sent_and_why():
    async with working() as seat:
        line = seat.work.query_one(MessageLine)
        assert not line.display
        seat.world.troubles[:] = [
            MessageTrouble("low_balance", "speedsms", 40_000),
            MessageTrouble("balance", "esms", 0),
        ]
        line.look()
        await seat.until(lambda: seat.shows("Tin nhắn đang không gửi được", "speedsms chỉ còn 40.000 đồng"))
        seat.world.troubles[:] = [MessageTrouble("credentials", "esms", stops=False)]
        line.look()
        await seat.until(lambda: seat.shows("Tin nhắn: esms không nhận khóa"))
        seat.world.troubles.clear()
        line.look()
        await seat.until(lambda: not line.display)
