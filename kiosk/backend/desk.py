"""Everything that the officers' desk asks of the backend, put together."""

from dataclasses import dataclass

from kiosk.backend.access.passwords import Passwords
from kiosk.backend.access.sessions import SessionLifetime
from kiosk.backend.access.sign_in import SignIn
from kiosk.backend.calls.calls import Calls
from kiosk.backend.calls.presence import Presences
from kiosk.backend.campaign.figures import CampaignFigures
from kiosk.backend.casework.claims import Claims
from kiosk.backend.casework.code_verification import Verification
from kiosk.backend.casework.corrections import Corrections
from kiosk.backend.casework.decisions import Decisions
from kiosk.backend.casework.dossiers import Dossiers
from kiosk.backend.casework.kiosk_reports import Reports
from kiosk.backend.casework.people import PeopleSearch
from kiosk.backend.casework.queue import Queue
from kiosk.backend.clock import Clock
from kiosk.backend.insurer.port import Insurer
from kiosk.backend.keys.signing import Signer
from kiosk.backend.policy import Policy
from kiosk.backend.storage.store import Store
from kiosk.backend.storage.vault import Vault


@dataclass(frozen=True)
class DeskBackend:
    """The services, over one store. Decisions are the backend's: the command line makes them too."""

    sign_in: SignIn
    presences: Presences
    queue: Queue
    corrections: Corrections
    dossiers: Dossiers
    claims: Claims
    calls: Calls
    people: PeopleSearch
    reports: Reports
    figures: CampaignFigures
    verification: Verification

    @classmethod
    def of(
        cls,
        store: Store,
        vault: Vault,
        signer: Signer,
        insurer: Insurer,
        passwords: Passwords | None,
        decisions: Decisions,
        policy: Policy,
        life: SessionLifetime,
        goal: int,
        now: Clock,
    ) -> "DeskBackend":
        """Build the services over their collaborators."""
        passwords = passwords or Passwords()
        return cls(
            sign_in=SignIn(store, vault, passwords, life, now),
            presences=Presences(store, vault, passwords, decisions, now),
            queue=Queue(store, vault, now),
            corrections=Corrections(store, vault, insurer, policy, now),
            dossiers=Dossiers(store, vault, insurer, now),
            claims=Claims(store, now),
            calls=Calls(store, vault, insurer, now),
            people=PeopleSearch(store, vault, now),
            reports=Reports(store, now),
            figures=CampaignFigures(store, goal, now),
            verification=Verification(store, vault, signer, now),
        )
