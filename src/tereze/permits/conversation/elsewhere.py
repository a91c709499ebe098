# SPDX-License-Identifier: EUPL-1.2
"""Where else to ask, for whoever writes over a wire that the order in force takes no requests by.

That is said at their first message: nobody is asked purpose, document and "is this right?" for a
request that can only be refused.
"""

from django.conf import settings
from django.utils.translation import gettext

from tereze.messaging.types import Channel
from tereze.packs.types import DoorKind, Regime
from tereze.permits.conversation.telling import danger_option
from tereze.permits.conversation.types import Told
from tereze.permits.words import tell_door

#: Wires by the names that people know; the same in all languages.
_WIRES: dict[Channel, str] = {
    "sms": "SMS",
    "telegram": "Telegram",
    "vk": "VK",
    "messenger": "Messenger",
    "whatsapp": "WhatsApp",
}
_MESSENGERS: dict[DoorKind, str] = {
    "telegram": "Telegram",
    "vk": "VK",
    "messenger": "WhatsApp, Messenger",
}
#: The nearest first: what somebody with a telephone in hand can do at once.
_IN_ORDER: tuple[DoorKind, ...] = (
    "web", "desk", "sms", "telegram", "messenger", "vk", "app", "kiosk", "employer",
)  # fmt: skip


def tell_elsewhere(regime: Regime, channel: Channel) -> Told:
    """That nothing is asked for over this wire, and where it is."""
    open_doors = [_tell_door(regime, door) for door in _IN_ORDER if door in regime.doors]
    # Where each character costs, the nearest doors say enough.
    texts = [
        gettext("No requests by %(wire)s here. Ask: %(doors)s")
        % {"wire": _WIRES[channel], "doors": ", ".join(open_doors[:most])}
        for most in (len(open_doors), 3, 2, 1)
    ]
    return Told(
        text=texts[0],
        shorter=tuple(dict.fromkeys(texts)),
        options=(danger_option(),),
        may_stand_alone=True,
    )


def _tell_door(regime: Regime, door: DoorKind) -> str:
    match door:
        case "web":
            return settings.URL
        case "desk":
            return " ".join(filter(None, (tell_door(door), settings.CALL_CENTRE)))
        case "sms" if regime.sms:
            return f"SMS {regime.sms.number}"
    return _MESSENGERS.get(door) or tell_door(door)
