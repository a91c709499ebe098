# SPDX-License-Identifier: EUPL-1.2
"""What is said, in the language that is active: one text for all wires, and shorter ones for those on
which each character costs.

A short message that fits one part arrives whole, and costs half. So the answers that everybody waits
for are written so that they fit: for whom, for what, until when, the code.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.utils.translation import get_language, gettext

from tereze.core.wording import people_duration, people_from, people_until, short_time, short_until
from tereze.messaging.alphabets import parts_needed
from tereze.messaging.conversation.types import Option, Question, Wish
from tereze.messaging.labels import shorten
from tereze.messaging.types import Choice, Reply
from tereze.packs.types import DocumentType
from tereze.permits import codes
from tereze.permits.conversation.sealed import name_whom
from tereze.permits.conversation.types import Speaker, Told
from tereze.permits.reasons import tell_reason
from tereze.permits.types import (
    EmergencyFacts,
    OrderInForce,
    PermitFacts,
    QuotaLeft,
    Refusal,
    WayOut,
)
from tereze.permits.words import Words, tell_kind, tell_people, tell_transport

#: A list in a message is for reading on a small screen.
_MOST_LINES = 8


# --- the answer --------------------------------------------------------------------------------------


def tell_granted(permit: PermitFacts, words: Words, *, whose: str, qr: str | None) -> Told:
    """Yes: for whom, for what, until when, the code."""
    code = codes.group(permit.code)
    lines = [
        f"{words.purpose(permit.purpose)}: {_span(permit, words)}",
        gettext("For: %(whom)s") % {"whom": whose} if whose else "",
        gettext("Code: %(code)s") % {"code": code},
        gettext("At most %(km)s km from home") % {"km": permit.within_km}
        if permit.within_km
        else "",
    ]
    return Told(
        text="\n".join(filter(None, lines)), shorter=tuple(_shortly(permit, words, whose)), qr=qr
    )


def _shortly(permit: PermitFacts, words: Words, whose: str) -> Iterator[str]:
    title = words.purpose(permit.purpose)
    until = _short_span(permit, words)
    said = codes.group(permit.code)
    code = next(iter(words.find_purpose(permit.purpose).sms), "")
    tail = whose.rpartition(" ")[2]
    for purpose in (title, title.partition(",")[0], *((code,) if code else ()), ""):
        begin = " ".join(filter(None, (tail, purpose, until)))
        yield gettext("%(permit)s. Code %(code)s") % {"permit": begin, "code": said}


def _span(permit: PermitFacts, words: Words) -> str:
    until = people_until(permit.ends_at, now=words.now, zone=words.zone)
    if permit.starts_at <= words.now:
        return until
    begins = people_from(permit.starts_at, now=words.now, zone=words.zone)
    return f"{begins}, {until}"


def _short_span(permit: PermitFacts, words: Words) -> str:
    if permit.starts_at <= words.now:
        return short_until(permit.ends_at, now=words.now, zone=words.zone)
    times = (
        short_time(moment, now=words.now, zone=words.zone)
        for moment in (permit.starts_at, permit.ends_at)
    )
    return "-".join(times)


def tell_refused(
    refusal: Refusal, words: Words, *, whose: str, ways: Sequence[Option], says_again: bool = True
) -> Told:
    """No: why, by which act, from when, and what else."""
    told = words.refusal(refusal)
    later = refusal.next_eligible if says_again else None
    lines = [
        told.why,
        words.again(later) if later else "",
        told.legal_basis,
    ]
    begin = f"{whose}: " if whose else ""
    return Told(
        text=begin + "\n".join(filter(None, lines)),
        shorter=tuple(_refused_shortly(refusal, told.why, words, whose, later)),
        options=tuple(ways),
        may_stand_alone=True,
    )


def _refused_shortly(
    refusal: Refusal, why: str, words: Words, whose: str, later: datetime | None
) -> Iterator[str]:
    tail = whose.rpartition(" ")[2]
    begin = f"{tail}: " if tail else ""
    again = ""
    if later:
        moment = short_time(later, now=words.now, zone=words.zone)
        again = " " + gettext("Again: %(from)s") % {"from": moment}
    reason = f"{tell_reason(refusal.code)}."
    yield f"{begin}{why}{again}"
    yield f"{begin}{reason}{again} {_danger()}"
    yield f"{begin}{reason}{again}"


def tell_not_yours(whose: str) -> Told:
    """A refusal whose reason tells something of the holder, for whoever is not known to be that."""
    words = {"whose": whose, "url": settings.URL, "phone": settings.CALL_CENTRE}
    if settings.CALL_CENTRE:
        text = gettext("%(whose)s: no permit now. Why is told to the holder only: %(phone)s")
    else:
        text = gettext("%(whose)s: no permit now. Why is told to the holder only: %(url)s")
    short = gettext("%(whose)s: no permit now. Only the holder is told why.")
    return Told(text=text % words, shorter=(text % words, short % words))


def tell_unknown_document(number: str) -> Told:
    """Nobody is known by this document."""
    words = {"number": number, "url": settings.URL}
    return Told(
        text=gettext(
            "We know nobody by %(number)s. Check the number. Who is not registered yet can do it "
            "here: %(url)s"
        )
        % words,
        shorter=(gettext("We know nobody by %(number)s. Check the number.") % words,),
    )


def tell_several_holders(number: str) -> Told:
    """Two types of document look the same, and two people have one each."""
    text = gettext("%(number)s is of two documents here. Write another document.")
    return Told(text=text % {"number": number})


def tell_nothing_in_force() -> Told:
    """No order is in force."""
    return Told(
        text=gettext("No order is in force here, so you need no permit to go out."),
        options=(danger_option(),),
        may_stand_alone=True,
    )


def tell_pass(taken: EmergencyFacts | None, *, may_declare: bool) -> Told:
    """Go. Everything else can wait."""
    numbers = ", ".join(settings.EMERGENCY_NUMBERS)
    go = gettext("Go now. Call %(numbers)s.") % {"numbers": numbers}
    if taken is None:
        no_code = gettext("You need no code: say at the checkpoint that it is an emergency.")
        return Told(text=f"{go} {no_code}", shorter=(go,))
    code = gettext("Pass: %(code)s") % {"code": codes.group(taken.code)}
    later = gettext("Say later what happened: %(url)s") % {
        "url": f"{settings.URL}/emergency/declare"
    }
    options = (Option(label=gettext("Say what happened"), value="cmd:declare"),)
    return Told(
        text=f"{go} {code}\n{later}",
        shorter=(f"{go} {code}",),
        options=options if may_declare else (),
        may_stand_alone=True,
    )


def tell_ways(
    ways: Iterable[WayOut], words: Words, *, again: str, appeals: bool, offered: Iterable[str]
) -> Iterator[Option]:
    """What can be done instead. Danger to life is always the last."""
    may_ask = set(offered)
    for way in ways:
        if way.kind == "hour" and way.at and way.at > words.now:
            moment = short_time(way.at, now=words.now, zone=words.zone)
            yield Option(label=gettext("Ask for %(time)s") % {"time": moment}, value=again)
        elif way.kind == "purpose" and way.purpose in may_ask:
            yield Option(label=words.purpose(way.purpose), value=f"instead:{way.purpose}")
        elif way.kind == "appeal" and appeals:
            yield Option(label=gettext("Appeal"), value="cmd:appeal")
    yield danger_option()


def danger_option() -> Option:
    """The button that is always there."""
    return Option(label=gettext("Danger to life"), value="cmd:emergency")


def _danger() -> str:
    return gettext("Danger: %(numbers)s") % {"numbers": settings.EMERGENCY_NUMBERS[0]}


# --- questions ---------------------------------------------------------------------------------------


def tell_question(question: Question, order: OrderInForce, *, asks_phone: bool) -> Told:
    """What is asked for next, without its answers."""
    example = next(iter(_documents(order)), None)
    told = Told(
        text={
            "purpose": gettext("What do you go out for?"),
            "whom": gettext("Who is it for? Or a document number."),
            "document": gettext("Write the number of the document, like this: %(example)s")
            % {"example": example.example if example else ""},
            "name": gettext("Write the name, as the document has it."),
            "address": gettext("Write the address: street and number."),
            "kind": gettext("Where does your way lead?"),
            "place": gettext("Where are you going?"),
            "minutes": gettext("How long do you need, with the way there and back?"),
            "transport": gettext("How do you go?"),
            "plate": gettext("Write the number plate of the car."),
            "party": gettext("How many of you go?"),
            "certificate": gettext("Which of these do you have with you?"),
            "certificate_number": gettext("Write the number on it."),
        }[question.part]
    )
    return or_share(told) if asks_phone and question.part in ("document", "name") else told


def or_share(told: Told) -> Told:
    """The same, and that the phone number says it too."""
    share = gettext("Or share your phone number, if it is on record.")
    return replace(told, text=f"{told.text}\n{share}", asks_phone=True)


def _documents(order: OrderInForce) -> Iterator[DocumentType]:
    accepted = order.regime.identification.documents or tuple(order.regime.documents)
    return (order.regime.documents[name] for name in accepted)


def tell_confirm(wish: Wish, words: Words, *, whose: str, yes: str, no: str) -> Told:
    """What we understood, read back."""
    title, details = words.purpose(wish.purpose or ""), list(_details(wish, words))
    lines = [title, gettext("For: %(whom)s") % {"whom": whose}, *details]
    ask = gettext("Send this request?")
    short = (f"{what}: {', '.join((whose, *details))}. {ask}" for what in (title, shorten(title)))
    return Told(
        text="\n".join([*lines, ask]),
        shorter=(f"{'; '.join(lines)}. {ask}", *short),
        options=(
            Option(label=gettext("Yes"), value=yes),
            Option(label=gettext("No"), value=no),
        ),
    )


def _details(wish: Wish, words: Words) -> Iterator[str]:
    if wish.kind:
        yield tell_kind(wish.kind)
    if wish.place:
        yield words.place(wish.place)
    if wish.starts_at:
        yield people_from(wish.starts_at, now=words.now, zone=words.zone)
    if wish.minutes:
        yield people_duration(wish.minutes)
    if wish.transport:
        yield tell_transport(wish.transport)
    if wish.plate:
        yield wish.plate
    if wish.party and wish.party > 1:
        yield tell_people(wish.party)
    if wish.certificate:
        yield " ".join(
            filter(None, (words.certificate(wish.certificate).title, wish.certificate_number))
        )


# --- what else somebody asks -------------------------------------------------------------------------


def tell_permits(permits: Sequence[PermitFacts], words: Words, tails: dict[int, str]) -> Told:
    """Permits, the next to end first."""
    if not permits:
        return Told(text=gettext("You have no permit now."))
    return Told(
        text=_list_permits(permits, words, tails, title=words.purpose),
        shorter=(
            _list_permits(permits, words, tails, title=words.purpose),
            _list_permits(permits, words, tails, title=lambda one: shorten(words.purpose(one))),
        ),
    )


def _list_permits(
    permits: Sequence[PermitFacts],
    words: Words,
    tails: dict[int, str],
    *,
    title: Callable[[str], str],
) -> str:
    lines = (
        (
            tails.get(permit.resident_id, ""),
            f"{title(permit.purpose)}:",
            _state(permit, words),
            codes.group(permit.code),
        )
        for permit in permits[:_MOST_LINES]
    )
    return "\n".join(" ".join(filter(None, line)) for line in lines)


def _state(permit: PermitFacts, words: Words) -> str:
    match permit.state(words.now):
        case "revoked":
            return gettext("taken back")
        case "ended":
            return gettext("ended")
    return _short_span(permit, words)


def tell_quotas(quotas: Sequence[tuple[str, Sequence[QuotaLeft]]], words: Words) -> Told:
    """What is left of the purposes, for each person; those that one rule limits are told together."""
    if not any(of_one for _, of_one in quotas):
        return Told(
            text=gettext("By message nothing can be asked for here now. Ask on the site: %(url)s")
            % {"url": settings.URL}
        )
    texts = []
    for title in (words.purpose, lambda purpose: shorten(words.purpose(purpose))):
        lines: list[str] = []
        for whose, of_one in quotas:
            lines += [f"{whose}:"] if len(quotas) > 1 else []
            lines += _tell_left(of_one, words, title)
        texts.append("\n".join(lines))
    return Told(text=texts[0], shorter=tuple(texts))


def _tell_left(
    quotas: Sequence[QuotaLeft], words: Words, title: Callable[[str], str]
) -> Iterator[str]:
    """Two rules that leave equally much are two lines: who read one would take them for one."""
    together: dict[tuple[str | None, str], list[str]] = {}
    for quota in quotas:
        left = words.left(quota) or gettext("as often as needed")
        together.setdefault((quota.counter, left), []).append(title(quota.purpose))
    for (_, left), titles in together.items():
        yield f"{'; '.join(titles)}: {left}"


def tell_help(order: OrderInForce, options: Iterable[Option], words: Words) -> Told:
    """How it works: purposes with their codes, an example, the words that we obey."""
    options = list(options)
    example = next(_documents(order), None)
    coded = next((option for option in options if option.code), None)
    lines = [
        *(f"{option.code} {words.purpose(option.value)}".strip() for option in options),
        gettext("Example: %(example)s") % {"example": f"{coded.code} {example.example}"}
        if coded and example and order.regime.identification.by == "document"
        else "",
        gettext("Also: status, cancel, quota, appeal, language."),
    ]
    danger = gettext("In danger go at once, and call %(numbers)s.") % {
        "numbers": ", ".join(settings.EMERGENCY_NUMBERS)
    }
    text, short = ("\n".join(filter(None, (*lines, last))) for last in (danger, _danger()))
    return Told(text=text, shorter=(text, short), options=(danger_option(),), may_stand_alone=True)


def tell_too_often(until: datetime, now: datetime) -> Told:
    """They write more often than anybody needs to."""
    wait = max(1, -int(-(until - now).total_seconds() // 60))
    return Told(
        text=gettext(
            "Too many messages came from here. Write again in %(duration)s. Danger: %(numbers)s"
        )
        % {"duration": people_duration(wait), "numbers": settings.EMERGENCY_NUMBERS[0]}
    )


# --- who writes --------------------------------------------------------------------------------------


def tell_link(speaker: Speaker) -> Told:
    """How we come to know who writes."""
    if speaker.resident or not speaker.has_buttons:
        return Told(text=gettext("We know you by your phone number."))
    return Told(
        text=gettext(
            "Share your phone number: then you need not write the number of your document, and we "
            "know whose permits to show."
        ),
        options=(Option(label=gettext("By a code instead"), value="cmd:code"),),
        asks_phone=True,
    )


def tell_known(speaker: Speaker) -> Told:
    """We know now who writes; or which of several it may be; or that nobody has this phone."""
    if speaker.resident:
        name = speaker.resident.person.name.split()[0]
        return Told(text=gettext("Hello %(name)s. We know you now.") % {"name": name})
    if not speaker.sharing:
        return Told(
            text=gettext(
                "Nobody is registered with this number. Write the number of your document, or "
                "register here: %(url)s"
            )
            % {"url": settings.URL}
        )
    return Told(
        text=gettext("Several people share this number. Who are you?"),
        options=tuple(
            Option(label=one.person.name, value=f"be:{name_whom(one.id)}")
            for one in speaker.sharing
        ),
    )


# --- for a wire --------------------------------------------------------------------------------------


def cut(told: Told, choices: tuple[Choice, ...], *, has_buttons: bool) -> Reply:
    """What is said as it goes out. Where each character costs, the first text that fits one part with
    its choices, be they cut; else without them, if it can do without; else what takes fewest parts."""
    language = get_language()
    if has_buttons:
        return Reply(
            text=told.text,
            choices=choices,
            asks_phone=told.asks_phone,
            qr=told.qr,
            language=language,
        )
    short = tuple(replace(choice, label=shorten(choice.label)) for choice in choices)
    texts = told.shorter or (told.text,)
    ways = [(text, offered) for text in texts for offered in dict.fromkeys((choices, short))]
    if told.may_stand_alone and not any(parts_needed(written_out(*way)) == 1 for way in ways):
        ways = [(text, ()) for text in texts]
    text, offered = min(ways, key=lambda way: parts_needed(written_out(*way)))
    return Reply(text=text, choices=offered, language=language)


def written_out(text: str, choices: Sequence[Choice]) -> str:
    """The text with its choices as lines, as a wire without buttons sends it."""
    return "\n".join([text, *(f"{choice.says} {choice.label}" for choice in choices)])


def as_one(first: Told, second: Told) -> Told:
    """Two things said in one message."""
    return replace(
        second,
        text=f"{first.text}\n{second.text}",
        shorter=tuple(f"{first.text} {text}" for text in second.shorter),
    )
