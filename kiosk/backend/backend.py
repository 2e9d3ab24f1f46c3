"""Everything that the API can do, put together from the parts that a demo, a ward and a test differ in."""

from dataclasses import dataclass

from kiosk.backend import keys
from kiosk.backend.clock import Clock, utc_now
from kiosk.backend.insurer import Insurer
from kiosk.backend.policy import Policy
from kiosk.backend.sealing import Opener
from kiosk.backend.service.cards import Cards
from kiosk.backend.service.decisions import Decisions
from kiosk.backend.service.envelopes import Envelopes
from kiosk.backend.service.issuing import Issuer
from kiosk.backend.service.phone_codes import PhoneCodes
from kiosk.backend.service.registrations import Registrations
from kiosk.backend.service.standings import Standings
from kiosk.backend.service.ward import Ward
from kiosk.backend.signing import Signer
from kiosk.backend.sms import Sms
from kiosk.backend.store import Store
from kiosk.contract import KeysAnswer


@dataclass(frozen=True)
class Backend:
    """The services, over one store."""

    store: Store
    registrations: Registrations
    standings: Standings
    envelopes: Envelopes
    phone_codes: PhoneCodes
    cards: Cards
    decisions: Decisions
    ward: Ward
    keys: KeysAnswer

    @classmethod
    def of(
        cls,
        store: Store,
        *,
        signer: Signer,
        opener: Opener,
        insurer: Insurer,
        sms: Sms | None,
        policy: Policy,
        goal: int,
        now: Clock = utc_now,
    ) -> "Backend":
        """Build the services over their collaborators."""
        issuer = Issuer(signer, is_sample=insurer.is_sample)
        registrations = Registrations(store, insurer, signer, issuer, policy, now)
        return cls(
            store=store,
            registrations=registrations,
            standings=Standings(store),
            envelopes=Envelopes(opener, registrations),
            phone_codes=PhoneCodes(store, insurer, signer, sms, policy, now),
            cards=Cards(store, insurer, signer, issuer, policy, now),
            decisions=Decisions(store, insurer, issuer, now),
            ward=Ward(store, goal, now),
            keys=KeysAnswer(keys=keys.published(signer.public, opener.public)),
        )
