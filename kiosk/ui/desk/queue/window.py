"""The window on a queue of any length: the entries around the selected one, never all of them."""

from kiosk.ports.dossiers import QueueEntry, QueuePage

REACH = 50
"""Entries loaded on each side of the selected one."""


class Window:
    """Entries by their place. A page that contradicts what is known makes it forget the rest."""

    def __init__(self) -> None:
        self.total = 0
        self.is_known = False
        """Has any page come yet?"""
        self.at = 0
        """The selected place."""
        self.code = ""
        """The receipt code that is selected; it is followed when its place changes."""
        self._entries: dict[int, QueueEntry] = {}

    def get(self, place: int) -> QueueEntry | None:
        """Return the entry at `place`, if it is known."""
        return self._entries.get(place)

    @property
    def selected(self) -> QueueEntry | None:
        """The selected entry, if it is known."""
        return self.get(self.at)

    @property
    def around(self) -> tuple[int, int]:
        """Offset and limit of the page to ask for, so that the selected entry is found again."""
        return max(0, self.at - REACH), 2 * REACH

    def take(self, page: QueuePage) -> int:
        """Take a page; return by how many places the selected entry has moved."""
        fresh = dict(enumerate(page.entries, page.offset))
        if page.total != self.total or any(
            entry.receipt_code != fresh[place].receipt_code
            for place, entry in self._entries.items()
            if place in fresh
        ):
            self._entries.clear()
        self.total, self.is_known = page.total, True
        self._entries |= fresh
        before = self.at
        self.at = self._place_of(self.code, page)
        self._follow()
        return self.at - before

    def select(self, place: int) -> None:
        """Select the entry at `place`, or the nearest there is."""
        self.at = max(0, min(place, self.total - 1))
        self.code = ""
        self._follow()

    def missing(self, first: int, last: int) -> tuple[int, int] | None:
        """Return offset and limit of what is not known between two places; None when all of it is."""
        last = min(last, self.total - 1)
        unknown = [place for place in range(max(0, first), last + 1) if place not in self._entries]
        if not unknown:
            return None
        return max(0, unknown[0] - REACH // 2), 2 * REACH

    def codes(self, offset: int, limit: int) -> frozenset[str]:
        """Return the receipt codes that are known between two places."""
        known = (self.get(place) for place in range(offset, offset + limit))
        return frozenset(entry.receipt_code for entry in known if entry is not None)

    def _place_of(self, code: str, page: QueuePage) -> int:
        for place, entry in enumerate(page.entries, page.offset):
            if entry.receipt_code == code:
                return place
        return max(0, min(self.at, self.total - 1))

    def _follow(self) -> None:
        """Remember whose place it is, as soon as that is known."""
        if self.selected is not None:
            self.code = self.selected.receipt_code
        elif self.total == 0:
            self.code = ""
