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
from kiosk.backend.messages.balance_check import BalanceCheck
from kiosk.backend.messages.message_worker import MessageWorker
from kiosk.backend.messages.sending_report import SendingReport
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
from kiosk.backend.registrations.supplement_service import SupplementService
from kiosk.backend.reminders.card_reminders import CardReminders
from kiosk.backend.rights.rights_backend import RightsBackend
from kiosk.backend.storage.store import Store
from kiosk.backend.storage.vault import Vault
from kiosk.contract.keys import KeysAnswer

BackgroundJob = Callable[[], Coroutine[Any, Any, None]]


@dataclass(frozen=True)
class Backend:
    """The services, over one store."""

    store: Store
    vault: Vault
    registrations: RegistrationService
    registration_status: RegistrationStatusService
    phone_codes: PhoneCodeService
    message_worker: MessageWorker
    sending_report: SendingReport
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
    def of(
        cls,
        store: Store,
        *,
        vault: Vault,
        signer: Signer,
        decryptor: EnvelopeDecryptor,
        insurer: Insurer,
        sms: SmsSetup,
        policy: Policy,
        goal: int,
        background_jobs: Sequence[BackgroundJob] = (),
        life: SessionLifetime = DEFAULT_LIFETIME,
        passwords: Passwords | None = None,
        now: Clock = utc_now,
    ) -> "Backend":
        """Build the services over their collaborators."""
        issuer = CardIssuer(signer, vault, is_sample=insurer.is_sample)
        registrations = RegistrationService(store, vault, insurer, signer, issuer, policy, now)
        worker = MessageWorker(store, vault, sms, now)
        sending = CodeSending(vault, sms, policy, worker.wake)
        decisions = Decisions(store, vault, insurer, issuer, DecisionNotices.by(sms, vault), now)
        return cls(
            store=store,
            vault=vault,
            registrations=registrations,
            registration_status=RegistrationStatusService(store, vault, signer, now),
            phone_codes=(codes := PhoneCodeService(store, vault, insurer, signer, sending, policy, now)),
            message_worker=worker,
            sending_report=SendingReport(store, sms, now),
            further_proofs=FurtherProofs(store, vault, signer, policy, now),
            cards=CardService(store, vault, insurer, signer, issuer, policy, now),
            contributions=ContributionLookup(store, vault, insurer, signer, policy, now),
            pick_ups=PickUpService(store, vault, signer, policy.pick_up_life, now),
            rights=RightsBackend.of(store, vault, insurer, signer, policy, now),
            decisions=decisions,
            supplements=SupplementService(store, vault, insurer, signer, codes, policy, now),
            campaign_progress=CampaignProgress(store, goal),
            callers=Callers(store, life, now),
            desk=DeskBackend.of(store, vault, signer, insurer, passwords, decisions, policy, life, goal, now),
            revocations=RevocationService(store, signer, now),
            insurer=insurer,
            signer=signer,
            decryptor=decryptor,
            background_jobs=(
                *_background_jobs(store, vault, insurer, policy, now),
                *_message_jobs(store, vault, sms, worker, now),
                *background_jobs,
            ),
        )


def _background_jobs(
    store: Store, vault: Vault, insurer: Insurer, policy: Policy, now: Clock
) -> Sequence[BackgroundJob]:
    """What every backend does by itself."""
    return AuditLinker(store, now).run, Reassessment(store, vault, insurer, policy, now).run


def _message_jobs(
    store: Store, vault: Vault, sms: SmsSetup, worker: MessageWorker, now: Clock
) -> Sequence[BackgroundJob]:
    """What sends messages, and what finds out that some are due."""
    return worker.run, BalanceCheck(store, sms, now).run, CardReminders.by(sms, store, vault, now).run
