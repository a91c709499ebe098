# SPDX-License-Identifier: EUPL-1.2
"""Asking for a permit on somebody's word: who it is for, the same service as every door's, and the
answer in words."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings

from tereze.core.errors import BadInput
from tereze.messaging.conversation.machine import stamped
from tereze.messaging.conversation.types import Given, Option, Paper, RefusalRef, Talk, Wish
from tereze.packs import selectors as packs
from tereze.packs.types import Kind, Purpose, Transport
from tereze.people import selectors as people
from tereze.people import services as people_services
from tereze.people.types import PaperDocument, Person, ResidentFacts
from tereze.permits import rules as permit_rules
from tereze.permits import selectors, services
from tereze.permits.conversation import rules, telling
from tereze.permits.conversation.elsewhere import tell_elsewhere
from tereze.permits.conversation.menus import find_purpose, open_purposes
from tereze.permits.conversation.services.scene import Scene
from tereze.permits.conversation.services.talks import count_message
from tereze.permits.conversation.types import Speaker, Told
from tereze.permits.gate.contract import Document
from tereze.permits.gate.documents import check_document
from tereze.permits.issuing import issue_credential
from tereze.permits.questions import only_place
from tereze.permits.types import EmergencyFacts, Granted, PermitFacts, Refused, Request
from tereze.permits.words import Words

#: How many permits of a talk are remembered, for whoever asks after them.
_MOST_GIVEN = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What came of a request, and where the talk stands then."""

    told: Told
    talk: Talk
    #: who writes, when that is known only now
    speaker: Speaker | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Applicant:
    """For whom it is, and by which document."""

    resident: ResidentFacts
    document: PaperDocument | None = None


def ask_for(scene: Scene, talk: Talk, wish: Wish, number: int) -> Asked:
    """Decide on a whole request. `number` tells the requests of one message apart."""
    in_danger = permit_rules.lets_pass(scene.order, wish.purpose or "")
    applicant = _find_applicant(scene, wish)
    if applicant is None and in_danger:
        return let_pass(scene, talk)
    if applicant is None:
        return _tell_unknown(scene, talk, wish)
    resident = applicant.resident
    answer = services.ask_permit(
        resident=resident,
        request=make_request(scene, wish, resident),
        door=scene.speaker.door,
        now=scene.now,
        document=applicant.document,
        key=scene.key(number),
    )
    if isinstance(answer, Granted):
        return _tell_granted(scene, talk, wish, answer.permit)
    return _tell_refused(scene, talk, wish, applicant, answer)


def let_pass(scene: Scene, talk: Talk) -> Asked:
    """Whoever is in danger goes, and gets a code to show on the way if it can be had."""
    taken = take_pass(scene.speaker, scene.now)
    told = telling.tell_pass(taken, may_declare=scene.speaker.resident is not None)
    return Asked(told=told, talk=replace(talk, pass_code=taken.code if taken else talk.pass_code))


def take_pass(speaker: Speaker, now: datetime) -> EmergencyFacts | None:
    """A pass; None when so many came from one chat that no more are written."""
    if not services.count_emergency_pass(network=speaker.chat):
        return None
    return services.take_emergency_pass(now=now)


def make_request(scene: Scene, wish: Wish, resident: ResidentFacts) -> Request:
    """What is asked, as the page for asking would say it."""
    purpose = find_purpose(scene.order, wish.purpose)
    place = wish.place
    if place is None and purpose is not None:
        place = only_place(scene.order, purpose, home=resident.person.home)
    return Request(
        purpose=wish.purpose or "",
        door=scene.speaker.door,
        kind=_kind(scene, wish),
        place=place,
        starts_at=wish.starts_at,
        minutes=wish.minutes,
        party=wish.party or 1,
        plate=wish.plate,
        transport=_transport(purpose, wish),
        certificate=wish.certificate,
        certificate_number=wish.certificate_number,
    )


def _kind(scene: Scene, wish: Wish) -> Kind | None:
    return next((kind for kind in scene.order.regime.kinds if kind == wish.kind), None)


def _transport(purpose: Purpose | None, wish: Wish) -> Transport | None:
    """Who gives a plate goes by car, also where nobody asked how they go."""
    offered = purpose.transport if purpose else ()
    said = next((way for way in offered if way == wish.transport), None)
    if said is None and wish.plate and (not offered or "car" in offered):
        return "car"
    return said or (offered[0] if len(offered) == 1 else None)


# --- for whom ----------------------------------------------------------------------------------------


