"""What the backend offers of people's rights over their data, put together: at the kiosk and at the desk."""

from dataclasses import dataclass

from kiosk.backend.casework.approvals import Approvals
from kiosk.backend.clock import Clock
from kiosk.backend.insurer.port import Insurer
from kiosk.backend.keys.signing import Signer
from kiosk.backend.policy import Policy
from kiosk.backend.rights.rights_desk import RightsDesk
from kiosk.backend.rights.rights_queue import RightsQueue
from kiosk.backend.rights.rights_service import RightsService
from kiosk.backend.storage.store import Store
from kiosk.backend.storage.vault import Vault


@dataclass(frozen=True)
class RightsBackend:
    """The services, over one store."""

    at_kiosk: RightsService
    queue: RightsQueue
    at_desk: RightsDesk
    approvals: Approvals

    @classmethod
    def of(
        cls, store: Store, vault: Vault, insurer: Insurer, signer: Signer, policy: Policy, now: Clock
    ) -> "RightsBackend":
        """Build the services over their collaborators."""
        return cls(
            RightsService(store, vault, insurer, signer, policy, now),
            RightsQueue(store, vault, now),
            RightsDesk(store, vault, signer, now),
            Approvals(store, vault, now),
        )
