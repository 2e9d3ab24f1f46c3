"""How the messages to phones are doing, for the officers' desk."""

from kiosk.contract.fields import Body
from kiosk.contract.sessions import DESK
from kiosk.ports.messages import MessageTrouble

MESSAGE_TROUBLES = f"{DESK}/message-troubles"


class MessageTroublesAnswer(Body):
    """What stands in the way of messages now; nothing when all is well or none are sent here."""

    troubles: tuple[MessageTrouble, ...]