def _find_applicant(scene: Scene, wish: Wish) -> _Applicant | None:
    if whom := scene.find_whom(wish):
        return _Applicant(resident=whom.resident)
    if wish.document:
        holders = _find_by_document(scene, wish.document)
        return holders[0] if len(holders) == 1 else None
    if wish.name and wish.address and scene.speaker.phone:
        person = Person(name=wish.name, address=wish.address, phone=scene.speaker.phone)
        return _Applicant(resident=people_services.declare_resident(person=person, now=scene.now))
    return None


def _find_by_document(scene: Scene, paper: Paper) -> list[_Applicant]:
    """Who holds a document that was typed, as at the API of doors. Mostly it is whoever writes; and
    where two types of document look the same, it may be two people."""
    found: dict[int, _Applicant] = {}
    for document in _readings(paper):
        own = (one for one in scene.speaker.sharing if document in one.documents)
        resident = next(own, None) or people.find_resident_by_document(
            document.type, document.number
        )
        if resident is not None and resident.id not in found:
            found[resident.id] = _Applicant(resident=resident, document=document)
    return list(found.values())


def _readings(paper: Paper) -> Iterator[PaperDocument]:
    """The document by each type whose numbers look so."""
    orders = selectors.list_orders()
    for type_id in (paper.type, *paper.also):
        with suppress(BadInput):
            yield check_document(orders, Document(type=type_id, number=paper.number))


def _tell_unknown(scene: Scene, talk: Talk, wish: Wish) -> Asked:
    if wish.document and len(_find_by_document(scene, wish.document)) > 1:
        return Asked(told=telling.tell_several_holders(wish.document.number), talk=talk)
    if wish.document:
        count_message(scene.speaker.chat, messages=rules.UNKNOWN_DOCUMENT_COSTS)
        return Asked(told=telling.tell_unknown_document(wish.document.number), talk=talk)
    # Who declares who they are is known by the phone: without one, the talk waits for it.
    waiting = replace(talk, stage="confirm", wish=wish)
    return Asked(told=telling.tell_link(scene.speaker), talk=waiting)


# --- the answer --------------------------------------------------------------------------------------


def _tell_granted(scene: Scene, talk: Talk, wish: Wish, permit: PermitFacts) -> Asked:
    words = Words(packs.get_pack(permit.digest), now=scene.now)
    is_theirs = scene.speaker.has_buttons and scene.speaker.may_ask_for(permit.resident_id)
    told = telling.tell_granted(
        permit,
        words,
        whose=scene.whose_permit(permit.resident_id, wish),
        qr=sign(permit) if is_theirs else None,
    )
    given = Given(code=permit.code, resident_id=permit.resident_id)
    others = tuple(one for one in talk.given if one.code != permit.code)
    return Asked(told=told, talk=replace(talk, given=(*others, given)[-_MOST_GIVEN:]))


def sign(permit: PermitFacts) -> str:
    """What the picture says. It shows initials, so only who knows the person gets it."""
    return issue_credential(permit, selectors.get_key_ring(), url=settings.URL).text


def _tell_refused(
    scene: Scene, talk: Talk, wish: Wish, applicant: _Applicant, refused: Refused
) -> Asked:
    refusal, order = refused.refusal, refused.order
    whose = scene.whose(wish)
    is_theirs = scene.speaker.may_ask_for(applicant.resident.id)
    asked_before = any(one.resident_id == applicant.resident.id for one in talk.given)
    if order and not is_theirs:
        request = make_request(scene, wish, applicant.resident)
        if rules.tells_of_the_holder(order.regime, request, refusal, asked_before=asked_before):
            return Asked(told=telling.tell_not_yours(whose), talk=talk)
    knows = is_theirs or asked_before
    appeals = order is not None and refusal.code not in permit_rules.NOT_APPEALABLE
    talk = replace(
        talk,
        refused=wish,
        again=refusal.next_eligible if knows else None,
        refusal=RefusalRef(
            resident_id=refused.resident_id, day=refused.day.isoformat(), number=refused.number
        )
        if appeals
        else None,
    )
    words = Words.of_order(order, scene.now) if order else scene.words
    ways: tuple[Option, ...] = tuple(
        telling.tell_ways(
            refusal.ways_out if knows else (),
            words,
            again=stamped(talk, "again"),
            appeals=appeals,
            offered=(one.id for one in open_purposes(scene.order, scene.speaker.door)),
        )
    )
    if order and refusal.code == "door-closed" and scene.speaker.door not in order.regime.doors:
        told = replace(tell_elsewhere(order.regime, scene.speaker.channel), options=ways)
    else:
        told = telling.tell_refused(refusal, words, whose=whose, ways=ways, says_again=knows)
    return Asked(told=told, talk=talk)
