# SPDX-License-Identifier: EUPL-1.2
"""What is at hand while one message is answered: who writes, under which order, in whose words."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from tereze.messaging.conversation.types import Menu, Wish
from tereze.messaging.types import Incoming
from tereze.people.phones import country_of
from tereze.permits import decisions, selectors
from tereze.permits.conversation.menus import make_menu
from tereze.permits.conversation.types import Speaker, Whom, tail_of
from tereze.permits.types import OrderInForce
from tereze.permits.words import Words


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One message to answer."""

    incoming: Incoming
    speaker: Speaker
    order: OrderInForce
    words: Words
    menu: Menu
    now: datetime

    def key(self, number: int) -> str:
        """What makes the same message the same request; a message may say several."""
        return f"{self.incoming.account}:{self.incoming.id}:{number}"

    def find_whom(self, wish: Wish) -> Whom | None:
        """The person whom a button named, among those for whom the speaker may ask."""
        if wish.whom is None:
            return None
        return next((whom for whom in self.speaker.everybody if whom.value == wish.whom), None)

    def whose(self, wish: Wish) -> str:
        """Whom a request is for, as the speaker knows them."""
        if whom := self.find_whom(wish):
            return whom.label
        if wish.document:
            return f"*{wish.document.number[-4:]}"
        return wish.name or ""

    def whose_permit(self, resident_id: int, wish: Wish) -> str:
        """Whom a permit is for: a name only for somebody who knows it anyway."""
        for whom in self.speaker.everybody if wish.whom else ():
            if whom.resident.id == resident_id:
                return whom.label
        return self.whose(wish)

    def tails(self) -> dict[int, str]:
        """The tails of the documents of those for whom the speaker may ask."""
        return {whom.resident.id: tail_of(whom.resident) for whom in self.speaker.everybody}


def make_scene(incoming: Incoming, speaker: Speaker, order: OrderInForce, now: datetime) -> Scene:
    """What is at hand, in the language that is active."""
    words = Words.of_order(order, now)
    return Scene(
        incoming=incoming,
        speaker=speaker,
        order=order,
        words=words,
        menu=make_menu(order, words, speaker),
        now=now,
    )


def choose_order(speaker: Speaker, now: datetime) -> OrderInForce | None:
    """The order whose menu somebody gets.

    By where they live, if that is known; else by the country of their phone; and of several that may
    be meant, one that can be asked over this wire. The request itself is judged under the order of
    whoever it is for.
    """
    in_force = [one for one in selectors.list_orders() if one.starts_at <= now < one.ends_at]
    homes = [one.person.home for one in speaker.sharing if one.person.home]
    if homes:
        return decisions.choose_covering(in_force, homes[0])
    country = country_of(speaker.phone) if speaker.phone else None
    here = [one for one in in_force if country in {place.partition("-")[0] for place in one.places}]
    asked = [one for one in here or in_force if speaker.door in one.regime.doors]
    return max(asked or here or in_force, key=lambda one: (one.starts_at, one.id), default=None)


def choose_language(
    speaker: Speaker, *, chosen: str | None, written: str | None, app: str | None, pack: str
) -> str:
    """In which language to answer: as they chose, or wrote, or told us once; else as most people
    here read."""
    recorded = [one.person.language for one in speaker.sharing]
    known = dict(settings.LANGUAGES)
    wanted = (chosen, written, *recorded, app, pack)
    return next((one for one in wanted if one in known), settings.LANGUAGE_CODE)
