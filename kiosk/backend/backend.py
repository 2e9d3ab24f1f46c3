"""Everything that the API can do, put together from the parts in which a demo, a ward and a test differ."""

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kiosk.backend.access.callers import Callers
from kiosk.backend.access.passwords import Passwords
from kiosk.backend.access.sessions import DEFAULT_LIFETIME, SessionLifetime
from kiosk.backend.audit.linker import AuditLinker
from kiosk.backend.campaign.figures import CampaignProgress
from kiosk.backend.cards.card_service import CardService
from kiosk.backend.cards.issuing import CardIssuer
from kiosk.backend.cards.revocations import RevocationService
from kiosk.backend.casework.decisions import Decisions
from kiosk.backend.clock import Clock, utc_now
from kiosk.backend.desk import DeskBackend
from kiosk.backend.insurer.port import Insurer
from kiosk.backend.keys.decryption import EnvelopeDecryptor
from kiosk.backend.keys.signing import Signer
from kiosk.backend.lookups.contribution_lookup import ContributionLookup
from kiosk.backend.messages.messages_backend import MessagesBackend
from kiosk.backend.messages.sms_setup import SmsSetup
from kiosk.backend.notices.decision_notices import DecisionNotices
from kiosk.backend.phone_codes.code_sending import CodeSending
from kiosk.backend.phone_codes.further_proof import FurtherProofs
from kiosk.backend.phone_codes.phone_code_service import PhoneCodeService
from kiosk.backend.pick_ups.pick_up_service import PickUpService
from kiosk.backend.policy import Policy
from kiosk.backend.registrations.envelope_service import EnvelopeService
from kiosk.backend.registrations.reassessment import Reassessment
from kiosk.backend.registrations.registration_service import RegistrationService
from kiosk.backend.registrations.registration_status import RegistrationStatusService
from kiosk.backend.registrations.revision import Revision
from kiosk.backend.registrations.supplement_service import SupplementService
from kiosk.backend.reminders.card_reminders import CardReminders
from kiosk.backend.rights.rights_backend import RightsBackend
from kiosk.backend.storage.store import Store
from kiosk.backend.storage.vault import Vault
from kiosk.contract.keys import KeysAnswer

BackgroundJob = Callable[[], Coroutine[Any, Any, None]]


@dataclass(frozen=True)
class Collaborators:
    """What the services are built over: in this a demo, a ward and a test differ."""

    store: Store
    vault: Vault
    signer: Signer
    decryptor: EnvelopeDecryptor
    insurer: Insurer
    sms: SmsSetup
    policy: Policy
    goal: int
    """How many people the ward means to register."""
    life: SessionLifetime = DEFAULT_LIFETIME
    passwords: Passwords | None = None
    now: Clock = utc_now


@dataclass(frozen=True)
class Backend:
    """The services, over one store."""

    store: Store
    vault: Vault
    registrations: RegistrationService
    registration_status: RegistrationStatusService
    phone_codes: PhoneCodeService
    messages: MessagesBackend
    further_proofs: FurtherProofs
    cards: CardService
    contributions: ContributionLookup
    pick_ups: PickUpService
    rights: RightsBackend
    decisions: Decisions
    supplements: SupplementService
    campaign_progress: CampaignProgress
    callers: Callers
    desk: DeskBackend
    revocations: RevocationService
    insurer: Insurer
    signer: Signer
    decryptor: EnvelopeDecryptor
    background_jobs: Sequence[BackgroundJob]
    """What runs beside the answering, for as long as the backend is served."""

    @cached_property
    def envelopes(self) -> EnvelopeService:
        """Opens what waited in an outbox, and registers it."""
        return EnvelopeService(self.decryptor, self.registrations)

    @property
    def keys(self) -> KeysAnswer:
        """The public side of the keys in use now."""
        return KeysAnswer(keys=[*self.signer.published, *self.decryptor.published])

    @classmethod
    def of(cls, given: Collaborators, background_jobs: Sequence[BackgroundJob] = ()) -> "Backend":
        """Build the services over their collaborators; `background_jobs` are further ones."""
        store, vault, signer, insurer = given.store, given.vault, given.signer, given.insurer
        policy, now = given.policy, given.now
        issuer = CardIssuer(signer, vault, is_sample=insurer.is_sample)
        messages = MessagesBackend.of(store, vault, given.sms, now)
        sending = CodeSending(vault, given.sms, policy, messages.worker.wake)
        codes = PhoneCodeService(store, vault, insurer, signer, sending, policy, now)
        revision = Revision(vault, policy, now)
        notices = DecisionNotices.by(given.sms, vault)
        decisions = Decisions(store, vault, insurer, issuer, notices, now)
        return cls(
            store=store,
            vault=vault,
            registrations=RegistrationService(store, vault, insurer, signer, issuer, policy, now),
            registration_status=RegistrationStatusService(store, vault, signer, now),
            phone_codes=codes,
            messages=messages,
            further_proofs=FurtherProofs(store, vault, signer, policy, now),
            cards=CardService(store, vault, insurer, signer, issuer, policy, now),
            contributions=ContributionLookup(store, vault, insurer, signer, policy, now),
            pick_ups=PickUpService(store, vault, signer, policy.pick_up_life, now),
            rights=RightsBackend.of(store, vault, insurer, signer, policy, now),
            decisions=decisions,
            supplements=SupplementService(store, vault, insurer, signer, codes, revision, now),
            campaign_progress=CampaignProgress(store, given.goal),
            callers=Callers(store, given.life, now),
            desk=_desk(given, decisions),
            revocations=RevocationService(store, signer, now),
            insurer=insurer,
            signer=signer,
            decryptor=given.decryptor,
            background_jobs=(*_background_jobs(given), *messages.background_jobs, *background_jobs),
        )


def _desk(given: Collaborators, decisions: Decisions) -> DeskBackend:
    return DeskBackend.of(
        given.store,
        given.vault,
        given.signer,
        given.insurer,
        given.passwords,
        decisions,
        given.policy,
        given.life,
        given.goal,
        given.now,
    )


def _background_jobs(given: Collaborators) -> Sequence[BackgroundJob]:
    """What every backend does by itself."""
    store, vault, now = given.store, given.vault, given.now
    reassessment = Reassessment(store, vault, given.insurer, given.policy, now)
    reminders = CardReminders.by(given.sms, store, vault, now)
    return AuditLinker(store, now).run, reassessment.run, reminders.run
