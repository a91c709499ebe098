# SPDX-License-Identifier: EUPL-1.2
"""The words to say: what an operator reads out, sentence by sentence, in the caller's language.

Whoever calls hears the same as somebody who reads our pages: the rule by its sentence in the pack, the ways
out, the times as people say them. All functions speak the language that is active.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from tereze.core.wording import people_from, people_until
from tereze.packs.types import Purpose
from tereze.permits.own import RefusalFacts
from tereze.permits.questions import Questions
from tereze.permits.types import OrderInForce, PermitFacts, Proposal, Refusal
from tereze.permits.words import Words

#: Nobody keeps more in mind who is afraid.
_MOST_PURPOSES: Final = 3


def greet() -> str:
    """When the line opens."""
    return _("Good day. This is the call centre for permits. How can I help you?")


def ask_who(order: OrderInForce | None, words: Words | None) -> str:
    """Who calls, by what the regime knows people by."""
    if order is None or words is None:
        return _("Please tell me your full name.")
    if order.regime.identification.by != "document":
        return _("Please tell me your phone number and your full name.")
    accepted = order.regime.identification.documents or tuple(order.regime.documents)
    titles = [words.document(type_id).title for type_id in accepted]
    return _("Please tell me the number of your document: %(documents)s.") % {
        "documents": _or(titles)
    }


def ask_born() -> str:
    """The question by whose answer a caller shows who they are."""
    return _("So that I know that it is you: when were you born?")


def ask_need() -> str:
    """The question that the purposes answer."""
    return _("What do you need to go out for?")


def confirm(purpose: Purpose, words: Words, proposal: Proposal | None, asked: Questions) -> str:
    """Before anything is asked for."""
    what = {"purpose": words.purpose(purpose.id)}
    if proposal is None or not asked.none:
        return _("I ask for a permit: %(purpose)s. I have a few questions.") % what
    return _("I ask for a permit: %(purpose)s, %(times)s. Is that right?") % {
        **what,
        "times": _times(proposal.starts_at, proposal.ends_at, words),
    }


def tell_permit(permit: PermitFacts, words: Words) -> Iterator[str]:
    """A yes; the code follows."""
    yield _("You have a permit: %(purpose)s, %(times)s.") % {
        "purpose": words.purpose(permit.purpose),
        "times": _times(permit.starts_at, permit.ends_at, words),
    }
    if permit.within_km:
        yield _("Stay within %(km)s kilometres of your home.") % {"km": permit.within_km}
    yield _("Take your document with you. Please write down the code, I say it slowly.")


def end_of_code() -> str:
    """After the code."""
    return _("Please say it back to me. At a checkpoint, say this code or show it.")


def tell_refusal(facts: RefusalFacts, words: Words) -> Iterator[str]:
    """A no that helps, and its ways out."""
    refusal = facts.refusal
    why = words.refusal(refusal).why
    if refusal.code == "needs-approval":
        yield _("An officer decides on this. %(why)s") % {"why": why}
    else:
        yield _("I can't give you this permit now. %(why)s") % {"why": why}
    yield from _ways_out(refusal, words, appealable=facts.appealable)
    yield danger()


def _ways_out(refusal: Refusal, words: Words, *, appealable: bool) -> Iterator[str]:
    later = refusal.next_eligible
    if later and later > words.now:
        yield _("You can have it %(from)s.") % {
            "from": people_from(later, now=words.now, zone=words.zone)
        }
    purposes = [way.purpose for way in refusal.ways_out if way.kind == "purpose" and way.purpose]
    if purposes:
        titles = [words.purpose(purpose) for purpose in purposes[:_MOST_PURPOSES]]
        yield _("What I could ask for now: %(purposes)s.") % {"purposes": _or(titles)}
    if appealable and any(way.kind == "appeal" for way in refusal.ways_out):
        yield _("If you need to go all the same, tell me why in one sentence: an officer reads it.")


def danger() -> str:
    """Whatever the rules say."""
    return _("If somebody's life is in danger, go at once. Nobody needs a permit for that.")


def tell_pass() -> Iterator[str]:
    """Somebody is in danger."""
    yield _("Go now. You need no permit.")
    yield _("If somebody stops you, say that it is an emergency, and this code:")


def tell_appealed(due_at: datetime | None, words: Words) -> str:
    """An officer will look at it."""
    if due_at is None:
        return _("An officer reads what you said, and answers you by message.")
    return _("An officer reads what you said, and answers you by message %(until)s.") % {
        "until": people_until(due_at, now=words.now, zone=words.zone)
    }


def nothing_in_force() -> str:
    """No order, no permit."""
    return _("No permit is needed now. You may go.")


def not_by_phone() -> str:
    """The regime has doors, and the desk is none of them."""
    return _("Permits are not given by telephone here. I tell you where you can ask.")


def bid_farewell() -> str:
    """Before hanging up."""
    return _("Is there anything else? Have a safe way.")


def _times(starts_at: datetime, ends_at: datetime, words: Words) -> str:
    """From when, where it is not at once, and until when."""
    until = people_until(ends_at, now=words.now, zone=words.zone)
    if starts_at <= words.now:
        return until
    return f"{people_from(starts_at, now=words.now, zone=words.zone)} {until}"


def _or(titles: Iterable[str]) -> str:
    *first, last = titles
    return _("%(first)s or %(last)s") % {"first": ", ".join(first), "last": last} if first else last
