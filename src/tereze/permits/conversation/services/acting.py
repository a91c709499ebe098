# SPDX-License-Identifier: EUPL-1.2
"""Doing what the conversation came to. Each act is done, and tells what is said about it and where the
talk stands then; the words and the deed are written in one transaction, or neither is."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from tereze.messaging.conversation import machine
from tereze.messaging.conversation.types import (
    ANOTHER,
    Act,
    Appeal,
    AskFor,
    AskPermits,
    BeKnownAs,
    Cancel,
    CheckCode,
    ChooseToCancel,
    Confirm,
    ConfirmCancel,
    Declare,
    Heard,
    Option,
    Question,
    Say,
    SendCode,
    SetLanguage,
    TakePass,
    Talk,
)
from tereze.people import selectors as people
from tereze.people import services as people_services
from tereze.people.errors import TooManyTries, WrongCode
from tereze.permits import outlook, selectors, services
from tereze.permits.conversation import elsewhere, rules, telling
from tereze.permits.conversation.sealed import name_whom
from tereze.permits.conversation.services import speakers, talks
from tereze.permits.conversation.services.asking import Asked, ask_for, let_pass
from tereze.permits.conversation.services.scene import Scene, make_scene
from tereze.permits.conversation.types import Told
from tereze.permits.errors import AlreadyDecided, NoSuchPermit, NotAppealable
from tereze.permits.types import PermitFacts

#: Permits that are over are told for so long.
_TOLD: Final = timedelta(hours=12)
#: Sayings about what can be asked for, and how.
_OF_REQUESTS: Final = frozenset({"menu", "ask-back", "quota"})


def act_on(act: Act, scene: Scene, talk: Talk) -> Iterator[Asked]:
    """Do it. Each request of a message gets an answer of its own."""
    if isinstance(act, AskPermits):
        for number, wish in enumerate(act.wishes):
            asked = ask_for(scene, talk, wish, number)
            talk = asked.talk
            yield asked
        return
    if asks_in_vain(act, scene, talk):
        told = elsewhere.tell_elsewhere(scene.order.regime, scene.speaker.channel)
        yield Asked(told=told, talk=talk.afresh())
        return
    yield _ACTS[type(act)](act, scene, talk)


def asks_in_vain(act: Act, scene: Scene, talk: Talk) -> bool:
    """Whether this would lead to a request that the order takes none of over this wire. A whole request
    is asked for all the same: its holder may live under another order, and the refusal can be appealed."""
    if scene.menu.purposes or talk.stage == "code":
        return False
    is_of_a_request = isinstance(act, AskFor | Confirm)
    return is_of_a_request or (isinstance(act, Say) and act.what in _OF_REQUESTS)


# --- saying ------------------------------------------------------------------------------------------


def _say(act: Say, scene: Scene, talk: Talk) -> Asked:
    return Asked(told=_SAYINGS[act.what](scene, talk), talk=talk)


def _tell_status(scene: Scene, talk: Talk) -> Told:
    return _tell_permits(
        scene, [one for one in list_known_permits(scene, talk) if _holds(one, scene)]
    )


def _tell_all_permits(scene: Scene, talk: Talk) -> Told:
    return _tell_permits(scene, list_known_permits(scene, talk))


def _tell_permits(scene: Scene, permits: Sequence[PermitFacts]) -> Told:
    return telling.tell_permits(permits, scene.words, scene.tails())


def _tell_quota(scene: Scene, talk: Talk) -> Told:
    if not scene.speaker.everybody:
        return telling.tell_link(scene.speaker)
    door = scene.speaker.door
    quotas = [
        (
            whom.label,
            outlook.get_outlook(whom.resident, now=scene.now, doors=(door,)).purposes,
        )
        for whom in scene.speaker.everybody
    ]
    return telling.tell_quotas(quotas, scene.words)


def _tell_menu(scene: Scene, talk: Talk) -> Told:
    told = telling.tell_help(scene.order, scene.menu.purposes, scene.words)
    if scene.menu.purposes:
        return told
    nothing = elsewhere.tell_elsewhere(scene.order.regime, scene.speaker.channel)
    return telling.as_one(nothing, told)


def _tell_what_to_write(scene: Scene, talk: Talk) -> Told:
    """Where there are buttons, they say it; what was understood is put before them."""
    told = _tell_menu(scene, talk)
    if not scene.speaker.has_buttons:
        return told
    question = Question(part="purpose", options=scene.menu.purposes)
    return replace(told, options=(*machine.options_of(talk, question), *told.options))


def _tell_languages(scene: Scene, talk: Talk) -> Told:
    options = (Option(label=name, value=f"language:{code}") for code, name in settings.LANGUAGES)
    return Told(text=gettext("Which language?"), options=tuple(options))


def _tell_stopped(scene: Scene, talk: Talk) -> Told:
    speakers.forget_chat(scene.speaker)
    return Told(text=gettext("Good. Write again whenever you need us."))


_SAYINGS: Final[dict[str, Callable[[Scene, Talk], Told]]] = {
    "menu": _tell_menu,
    "help": _tell_menu,
    "status": _tell_status,
    "permits": _tell_all_permits,
    "quota": _tell_quota,
    "language": _tell_languages,
    "link": lambda scene, talk: telling.tell_link(scene.speaker),
    "stopped": _tell_stopped,
    "kept": lambda scene, talk: Told(text=gettext("Good, you keep it.")),
    "over": lambda scene, talk: Told(
        text=gettext("This choice is no longer open. Write what you need, or: help.")
    ),
    "nothing-refused": lambda scene, talk: Told(
        text=gettext("There is no refusal that you could appeal against.")
    ),
    "ask-sentence": lambda scene, talk: Told(
        text=gettext("Say in one sentence why you need it. A person will read it.")
    ),
    "ask-account": lambda scene, talk: Told(text=gettext("Say in your own words what happened.")),
    "ask-back": _tell_what_to_write,
}


# --- asking ------------------------------------------------------------------------------------------


def _ask(act: AskFor, scene: Scene, talk: Talk) -> Asked:
    question = act.question
    options = machine.options_of(talk, question)
    if question.part == "whom" and scene.menu.by == "document" and scene.speaker.has_buttons:
        options.append(_another())
    if question.part == "purpose" and scene.speaker.has_buttons:
        options.append(telling.danger_option())
    is_unknown = scene.speaker.has_buttons and scene.speaker.resident is None
    told = telling.tell_question(question, scene.order, asks_phone=is_unknown)
    return Asked(told=replace(told, options=tuple(options)), talk=talk)


def _another() -> Option:
    return Option(value=f"whom:{ANOTHER}", label=gettext("Another document"))


def _confirm(act: Confirm, scene: Scene, talk: Talk) -> Asked:
    told = telling.tell_confirm(
        act.wish,
        scene.words,
        whose=scene.whose(act.wish),
        yes=machine.stamped(talk, "yes"),
        no=machine.stamped(talk, "no"),
    )
    if act.wish.whom and scene.menu.by == "document" and scene.speaker.has_buttons:
        told = replace(told, options=(*told.options, _another()))
    return Asked(told=told, talk=talk)


# --- giving back -------------------------------------------------------------------------------------


def list_known_permits(scene: Scene, talk: Talk) -> list[PermitFacts]:
    """Permits of those for whom the speaker may ask, and those whose code was told in this talk; the
    latest first."""
    found = {
        permit.code: permit
        for whom in scene.speaker.everybody
        for permit in selectors.list_permits(whom.resident.id, since=scene.now - _TOLD)
    }
    for given in talk.given:
        if given.code not in found:
            try:
                found[given.code] = selectors.get_permit(given.code, scene.now)
            except NoSuchPermit:
                continue
    return sorted(found.values(), key=lambda permit: permit.asked_at, reverse=True)


def _holds(permit: PermitFacts, scene: Scene) -> bool:
    return permit.state(scene.now) in ("valid", "not-yet")


def _choose_to_cancel(act: ChooseToCancel, scene: Scene, talk: Talk) -> Asked:
    permits = [one for one in list_known_permits(scene, talk) if _holds(one, scene)]
    if len(permits) == 1:
        turn = machine.hear(talk, Heard(says=f"cancel:{permits[0].code}"), scene.menu)
        return _confirm_cancel(ConfirmCancel(code=permits[0].code), scene, turn.talk)
    told = _tell_permits(scene, permits)
    options = tuple(
        Option(label=f"{one.code} {scene.words.purpose(one.purpose)}", value=f"cancel:{one.code}")
        for one in permits
    )
    ask = gettext("Which one do you give back?")
    text = f"{told.text}\n{ask}" if permits else told.text
    return Asked(told=Told(text=text, options=options), talk=talk)


def _confirm_cancel(act: ConfirmCancel, scene: Scene, talk: Talk) -> Asked:
    permit = _find_known(act.code, scene, talk)
    if permit is None:
        return Asked(told=telling.tell_permits((), scene.words, {}), talk=talk.afresh())
    line = telling.tell_permits([permit], scene.words, scene.tails()).text
    ask = gettext("Give it back? It stays counted.")
    return Asked(
        told=Told(
            text=f"{line}\n{ask}",
            options=(
                Option(label=gettext("Yes"), value=machine.stamped(talk, "yes")),
                Option(label=gettext("No"), value=machine.stamped(talk, "no")),
            ),
        ),
        talk=talk,
    )


def _cancel(act: Cancel, scene: Scene, talk: Talk) -> Asked:
    permit = _find_known(act.code, scene, talk)
    if permit is None:
        return Asked(told=telling.tell_permits((), scene.words, {}), talk=talk)
    try:
        services.revoke_permit(
            code=permit.code,
            why=gettext("You gave it back."),
            actor=f"resident:{permit.resident_id}",
            now=scene.now,
            # The holder knows already; of what a stranger gives back they are told.
            tell=not scene.speaker.may_ask_for(permit.resident_id),
        )
    except AlreadyDecided:
        return Asked(told=Told(text=gettext("It was taken back before.")), talk=talk)
    return Asked(told=Told(text=gettext("It is given back.")), talk=talk)


def _find_known(code: str, scene: Scene, talk: Talk) -> PermitFacts | None:
    """A permit that the speaker may give back, if it holds."""
    return next(
        (one for one in list_known_permits(scene, talk) if one.code == code and _holds(one, scene)),
        None,
    )


# --- asking a person ---------------------------------------------------------------------------------


def _appeal(act: Appeal, scene: Scene, talk: Talk) -> Asked:
    try:
        appeal = services.appeal_refusal(
            resident_id=act.refusal.resident_id,
            day=date.fromisoformat(act.refusal.day),
            number=act.refusal.number,
            sentence=act.sentence,
            now=scene.now,
        )
    except (NotAppealable, AlreadyDecided):
        return Asked(told=Told(text=gettext("You appealed already, or it is too late.")), talk=talk)
    text = gettext("An officer reads it and answers by message: %(until)s at the latest.") % {
        "until": scene.words.time(appeal.due_at)
    }
    return Asked(told=Told(text=text), talk=talk)


def _take_pass(act: TakePass, scene: Scene, talk: Talk) -> Asked:
    return let_pass(scene, talk)


def _declare(act: Declare, scene: Scene, talk: Talk) -> Asked:
    resident = scene.speaker.resident
    if resident is None:
        return Asked(told=telling.tell_link(scene.speaker), talk=talk)
    try:
        services.declare_emergency(
            code=act.code or None, resident_id=resident.id, account=act.account, now=scene.now
        )
    except (NoSuchPermit, AlreadyDecided):
        text = gettext("This one was declared before. Nothing more to do.")
        return Asked(told=Told(text=text), talk=talk)
    text = gettext("Thank you. It costs nothing of what you have left.")
    return Asked(told=Told(text=text), talk=replace(talk, pass_code=""))


# --- who writes --------------------------------------------------------------------------------------


def _set_language(act: SetLanguage, scene: Scene, talk: Talk) -> Asked:
    if scene.speaker.resident:
        people_services.set_language(
            resident_id=scene.speaker.resident.id, language=act.language, now=scene.now
        )
    translation.activate(act.language)  # until the end of this answer, which puts it back
    scene = make_scene(scene.incoming, scene.speaker, scene.order, scene.now)
    return Asked(told=_tell_menu(scene, talk), talk=talk)


def _send_code(act: SendCode, scene: Scene, talk: Talk) -> Asked:
    """To the phone on record. Whether there is one is not said: it would tell who is registered."""
    talks.count_message(scene.speaker.chat, messages=rules.CODE_COSTS)
    resident = people.find_resident_by_document(act.document.type, act.document.number)
    phone = resident.person.phone if resident else None
    text = gettext(
        "If a phone is on record for this document, a code is on its way there. Write it here."
    )
    if phone:
        try:
            people_services.send_sign_in_code(
                phone=phone, now=scene.now, language=scene.words.language
            )
        except TooManyTries:
            phone = None
    return Asked(told=Told(text=text), talk=replace(talk, stage="code", phone=phone))


def _check_code(act: CheckCode, scene: Scene, talk: Talk) -> Asked:
    wrong = Asked(
        told=Told(text=gettext("The code is not right. Look again at the last message that came.")),
        talk=talk,
    )
    if talk.phone is None:
        return wrong
    found = people_services.try_sign_in_code(phone=talk.phone, code=act.code, now=scene.now)
    if isinstance(found, WrongCode | TooManyTries):
        return wrong
    known = speakers.prove_phone(scene.speaker, phone=talk.phone, now=scene.now)
    return Asked(told=telling.tell_known(known), talk=talk.afresh(), speaker=known)


def _be_known_as(act: BeKnownAs, scene: Scene, talk: Talk) -> Asked:
    for resident in scene.speaker.sharing:
        if name_whom(resident.id) == act.whom:
            known = speakers.know_as(scene.speaker, resident=resident, now=scene.now)
            return Asked(told=telling.tell_known(known), talk=talk, speaker=known)
    return Asked(told=telling.tell_link(scene.speaker), talk=talk)


_ACTS: Final[dict[type[Any], Callable[[Any, Scene, Talk], Asked]]] = {
    Say: _say,
    AskFor: _ask,
    Confirm: _confirm,
    ChooseToCancel: _choose_to_cancel,
    ConfirmCancel: _confirm_cancel,
    Cancel: _cancel,
    Appeal: _appeal,
    TakePass: _take_pass,
    Declare: _declare,
    SetLanguage: _set_language,
    SendCode: _send_code,
    CheckCode: _check_code,
    BeKnownAs: _be_known_as,
}
