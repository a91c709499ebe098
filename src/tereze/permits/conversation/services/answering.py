# SPDX-License-Identifier: EUPL-1.2
"""Answering a message: who writes → where their talk stands → what they say → what is done → what is
said. All in one transaction, which the inbox owns."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.utils import timezone, translation
from django.utils.translation import gettext

from tereze.messaging.conversation import machine
from tereze.messaging.conversation.types import AskFor, Offered, Say, Talk, Turn
from tereze.messaging.types import Choice, Incoming, Reply
from tereze.packs import selectors as packs
from tereze.permits.conversation import telling
from tereze.permits.conversation.hearing import Hearing
from tereze.permits.conversation.services import speakers, talks
from tereze.permits.conversation.services.acting import act_on
from tereze.permits.conversation.services.asking import Asked, take_pass
from tereze.permits.conversation.services.reading import listen, quote_back
from tereze.permits.conversation.services.scene import (
    Scene,
    choose_language,
    choose_order,
    make_scene,
)
from tereze.permits.conversation.types import Speaker, Told
from tereze.permits.types import OrderInForce


def answer(incoming: Incoming, *, now: datetime) -> Sequence[Reply]:
    """What is said to a message. Writes what it comes to, and where the talk stands then."""
    speaker = _meet(incoming, now)
    holder = speaker.holder
    talk = talks.take_talk(holder, now)
    known = _learn_who(incoming, speaker, now)
    order = choose_order(known or speaker, now)
    hearing = listen(incoming, known or speaker, order)
    language = choose_language(
        known or speaker,
        chosen=talk.language,
        written=hearing.language,
        app=incoming.language,
        pack=_main_language(order),
    )
    with translation.override(language):
        wait = talks.count_message(speaker.chat)
        if wait > 0 and not hearing.in_danger:
            return _tell_too_often(speaker, holder, talk, wait, now)
        talk = replace(talk, warned_until=None, language=talk.language or hearing.language)
        if order is None:
            return _without_order(speaker, hearing, now)
        scene = make_scene(incoming, known or speaker, order, now)
        with timezone.override(scene.words.zone):
            if known is not None:
                greeted = Asked(told=telling.tell_known(known), talk=talk, speaker=known)
                return _say(scene, [_go_on(greeted, scene)], before=holder)
            return _converse(scene, talk, hearing, holder)


def language_of(incoming: Incoming, *, now: datetime) -> str:
    """In which language to say something to whoever writes, when they can't be answered."""
    speaker = speakers.find_speaker(incoming)
    return choose_language(
        speaker,
        chosen=talks.look_at_talk(speaker.holder, now).language,
        written=None,
        app=incoming.language,
        pack=_main_language(choose_order(speaker, now)),
    )


def _main_language(order: OrderInForce | None) -> str:
    """What most people read where an order is in force; empty: none is."""
    return packs.get_pack(order.digest).info.languages[0] if order else ""


def _converse(scene: Scene, talk: Talk, hearing: Hearing, holder: str) -> list[Reply]:
    if machine.find_offered(talk, hearing.heard.text):
        # Nothing of it is in doubt: it is an answer that we offered, in its words.
        hearing = replace(hearing, understood=None)
    turn = machine.hear(talk, hearing.heard, scene.menu)
    answers = []
    for asked in act_on(turn.act, scene, replace(turn.talk, offered=())):
        told = _in_their_words(asked.told, turn, hearing, scene)
        if turn.anew:
            told = telling.as_one(Told(text=gettext("The rules have changed.")), told)
        answers.append(_go_on(replace(asked, told=told), scene))
    return _say(scene, answers, before=holder)


def _go_on(asked: Asked, scene: Scene) -> Asked:
    """Who is known only now is greeted, and what they had begun goes on."""
    known = asked.speaker
    if known is None or known.resident is None:
        return asked
    scene = make_scene(scene.incoming, known, scene.order, scene.now)
    turn = machine.resume(asked.talk, scene.menu)
    (following,) = act_on(turn.act, scene, replace(turn.talk, offered=()))
    told = telling.as_one(asked.told, following.told)
    return replace(following, told=told, speaker=known)


