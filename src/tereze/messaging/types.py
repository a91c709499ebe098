# SPDX-License-Identifier: EUPL-1.2
"""Values of the room `messaging`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

#: ask: for permits and other services; read: look permits up, however many codes are wrong;
#: revoke: what was granted
Scope: TypeAlias = Literal["ask", "read", "revoke"]
SCOPES: tuple[Scope, ...] = ("ask", "read", "revoke")

#: What kind of door the rules see. The same words as in the regime language; a test compares them.
DoorKind: TypeAlias = Literal[
    "web", "app", "sms", "desk", "telegram", "vk", "messenger", "employer", "kiosk", "api"
]
DOOR_KINDS: tuple[DoorKind, ...] = (
    "web",
    "app",
    "sms",
    "desk",
    "telegram",
    "vk",
    "messenger",
    "employer",
    "kiosk",
    "api",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class DoorFacts:
    """A way in for programs."""

    id: int
    name: str
    kind: str
    scopes: frozenset[str]
    added_at: datetime
    #: its key opens nothing from here on
    closed_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class OutboxFacts:
    """A message on its way out, opened. Do not keep it: it holds codes and names."""

    id: int
    #: an address on the channel: a phone number, a chat
    to: str
    text: str
    channel: str
    state: str
    created_at: datetime
