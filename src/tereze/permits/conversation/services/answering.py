# SPDX-License-Identifier: EUPL-1.2
"""Answering a message: who writes → where their talk stands → what they say → what is done → what is
said. All in one transaction, which the inbox owns."""

from collections.abc import Sequence
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
from tereze.permits.conversation.menus import make_menu, shorten
from tereze.permits.conversation.services import speakers, talks
from tereze.permits.conversation.services.acting import act_on
from tereze.permits.conversation.services.asking import take_pass
from tereze.permits.conversation.services.reading import listen, quote_back
from tereze.permits.conversation.services.scene import Scene, choose_language, choose_order
from tereze.permits.conversation.types import Speaker, Told
from tereze.permits.types import OrderInForce
from tereze.permits.words import Words


def answer(incoming: Incoming, *, now: datetime) -> Sequence[Reply]:
    """What is said to a message. Writes what it comes to, and where the talk stands then."""
    speaker = speakers.find_speaker(incoming)
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
        pack=packs.get_pack(order.digest).info.languages[0] if order else "",
    )
    with translation.override(language):
        wait = talks.count_message(speaker.chat)
        if wait > 0 and not hearing.in_danger:
            return _tell_too_often(speaker, holder, talk, wait, now)
        talk = replace(talk, warned_until=None, language=talk.language or hearing.language)
        if known is not None:
            return _greet(known, holder, talk, now)
        if order is None:
            return _without_order(speaker, hearing, now)
        return _converse(incoming, speaker, order, talk, hearing, now)


def _converse(
    incoming: Incoming,
    speaker: Speaker,
    order: OrderInForce,
    talk: Talk,
    hearing: Hearing,
    now: datetime,
) -> list[Reply]:
    words = Words.of_order(order, now)
    menu = make_menu(order, words, speaker)
    scene = Scene(incoming=incoming, speaker=speaker, order=order, words=words, menu=menu, now=now)
    if machine.find_offered(talk, hearing.heard.text):
        # Nothing of it is in doubt: it is an answer that we offered, in its words.
        hearing = replace(hearing, understood=None)
    turn = machine.hear(talk, hearing.heard, menu)
    replies: list[Reply] = []
    talk = replace(turn.talk, offered=())
    with timezone.override(words.zone):
        for asked in act_on(turn.act, scene, talk):
            told = _in_their_words(asked.told, turn, hearing, scene)
            if turn.anew:
                told = telling.as_one(Told(text=gettext("The rules have changed.")), told)
            reply, offered = _offer(told, asked.talk, speaker)
            replies.append(reply)
            talk = replace(asked.talk, offered=(*talk.offered, *offered))
    talks.keep_talk(speaker.holder, talk, now)
    return replies


def _in_their_words(told: Told, turn: Turn, hearing: Hearing, scene: Scene) -> Told:
    """What was understood is quoted, where something of it is missing or in doubt."""
    act, understood = turn.act, hearing.understood
    is_unclear = act == Say(what="ask-back")
    asks_document = isinstance(act, AskFor) and act.question.part == "document"
    if understood is None or not (is_unclear or (asks_document and not understood.empty)):
        return told
    begun = turn.talk.wish.purpose
    if begun and understood.purpose is None:
        missing = tuple(one for one in understood.missing if one != "purpose")
        understood = replace(understood, purpose=begun, missing=missing)
    quoted = quote_back(understood, scene.speaker, scene.order, scene.words)
    options = () if understood.purpose else told.options
    return Told(text=quoted, asks_phone=told.asks_phone, options=options, may_stand_alone=True)


def _offer(told: Told, talk: Talk, speaker: Speaker) -> tuple[Reply, tuple[Offered, ...]]:
    """What is said as it goes out, and the answers that go with it."""
    offered = machine.offer(talk, told.options, by_number=not speaker.has_buttons)
    choices = tuple(Choice(label=shorten(one.label), says=one.key) for one in offered)
    reply = telling.cut(told, choices, has_buttons=speaker.has_buttons)
    reply = replace(reply, language=translation.get_language())
    return reply, offered if reply.choices else ()


# --- before and beside the conversation ---------------------------------------------------------------


def _learn_who(incoming: Incoming, speaker: Speaker, now: datetime) -> Speaker | None:
    """Who writes, when this very message tells it; else None."""
    if speaker.channel == "sms":
        return None
    if incoming.phone and incoming.phone != speaker.phone:
        return speakers.prove_phone(speaker, phone=incoming.phone, now=now)
    resident = speakers.take_ticket(incoming.text, now)
    return speakers.know_as(speaker, resident=resident, now=now) if resident else None


def _greet(speaker: Speaker, holder: str, talk: Talk, now: datetime) -> list[Reply]:
    """We know now who writes; what they had begun goes on."""
    if speaker.holder != holder:
        talks.forget_talk(holder)
    told = telling.tell_known(speaker)
    reply, offered = _offer(told, talk, speaker)
    talks.keep_talk(speaker.holder, replace(talk, offered=(*talk.offered, *offered)), now)
    return [reply]


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
