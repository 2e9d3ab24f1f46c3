"""A dossier as lines of text: what was declared beside what the register says, differences by a sign."""

from collections.abc import Iterator
from textwrap import wrap

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from kiosk.domain import phones, readable_code
from kiosk.domain.registration.draft import Consent, PhoneOwner
from kiosk.ports.dossiers import Dossier, DossierEvent, RegisteredPerson
from kiosk.ui.desk.dossier.doubt import doubts
from kiosk.ui.desk.dossier.field_words import change_words
from kiosk.ui.desk.frame import VAST
from kiosk.ui.desk.lines import CAREFUL, HEAD, QUIET, VALUE, Line, beside, labelled, spaced
from kiosk.ui.desk.session import DeskSession

NO_BREAK = "\N{NO-BREAK SPACE}"
SHOWN_DIGEST = 8
"""Digits of a consent's digest."""
SHOWN_BESIDE = ("differs_", "duplicate")
"""Doubts that the lines themselves show, and what stands beside them."""


class DossierText:
    """Lays one dossier out in `width` cells; `roomy` leaves a blank line between the rows."""

    def __init__(self, dossier: Dossier, session: DeskSession, width: int, *, roomy: bool = False) -> None:
        self._dossier = dossier
        self._session = session
        self._say = session.say
        self._width = max(40, width)
        self._breath: list[Line] = [[]] if roomy else []

    def lines(self) -> list[Line]:
        """Return everything, from top to bottom."""
        return [
            *self._head(),
            [],
            *self._comparison(),
            [],
            *self._circumstances(),
            *self._breath,
            *self._past(),
        ]

    def _head(self) -> Iterator[Line]:
        dossier, say = self._dossier, self._say
        name, status = dossier.declared.full_name, say(f"desk.status.{dossier.status}")
        room = max(2, self._width - len(name) - len(status))
        yield [(name, VALUE), (" " * room, ""), (status, HEAD)]
        code, at = readable_code.grouped(dossier.receipt_code), self._session.clock(dossier.received_at)
        yield from self._text(say("desk.dossier.received", code=code, kiosk=dossier.kiosk_name, at=at), QUIET)
        if dossier.waits_here:
            here = say("desk.dossier.waits_here", kiosk=dossier.kiosk_name)
            yield from self._text(f"● {here}", CAREFUL)
        if dossier.is_supplemented:
            yield from self._text(f"✚ {say('desk.dossier.supplemented')}", CAREFUL)
        if dossier.asked:
            asked = ", ".join(say(f"desk.asked.{part}") for part in dossier.asked)
            yield from self._text(say("desk.dossier.asked", parts=asked), CAREFUL)
        if dossier.other_claimant:
            yield from self._text(say("desk.dossier.claimed", officer=dossier.other_claimant), CAREFUL)

    def _comparison(self) -> Iterator[Line]:
        """Declared on the left, registered on the right."""
        declared, say, known = self._dossier.declared, self._say, self._known()
        source = say(f"desk.source.{declared.id_source}")
        titles = say("desk.dossier.declared", source=source), self._register_title()
        yield from beside("", *titles, self._width, HEAD)
        told = {
            "full_name": declared.full_name,
            "birth": declared.birth.shown,
            "sex": say(f"common.sex.{declared.sex}"),
            "citizen_id": spaced(declared.citizen_id),
            "phone": self._phone(),
            "address": declared.address or "–",
            "commune": self._commune(declared.commune),
        }
        corrected = {change.field for event in self._dossier.history for change in event.changes}
        for name, text in told.items():
            differs = name in self._dossier.differences
            if name in corrected:
                text = f"{text} ({say('desk.dossier.corrected')})"
            style = CAREFUL if differs else VALUE
            label = say(f"desk.field.{name}")
            yield from self._breath
            yield from beside(label, text, known.get(name, ""), self._width, style, differs=differs)

    def _commune(self, code: str | None) -> str:
        name = self._session.services.commune_name
        return name(code) if code else self._say("desk.dossier.commune_unknown")

    def _known(self) -> dict[str, str]:
        """Return what the register says; it has no addresses, so the card stands beside the address."""
        register, say = self._dossier.register, self._say
        if register is None:
            return {}
        return {
            "full_name": register.full_name,
            "birth": register.birth.shown,
            "sex": say(f"common.sex.{register.sex}"),
            "citizen_id": spaced(register.citizen_id),
            "phone": phones.shown(register.phone) if register.phone else say("desk.phone.none"),
            "address": self._card(register),
        }

    def _card(self, register: RegisteredPerson) -> str:
        """Return what the insurer says of the card; a code that is not listed is shown as it is."""
        code = register.card_code
        if not register.has_card:
            return self._say("desk.card.none")
        listed = self._session.say_if(f"result_code.{code}")
        return listed or self._say("result_code.other", code=code)

    def _circumstances(self) -> Iterator[Line]:
        """Return why it waits, what to look at, who helped, and what was agreed to."""
        dossier, say = self._dossier, self._say
        reasons = [self._session.say_if(f"desk.short.{reason}") for reason in dossier.reasons]
        yield from self._labelled("reasons", " · ".join(filter(None, reasons)))
        unmarked = [doubt for doubt in doubts(dossier) if not doubt.startswith(SHOWN_BESIDE)]
        for place, doubt in enumerate(unmarked):
            yield from self._labelled(
                "" if place else "doubts", f"! {say_doubt(doubt, self._session)}", CAREFUL
            )
        if (helper := dossier.helper) is not None:
            told = say(
                "desk.dossier.helper",
                name=helper.full_name,
                birth=helper.birth.shown,
                number=spaced(helper.citizen_id),
                source=say(f"desk.source.{helper.id_source}"),
                relation=say(f"desk.whom.{helper.relation}").lower(),
            )
            yield from self._labelled("helper", told)
        given = [self._consent(consent) for consent in dossier.consents]
        yield from self._labelled("consents", "   ".join(given))

    def _consent(self, consent: Consent) -> str:
        """Return the answer and by which text it was asked: `kiosk admin consent-text` shows the words."""
        sign = "✓" if consent.granted else "✗"
        asked = " ".join(filter(None, [consent.version, consent.text_digest[:SHOWN_DIGEST]]))
        told = f"{sign} {self._say(f'desk.purpose.{consent.purpose}')} ({asked})"
        return told.replace(" ", NO_BREAK)

    def _past(self) -> Iterator[Line]:
        """Return what became of it; the registrations that may be the same stand beside the sheet."""
        happened = [self._event(event) for event in self._dossier.history]
        yield from self._labelled("history", " → ".join(happened))

    def _event(self, event: DossierEvent) -> str:
        what, _, why = event.reason.partition(".")
        known = self._session.say_if(f"desk.step.{what}") if what else ""
        told = f"{self._session.clock(event.at)} {known or self._say(f'desk.status.{event.status}')}"
        made = [change_words(self._session, change) for change in event.changes]
        grounds = [self._say(f"desk.correct.reason.{why}")] if why else []
        grounds += [self._say(f"desk.correct.agreed.{event.agreed}")] if event.agreed else []
        asked = [self._say(f"desk.asked.{part}") for part in event.asked]
        return " · ".join(filter(None, [told, event.by, *asked, *made, *grounds, event.note]))

    def _register_title(self) -> str:
        if self._dossier.register_away:
            return self._say("desk.dossier.register_away")
        register = self._dossier.register
        if register is None:
            return self._say("desk.dossier.not_registered")
        return self._say("desk.dossier.register" if register.is_alive else "desk.dossier.register_dead")

    def _phone(self) -> str:
        dossier, say = self._dossier, self._say
        if dossier.phone is None:
            return say("desk.phone.none")
        proved = say(f"desk.phone.{'proved' if dossier.phone_proved else 'unproved'}")
        whose = say("desk.phone.of_helper") if dossier.phone_owner == PhoneOwner.HELPER else ""
        return " ".join(filter(None, [phones.shown(dossier.phone), whose, proved]))

    # How lines are laid out.

    def _labelled(self, name: str, text: str, style: str = "") -> Iterator[Line]:
        label = self._say(f"desk.field.{name}") if name else ""
        yield from labelled(label, text, self._width, style)

    def _text(self, text: str, style: str) -> Iterator[Line]:
        for part in wrap(text, self._width):
            yield [(part, style)]


def say_doubt(doubt: str, session: DeskSession) -> str:
    """Return a doubt in words."""
    return session.say(f"desk.doubt.{doubt}")


class DossierSheet(Widget):
    """The lines of a dossier, or a word of what to do where there is none.

    One widget that draws all lines: a widget for each would stand a moment later.
    """

    DEFAULT_CSS = """
    DossierSheet { height: auto; color: $ink; background: $sheet; text-wrap: nowrap; }
    """

    def __init__(self, session: DeskSession) -> None:
        super().__init__()
        self._session = session
        self.dossier: Dossier | None = None

    def show(self, dossier: Dossier | None) -> None:
        """Show another one."""
        self.dossier = dossier
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how many lines it has in this width."""
        return len(self._lines(width))

    def render(self) -> Content:
        """Return the lines."""
        return Content("\n").join(Content.assemble(*line) for line in self._lines(self.size.width))

    def _lines(self, width: int) -> list[list[tuple[str, str]]]:
        if self.dossier is None:
            return [[(self._session.say("desk.dossier.none"), "$muted")]]
        return DossierText(self.dossier, self._session, width, roomy=self.app.size.height >= VAST).lines()