def _say(scene: Scene, answers: Sequence[Asked], *, before: str) -> list[Reply]:
    """The answers as they go out; where the talk stands then is kept for whoever writes."""
    replies: list[Reply] = []
    offered: tuple[Offered, ...] = ()
    codes = {purpose.code for purpose in scene.menu.purposes}
    for asked in answers:
        reply, of_this = _offer(asked.told, asked.talk, scene.speaker, codes)
        replies.append(reply)
        offered = (*offered, *of_this)
    last = answers[-1]
    holder = (last.speaker or scene.speaker).holder
    if holder != before:
        talks.forget_talk(before)
    talks.keep_talk(holder, replace(last.talk, offered=offered), scene.now)
    return replies


def _in_their_words(told: Told, turn: Turn, hearing: Hearing, scene: Scene) -> Told:
    """What was understood is quoted, where something of it is missing or in doubt."""
    act, understood = turn.act, hearing.understood
    is_unclear = act == Say(what="ask-back")
    asks_document = isinstance(act, AskFor) and act.question.part == "document"
    if understood is None or not (is_unclear or (asks_document and not understood.empty)):
        return told
    if not scene.menu.purposes:
        return told  # nothing that could be sent back would be granted here
    begun = turn.talk.wish.purpose
    if begun and understood.purpose is None:
        missing = tuple(one for one in understood.missing if one != "purpose")
        understood = replace(understood, purpose=begun, missing=missing)
    quoted = quote_back(understood, scene.speaker, scene.order, scene.words)
    options = () if understood.purpose else told.options
    quoted_back = Told(text=quoted, options=options, may_stand_alone=True)
    return telling.or_share(quoted_back) if told.asks_phone else quoted_back


def _offer(
    told: Told, talk: Talk, speaker: Speaker, codes: Collection[str] = ()
) -> tuple[Reply, tuple[Offered, ...]]:
    """What is said as it goes out, and the answers that go with it."""
    offered = machine.offer(talk, told.options, by_number=not speaker.has_buttons, named=codes)
    choices = tuple(Choice(label=one.label, says=one.key) for one in offered)
    reply = telling.cut(told, choices, has_buttons=speaker.has_buttons)
    reply = replace(reply, language=translation.get_language())
    return reply, offered if reply.choices else ()


# --- before and beside the conversation ---------------------------------------------------------------


def _meet(incoming: Incoming, now: datetime) -> Speaker:
    """Who writes. WhatsApp says the phone with each message, and what is said with it counts: so nobody
    is only greeted."""
    speaker = speakers.find_speaker(incoming)
    says_more = incoming.text or incoming.pressed
    if incoming.phone and says_more and incoming.phone != speaker.phone:
        return speakers.prove_phone(speaker, phone=incoming.phone, now=now)
    return speaker


def _learn_who(incoming: Incoming, speaker: Speaker, now: datetime) -> Speaker | None:
    """Who writes, when this very message tells it; else None."""
    if speaker.channel == "sms":
        return None
    if incoming.phone and incoming.phone != speaker.phone:
        return speakers.prove_phone(speaker, phone=incoming.phone, now=now)
    resident = speakers.take_ticket(incoming.text, now)
    return speakers.know_as(speaker, resident=resident, now=now) if resident else None


def _without_order(speaker: Speaker, hearing: Hearing, now: datetime) -> list[Reply]:
    """Nothing is in force. Danger is danger all the same."""
    if hearing.in_danger:
        told = telling.tell_pass(take_pass(speaker, now), may_declare=False)
    else:
        told = telling.tell_nothing_in_force()
    return [_offer(told, Talk(), speaker)[0]]


def _tell_too_often(
    speaker: Speaker, holder: str, talk: Talk, wait: float, now: datetime
) -> list[Reply]:
    """Told once; then nothing, until they may write again."""
    if talk.warned_until and talk.warned_until > now:
        return []
    until = now + timedelta(seconds=wait)
    talks.keep_talk(holder, replace(talk, warned_until=until), now)
    return [_offer(telling.tell_too_often(until, now), talk, speaker)[0]]
