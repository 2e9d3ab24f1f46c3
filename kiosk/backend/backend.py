"""Everything that the API can do, put together from the parts that a demo, a ward and a test differ in."""

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

from kiosk.backend.access.callers import Callers
from kiosk.backend.access.passwords import Passwords
from kiosk.backend.access.sessions import DEFAULT_LIFETIME, SessionLifetime
from kiosk.backend.audit.linker import Forge
from kiosk.backend.campaign.progress import Ward
from kiosk.backend.cards.cards import Cards
from kiosk.backend.cards.issuing import Issuer
from kiosk.backend.cards.revocations import Revocations
from kiosk.backend.casework.decisions import Decisions
from kiosk.backend.clock import Clock, utc_now
from kiosk.backend.desk import DeskBackend
from kiosk.backend.insurer.port import Insurer
from kiosk.backend.keys.decryption import Opener
from kiosk.backend.keys.signing import Signer
from kiosk.backend.lookups.contributions import Contributions
from kiosk.backend.phone_codes.phone_codes import PhoneCodes
from kiosk.backend.phone_codes.sms import Sms
from kiosk.backend.pick_ups.pick_ups import PickUps
from kiosk.backend.policy import Policy
from kiosk.backend.registrations.envelopes import Envelopes
from kiosk.backend.registrations.registrations import Registrations
from kiosk.backend.registrations.rejudging import Rejudging
from kiosk.backend.registrations.status import Standings
from kiosk.backend.storage.store import Store
from kiosk.backend.storage.vault import Vault
from kiosk.contract.keys import KeysAnswer

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
    desk: DeskBackend
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
        life: SessionLifetime = DEFAULT_LIFETIME,
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
            desk=DeskBackend.of(store, vault, signer, insurer, passwords, decisions, life, goal, now),
            revocations=Revocations(store, signer, now),
            insurer=insurer,
            signer=signer,
            opener=opener,
            upkeep=(*_upkeep(store, vault, insurer, policy, now), *upkeep),
        )


def _upkeep(store: Store, vault: Vault, insurer: Insurer, policy: Policy, now: Clock) -> Sequence[Upkeep]:
    """What every backend sees to by itself."""
    return Forge(store, now).keep_on, Rejudging(store, vault, insurer, policy, now).keep_on
