"""Everything that the API can do, put together from the parts that a demo, a ward and a test differ in."""

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

from kiosk.backend.auth import Callers
from kiosk.backend.clock import Clock, utc_now
from kiosk.backend.desk import Desk
from kiosk.backend.forge import Forge
from kiosk.backend.insurer import Insurer
from kiosk.backend.passwords import Passwords
from kiosk.backend.policy import Policy
from kiosk.backend.revocations import Revocations
from kiosk.backend.sealing import Opener
from kiosk.backend.service.cards import Cards
from kiosk.backend.service.contributions import Contributions
from kiosk.backend.service.decisions import Decisions
from kiosk.backend.service.envelopes import Envelopes
from kiosk.backend.service.issuing import Issuer
from kiosk.backend.service.phone_codes import PhoneCodes
from kiosk.backend.service.pick_ups import PickUps
from kiosk.backend.service.registrations import Registrations
from kiosk.backend.service.rejudging import Rejudging
from kiosk.backend.service.standings import Standings
from kiosk.backend.service.ward import Ward
from kiosk.backend.sessions import LIFE, Life
from kiosk.backend.signing import Signer
from kiosk.backend.sms import Sms
from kiosk.backend.store import Store
from kiosk.backend.vault import Vault
from kiosk.contract import KeysAnswer

Upkeep = Callable[[], Coroutine[Any, Any, None]]


@dataclass(frozen=True)
class Backend:
    """The services, over one store."""

    store: Store
    vault: Vault
    registrations: Registrations
    standings: Standings
    envelopes: Envelopes
    phone_codes: PhoneCodes
    cards: Cards
    contributions: Contributions
    pick_ups: PickUps
    decisions: Decisions
    ward: Ward
    callers: Callers
    desk: Desk
    revocations: Revocations
    insurer: Insurer
    signer: Signer
    opener: Opener
    upkeep: Sequence[Upkeep]
    """What runs beside the answering, for as long as the backend is served."""

    @property
    def keys(self) -> KeysAnswer:
        """What anybody may know of the keys in use now."""
        return KeysAnswer(keys=[*self.signer.published, *self.opener.published])

    @classmethod
    def of(
        cls,
        store: Store,
        *,
        vault: Vault,
        signer: Signer,
        opener: Opener,
        insurer: Insurer,
        sms: Sms | None,
        policy: Policy,
        goal: int,
        upkeep: Sequence[Upkeep] = (),
        life: Life = LIFE,
        passwords: Passwords | None = None,
        now: Clock = utc_now,
    ) -> "Backend":
        """Build the services over their collaborators."""
        issuer = Issuer(signer, vault, is_sample=insurer.is_sample)
        registrations = Registrations(store, vault, insurer, signer, issuer, policy, now)
        decisions = Decisions(store, vault, insurer, issuer, now)
        return cls(
            store=store,
            vault=vault,
            registrations=registrations,
            standings=Standings(store, vault, now),
            envelopes=Envelopes(opener, registrations),
            phone_codes=PhoneCodes(store, vault, insurer, signer, sms, policy, now),
            cards=Cards(store, vault, insurer, signer, issuer, policy, now),
            contributions=Contributions(store, vault, insurer, signer, policy, now),
            pick_ups=PickUps(store, vault, signer, policy.pick_up_life, now),
            decisions=decisions,
            ward=Ward(store, goal),
            callers=Callers(store, life, now),
            desk=Desk.of(store, vault, signer, insurer, passwords, decisions, life, goal, now),
            revocations=Revocations(store, signer, now),
            insurer=insurer,
            signer=signer,
            opener=opener,
            upkeep=(*_upkeep(store, vault, insurer, policy, now), *upkeep),
        )


def _upkeep(store: Store, vault: Vault, insurer: Insurer, policy: Policy, now: Clock) -> Sequence[Upkeep]:
    """What every backend sees to by itself."""
    return Forge(store, now).keep_on, Rejudging(store, vault, insurer, policy, now).keep_on
