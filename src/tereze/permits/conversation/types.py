# SPDX-License-Identifier: EUPL-1.2
"""Values of the conversation."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from tereze.messaging.conversation.types import Option
from tereze.messaging.types import DOOR_OF_CHANNEL, Channel
from tereze.packs.document_checks import tail
from tereze.packs.types import DoorKind
from tereze.people.types import ResidentFacts
from tereze.permits import own
from tereze.permits.conversation.sealed import name_whom


@dataclass(frozen=True, kw_only=True, slots=True)
class Whom:
    """Somebody for whom whoever writes may ask."""

    #: what a button calls them
    value: str
    resident: ResidentFacts

    @property
    def label(self) -> str:
        """First name and the document's tail: "Айна *0014"."""
        name = self.resident.person.name.split()[0][:14]
        return f"{name} {tail_of(self.resident)}".strip()


@dataclass(frozen=True, kw_only=True)
class Speaker:
    """Whoever writes, as far as we know them."""

    channel: Channel
    account: str
    #: the vendor's number of a chat, or a phone number
    sender: str
    #: E.164, vouched for by the wire now or when the chat was linked
    phone: str | None = None
    #: everybody whose phone on record that is
    sharing: Sequence[ResidentFacts] = ()
    #: which of them it is; None: not known
    resident: ResidentFacts | None = None

    @property
    def door(self) -> DoorKind:
        """How the rules see the wire."""
        return DOOR_OF_CHANNEL[self.channel]

    @property
    def has_buttons(self) -> bool:
        """Choices are pressed; else they are lines, and their number is written."""
        return self.channel != "sms"

    @property
    def holder(self) -> str:
        """Whose the talk is: the same person's on every wire."""
        if self.resident:
            return f"resident:{self.resident.id}"
        return f"phone:{self.phone}" if self.phone else f"chat:{self.chat}"

    @property
    def chat(self) -> str:
        """What this chat is called among all of a channel."""
        return f"{self.channel}:{self.account}:{self.sender}"

    @cached_property
    def everybody(self) -> tuple[Whom, ...]:
        """Those for whom the person may ask, themselves first; whom nobody knows may for nobody."""
        asking = [self.resident] if self.resident else self.sharing
        found = {whom.resident.id: whom.resident for one in asking for whom in own.list_whom(one)}
        return tuple(
            Whom(value=name_whom(number), resident=resident) for number, resident in found.items()
        )

    def may_ask_for(self, resident_id: int) -> bool:
        """Whether it is themselves, or somebody for whom they may ask."""
        return any(whom.resident.id == resident_id for whom in self.everybody)


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What is said to somebody, before it is cut for a wire."""

    text: str
    #: the same in fewer characters, for wires on which each costs: the best first
    shorter: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    #: the options are a help, and the words alone are enough
    may_stand_alone: bool = False
    qr: str | None = None
    asks_phone: bool = False


def tail_of(resident: ResidentFacts) -> str:
    """Whose it is, for somebody who knows their document: "*5678"; empty without one."""
    return f"*{tail(resident.documents[0].number)}" if resident.documents else ""
