# SPDX-License-Identifier: EUPL-1.2
"""What an order says, in templates: `{% load permits %}`, `{{ permit.purpose|purpose:words }}`."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Final

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from tereze.core import clock
from tereze.core.templatetags.tereze import Tone, tag
from tereze.core.wording import people_until
from tereze.packs.document_checks import mask
from tereze.people.mandate_rules import state_of
from tereze.people.types import MandateFacts, Relation
from tereze.permits import acting
from tereze.permits.records import CALLED, REPLACED
from tereze.permits.types import PermitFacts, QuotaLeft, Refusal
from tereze.permits.words import PlaceNames, RefusalWords, Words, tell_kind, tell_people

register = template.Library()

_APPEAL_TONES: Final[dict[str, Tone]] = {"open": "wait", "granted": "go", "declined": "stop"}


@register.filter
def purpose(purpose_id: str, words: Words) -> str:
    """The title of a purpose."""
    return words.purpose(purpose_id)


@register.filter
def purpose_hint(purpose_id: str, words: Words) -> str:
    """The sentence that explains a purpose."""
    return words.purpose_hint(purpose_id)


@register.filter
def purpose_icon(purpose_id: str, words: Words) -> str:
    """The name of the icon of a purpose."""
    return words.purpose_icon(purpose_id)


@register.filter
def places(codes: Sequence[str], words: Words) -> str:
    """Names of places."""
    return words.places(tuple(codes))


@register.filter
def place(code: str, words: Words | PlaceNames) -> str:
    """The name of a place."""
    return words.place(code)


@register.filter
def masked(number: str) -> str:
    """A document's number as it is shown: enough for its holder to know it."""
    return mask(number)


@register.filter
def document(type_id: str, words: Words) -> str:
    """The title of a type of document."""
    return words.document(type_id).title


@register.filter
def left(quota: QuotaLeft, words: Words) -> str:
    """What is left of a purpose."""
    return words.left(quota)


@register.filter
def why(refusal: Refusal, words: Words) -> RefusalWords:
    """A refusal as it is read."""
    return words.refusal(refusal)


@register.filter
def basis(legal_basis: str, words: Words) -> str:
    """What something rests on, by the title of the act in the reader's language."""
    return words.legal_basis(legal_basis)


@register.filter
def day(when: datetime | date, words: Words) -> str:
    """A day, or the local day of a moment."""
    return words.day(when)


@register.filter
def on_paper(moment: datetime, words: Words) -> str:
    """A moment that reads the same tomorrow."""
    return words.moment(moment)


@register.filter
def kind(name: str) -> str:
    """How a permit is used."""
    return tell_kind(name)


@register.filter
def people(count: int) -> str:
    """How many go together."""
    return tell_people(count)


@register.filter
def relation(name: Relation | None) -> str:
    """What a dependant is to the resident."""
    if name is None:
        return gettext("me")
    return {
        "child": gettext("my child"),
        "parent": gettext("my mother or father"),
        "ward": gettext("in my care"),
    }[name]


@register.filter
def official(who: str) -> str:
    """Who looked at somebody's data: the role in words, and the number ("duty-officer 7")."""
    role, _, number = who.partition(" ")
    roles = {
        "operator": gettext("Operator"),
        "duty-officer": gettext("Duty officer"),
        "administrator": gettext("Administrator"),
        "inspector": gettext("Inspector"),
        "command-line": gettext("Whoever keeps the machine"),
        "door": gettext("Service"),
        "helper": gettext("Helper, mandate"),
        "employer": gettext("Employer"),
    }
    return f"{roles.get(role, role)} {number}".strip()


@register.filter
def told_why(why: str) -> str:
    """Why something was done with somebody's data: what an official wrote, or a sentence of ours."""
    return {
        REPLACED: gettext("Replaced: the answer was lost while our records could not be reached."),
        CALLED: gettext("A call to the call centre"),
        acting.OPENED: gettext("opened your page to help you"),
        acting.READ_ANSWER: gettext("read an answer that you got"),
        acting.CARRIES: gettext("opened a permit of yours"),
        acting.ASKED: gettext("asked for you"),
    }.get(why, why)


@register.filter
def deleted_what(name: str) -> str:
    """What was deleted, in words."""
    return {
        "permits": gettext("Permits"),
        "refusals": gettext("Refusals"),
        "appeals": gettext("Appeals"),
        "emergencies": gettext("Emergencies"),
        "ledgers": gettext("Notes of what was used"),
        "crossings": gettext("Crossings"),
        "calls": gettext("Calls to the call centre"),
        "sheets": gettext("Sheets of paper"),
    }.get(name, name)


@register.filter
def running(given: Sequence[MandateFacts], words: Words | None) -> list[MandateFacts]:
    """The mandates that are not over."""
    now = words.now if words else clock.now()
    return [one for one in given if state_of(one, now) in ("waiting", "running", "used-up")]


@register.filter
def terms(mandate: MandateFacts, words: Words | None) -> str:
    """How far a mandate goes: "May ask for 3 more permits, until 14:30 today"."""
    zone = words.zone if words else UTC
    until = people_until(mandate.ends_at, now=words.now if words else clock.now(), zone=zone)
    if mandate.scope == "see":
        return gettext("May see and print permits that hold, %(until)s") % {"until": until}
    left = mandate.permits_left
    asks = ngettext("May ask for %(count)d more permit", "May ask for %(count)d more permits", left)
    return f"{asks % {'count': left}}, {until}"


@register.filter
def state_tag(permit: PermitFacts, words: Words) -> SafeString:
    """What a permit is worth now, in colour, icon and word."""
    state = permit.state(words.now)
    tones: dict[str, tuple[Tone, str]] = {
        "valid": ("go", gettext("Valid")),
        "not-yet": ("wait", gettext("Not yet")),
        "ended": ("still", gettext("Ended")),
        "revoked": ("stop", gettext("Withdrawn")),
    }
    return tag(*tones[state])


@register.filter
def appeal_tag(state: str) -> SafeString:
    """How far an appeal is."""
    words = {
        "open": gettext("Waits for an answer"),
        "granted": gettext("Granted"),
        "declined": gettext("Declined"),
    }
    return tag(_APPEAL_TONES[state], words[state])
