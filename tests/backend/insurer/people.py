"""Invented people of the register, and what the insurer says of their cards."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import date

from kiosk.backend.insurer.port import CardFace, Insured, Insurer, InsurerAway
from kiosk.domain.contributions import Employer, History
from kiosk.domain.dates import PartialDate
from kiosk.domain.people import Sex

STRANGER = "006070000020"

FACE = CardFace(
    card_number="0000000011",
    facility="06001",
    facility_name="Bệnh viện Mẫu",
    valid_from=date(2026, 1, 1),
    valid_to=None,
    five_years_from=date(2020, 1, 1),
    benefit="4",
    payload="0000000011|4d|$",
)
MAU = Insured(
    citizen_id="006090000011",
    full_name="Nguyễn Văn Mẫu",
    birth=PartialDate(1990, 1, 1),
    sex=Sex.MALE,
    phone="+84900000000",
    is_alive=True,
    card=FACE,
)


class Line:
    """The line to an insurer; it can be down."""

    def __init__(self, insurer: Insurer) -> None:
        self._insurer = insurer
        self.is_sample = insurer.is_sample
        self.is_down = False
        self.asked: list[list[str]] = []
        """What was asked together."""
        self.meanwhile: Callable[[], Awaitable[None]] | None = None
        """What happens while the insurer looks something up."""

    async def find(self, number: str) -> Insured | None:
        """Pass the question on."""
        if self.is_down:
            raise InsurerAway(5)
        return await self._insurer.find(number)

    async def find_many(self, numbers: Collection[str]) -> Mapping[str, Insured | None]:
        """Pass the questions on."""
        self.asked.append(list(numbers))
        found = {} if self.is_down else await self._insurer.find_many(numbers)
        if self.meanwhile:
            happens, self.meanwhile = self.meanwhile, None
            await happens()
        return found

    async def contributions(self, number: str) -> History:
        """Pass the question on."""
        if self.is_down:
            raise InsurerAway(5)
        return await self._insurer.contributions(number)

    async def employers(self, text: str, most: int) -> tuple[Sequence[Employer], bool]:
        """Pass the question on."""
        if self.is_down:
            raise InsurerAway(5)
        return await self._insurer.employers(text, most)

    async def close(self) -> None:
        """Hang up."""
        await self._insurer.close()


class Known:
    """An insurer that knows whom it was given."""

    is_sample = False

    def __init__(self, *people: Insured) -> None:
        self.people = {insured.citizen_id: insured for insured in people}

    async def find(self, number: str) -> Insured | None:
        """Look somebody up by citizen number."""
        return self.people.get(number)

    async def find_many(self, numbers: list[str]) -> dict[str, Insured | None]:
        """Look several up."""
        return {number: await self.find(number) for number in numbers}

    async def contributions(self, number: str) -> History:
        """Nothing is known of anybody's."""
        return History()

    async def employers(self, text: str, most: int) -> tuple[Sequence[Employer], bool]:
        """Nor of any employer."""
        return (), False

    async def close(self) -> None:
        """There is nothing to let go of."""
