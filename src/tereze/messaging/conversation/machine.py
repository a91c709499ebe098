# SPDX-License-Identifier: EUPL-1.2
"""The conversation itself: where a talk stands and what somebody says, to what is done next.

Pure, and the same for every channel: what a button says and what somebody writes leads to the same
place. The order of the questions is

    purpose → for whom → what the rules want to know → is this so? → the permit, or why not

and none is asked whose answer is known. Who says all at once, in words, is asked nothing at all: the
request goes to the rules as it is. What was chosen from what *we* offered is read back first, because
a thumb slips.

What has to hold whatever is said, and in whatever order:

- Permits are asked for (`AskPermits`) only by a message that says the whole request, by words that
  answer our questions one by one, or by the yes to what was read back.
- Danger to life comes first, whatever the talk is about, and leaves it where it is.
- A button answers the question that it stood under, and no later one.
- When the rules change in between, nothing that was begun under the old ones is asked for.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import fields, replace
from typing import Any, Final

from tereze.messaging.conversation.types import (
    ANOTHER,
    Appeal,
    AskFor,
    AskPermits,
    BeKnownAs,
    Cancel,
    CheckCode,
    ChooseToCancel,
    Command,
    Confirm,
    ConfirmCancel,
    Declare,
    Heard,
    Menu,
    Offered,
    Option,
    Part,
    Question,
    Say,
    SendCode,
    SetLanguage,
    Stage,
    TakePass,
    Talk,
    Turn,
    Wish,
)
from tereze.messaging.labels import shorten

_TURNS: Final = 1000
#: Something of a request was said, and it is not asked for yet.
_BEGUN: Final[tuple[Stage, ...]] = ("ask", "confirm")
#: Parts that are answered in the person's own words, and how long these may be.
_IN_WORDS: Final[dict[Part, int]] = {
    "name": 200,
    "address": 300,
    "plate": 15,
    "certificate_number": 60,
}
#: Parts that are read from words; what is not clear about them is quoted.
_READ: Final[tuple[Part | None, ...]] = (None, "purpose", "document")
_LONGEST_SENTENCE: Final = 1000
#: While a sentence is awaited, a word of command is one only when it stands alone.
_SENTENCE_STAGES: Final[tuple[Stage, ...]] = ("appeal", "declare")
_ALONE: Final = 20
#: Minutes, and not a number in the list of lengths.
_MINUTES: Final = re.compile(r"[1-9][0-9]{1,3}")
_CODE: Final = re.compile(r"[0-9]{6}")


def hear(talk: Talk, heard: Heard, menu: Menu) -> Turn:
    """What follows from a message."""
    says = heard.says or find_offered(talk, heard.text)
    if heard.part and says == f"purpose:{heard.part.purpose}" and not heard.says:
        says = ""  # a purpose's own code is not chosen from our list, but known from elsewhere
    # Who was asked what happened tells of the danger that they are out of.
    tells = talk.stage == "declare" and len(heard.text) > _ALONE
    if says == "cmd:emergency" or (heard.command == "emergency" and not tells):
        return Turn(talk=_next(talk), act=TakePass())
    anew = talk.stage in _BEGUN and talk.order != menu.order
    if anew:
        talk = replace(talk.afresh(), turn=talk.turn)
        says = says if says.startswith(("purpose:", "cmd:", "language:")) else ""
    turn = _listen(replace(talk, order=menu.order), says, heard, menu)
    asks_anyway = isinstance(turn.act, AskPermits)
    return replace(turn, talk=_next(turn.talk), anew=anew and not asks_anyway)


def resume(talk: Talk, menu: Menu) -> Turn:
    """What was begun goes on, now that we know who writes: the next question, or what was understood
    read back. Nothing is asked for that the person has not seen with their own name on it."""
    begun = talk.wish if talk.stage in _BEGUN and talk.order == menu.order else Wish()
    turn = _go_on(replace(talk, order=menu.order), replace(begun, chosen=True), menu)
    return replace(turn, talk=_next(turn.talk))


def find_offered(talk: Talk, text: str) -> str:
    """What somebody says who writes the number or the words of an offered answer.

    >>> talk = Talk(offered=(Offered(key="1", label="Doctor", says="purpose:medical"),))
    >>> find_offered(talk, " 1."), find_offered(talk, "DOCTOR"), find_offered(talk, "11")
    ('purpose:medical', 'purpose:medical', '')
    """
    said = fold(text)
    if said:
        for offered in talk.offered:
            if said in map(fold, (offered.key, offered.label, shorten(offered.label))):
                return offered.says
    return ""


def offer(
    talk: Talk, options: Iterable[Option], *, by_number: bool, named: Collection[str] = ()
) -> tuple[Offered, ...]:
    """The answers to a question as they are offered: each with what to write for it.

    Where there are no buttons a purpose keeps its own code, which people know from the radio; all else
    gets a number that no other answer has. A command's is no code either that the words above may
    have `named`: who writes 1 for a doctor there is not in danger.

    >>> options = [Option(value="purpose:needs", label="Food", code="1"), Option(value="x", label="X")]
    >>> [offered.key for offered in offer(Talk(), options, by_number=True)]
    ['1', '2']
    >>> [offered.key for offered in offer(Talk(), options, by_number=False)]
    ['purpose:needs', 'x']
    >>> danger = Option(value="cmd:emergency", label="Danger")
    >>> [offered.key for offered in offer(Talk(), [danger], by_number=True, named={"1", "2"})]
    ['3']
    """
    options = list(options)
    keys = {option.code for option in options}
    offered = []
    for option in options:
        key = option.code if by_number else option.value
        if not key:
            taken = keys | set(named) if option.value.startswith("cmd:") else keys
            key = next(str(n) for n in range(1, 1000) if str(n) not in taken)
            keys.add(key)
        offered.append(Offered(key=key, label=option.label, says=option.value))
    return tuple(offered)


def options_of(talk: Talk, question: Question) -> list[Option]:
    """The answers to a question, each with what it says to us."""
    prefix = {"purpose": "purpose:", "whom": "whom:"}.get(
        question.part, f"set{talk.turn}:{question.part}="
    )
    return [replace(option, value=f"{prefix}{option.value}") for option in question.options]


def stamped(talk: Talk, word: str) -> str:
    """An answer that holds for the last question only: "yes7"."""
    return f"{word}{talk.turn}"


def fold(text: str) -> str:
    """Words as they are compared.

    >>> fold(" Bəli! ") == fold("BƏLI"), fold("1)")
    (True, '1')
    """
    plain = unicodedata.normalize("NFKC", text).casefold().replace("\N{COMBINING DOT ABOVE}", "")
    return "".join(filter(str.isalnum, plain))


# --- listening --------------------------------------------------------------------------------------


def _listen(talk: Talk, says: str, heard: Heard, menu: Menu) -> Turn:
    if heard.wishes:
        return Turn(talk=talk.afresh(), act=AskPermits(wishes=heard.wishes))
    if not says and heard.yes is not None and talk.stage in ("confirm", "cancel"):
        says = stamped(talk, "yes" if heard.yes else "no")
    if says:
        return _press(talk, says, menu)
    awaits_sentence = talk.stage in _SENTENCE_STAGES
    if heard.command and not (awaits_sentence and len(heard.text) > _ALONE):
        return _obey(talk, heard.command, menu)
    if awaits_sentence:
        return _take_sentence(talk, heard.text)
    if talk.stage == "code" and (code := _CODE.fullmatch(heard.text.replace(" ", ""))):
        return Turn(talk=talk, act=CheckCode(code=code[0]))
    return _fill(talk, heard, menu)


def _press(talk: Talk, says: str, menu: Menu) -> Turn:
    """A choice that was offered, whenever that was."""
    name, _, value = says.partition(":")
    match name:
        case "cmd":
            return _obey(talk, value, menu)
        case "purpose" if _is_among(menu.purposes, value):
            begun = talk.wish if talk.stage in _BEGUN else Wish()
            return _go_on(talk, replace(begun, purpose=value, chosen=True), menu)
        case "instead" if _is_among(menu.purposes, value) and talk.refused:
            same = Wish(
                whom=talk.refused.whom,
                document=talk.refused.document,
                name=talk.refused.name,
                address=talk.refused.address,
            )
            return _go_on(talk, replace(same, purpose=value, chosen=True), menu)
        case "whom" if talk.stage in _BEGUN and (
            _is_among(menu.people(), value) or value == ANOTHER
        ):
            wish = replace(talk.wish, whom=value, document=None, chosen=True)
            return _go_on(talk, wish, menu)
        case "cancel":
            return Turn(
                talk=replace(talk.afresh(), stage="cancel", code=value),
                act=ConfirmCancel(code=value),
            )
        case "language" if value in menu.languages:
            return Turn(talk=replace(talk, language=value), act=SetLanguage(language=value))
        case "be":
            return Turn(talk=talk, act=BeKnownAs(whom=value))
    return _press_stamped(talk, name, value, menu)


def _press_stamped(talk: Talk, name: str, value: str, menu: Menu) -> Turn:
    """A choice that holds for the last question only."""
    if name == stamped(talk, "yes"):
        if talk.stage == "confirm":
            return Turn(talk=talk.afresh(), act=AskPermits(wishes=(talk.wish,)))
        if talk.stage == "cancel":
            return Turn(talk=talk.afresh(), act=Cancel(code=talk.code))
    if name == stamped(talk, "no") and talk.stage in ("confirm", "cancel"):
        what: Say = Say(what="kept" if talk.stage == "cancel" else "menu")
        return Turn(talk=talk.afresh(), act=what)
    if name == stamped(talk, "again") and talk.refused and talk.again:
        wish = replace(talk.refused, starts_at=talk.again, chosen=True)
        return _go_on(talk, wish, menu)
    part, is_set, answer = value.partition("=")
    if name == stamped(talk, "set") and is_set and talk.stage == "ask" and part == talk.asked:
        return _answer(talk, answer, menu)
    return _repeat(talk, menu, over=True)


def _obey(talk: Talk, command: Command | str, menu: Menu) -> Turn:
    match command:
        case "menu":
            return _go_on(talk, Wish(), menu)
        case "help" | "status" | "permits" | "quota" | "language" | "link":
            return Turn(talk=talk, act=Say(what=command))
        case "stop":
            return Turn(talk=talk.afresh(), act=Say(what="stopped"))
        case "cancel":
            return Turn(talk=talk.afresh(), act=ChooseToCancel())
        case "appeal" if talk.refusal:
            return Turn(talk=replace(talk.afresh(), stage="appeal"), act=Say(what="ask-sentence"))
        case "appeal":
            return Turn(talk=talk, act=Say(what="nothing-refused"))
        case "declare":
            return Turn(
                talk=replace(talk.afresh(), stage="declare"),
                act=Say(what="ask-account"),
            )
        case "code":
            return _send_code(talk)
    return _repeat(talk, menu, over=True)


def _send_code(talk: Talk) -> Turn:
    """To the phone on record of who was named by document; else the document is asked for."""
    document = talk.wish.document or (talk.refused.document if talk.refused else None)
    if document is None:
        question = Question(part="document")
        talk = replace(talk.afresh(), stage="code", asked="document")
        return Turn(talk=talk, act=AskFor(question=question))
    return Turn(talk=replace(talk.afresh(), stage="code"), act=SendCode(document=document))


def _take_sentence(talk: Talk, text: str) -> Turn:
    sentence = " ".join(text.split())[:_LONGEST_SENTENCE]
    if not any(map(str.isalpha, sentence)):
        asks: Say = Say(what="ask-account" if talk.stage == "declare" else "ask-sentence")
        return Turn(talk=talk, act=asks)
    if talk.stage == "declare":
        return Turn(talk=talk.afresh(), act=Declare(account=sentence, code=talk.pass_code))
    if talk.refusal is None:
        return Turn(talk=talk.afresh(), act=Say(what="nothing-refused"))
    appeal = Appeal(refusal=talk.refusal, sentence=sentence)
    return Turn(talk=replace(talk.afresh(), refusal=None), act=appeal)


# --- filling in a request ---------------------------------------------------------------------------


def _fill(talk: Talk, heard: Heard, menu: Menu) -> Turn:
    """Words that say a part of a request, or answer the last question."""
    if talk.stage == "code":
        if heard.part and heard.part.document and not heard.in_doubt:
            return Turn(talk=talk, act=SendCode(document=heard.part.document))
        return Turn(talk=talk, act=Say(what="ask-back"))
    begun = talk.wish if talk.stage in _BEGUN else Wish()
    wish = _merge(begun, heard.part) if heard.part else begun
    if heard.in_doubt:
        talk = replace(talk.afresh(), stage="ask", wish=wish, asked=talk.asked)
        return Turn(talk=talk, act=Say(what="ask-back"))
    if wish != begun:
        return _go_on(talk, wish, menu)
    if talk.stage == "ask" and (answer := _own_words(talk, heard.text, menu)):
        return _answer(talk, answer, menu, chosen=False)
    if talk.stage == "confirm" or (talk.stage == "ask" and talk.asked not in _READ):
        return _repeat(talk, menu)
    return Turn(talk=talk, act=Say(what="ask-back"))


def _merge(begun: Wish, said: Wish) -> Wish:
    """What was said before, with what is said now; another purpose is another request, for the same
    person."""
    news: dict[str, Any] = {
        one.name: value
        for one in fields(Wish)
        if one.name != "chosen" and (value := getattr(said, one.name)) is not None
    }
    if said.document:
        news["whom"] = None
    if said.purpose and begun.purpose not in (None, said.purpose):
        begun = Wish(whom=begun.whom, document=begun.document, chosen=begun.chosen)
    return replace(begun, chosen=begun.chosen or said.chosen, **news)


def _own_words(talk: Talk, text: str, menu: Menu) -> str:
    """An answer in somebody's own words to a question that is answered so; else nothing."""
    words = " ".join(text.split())
    if talk.asked == "minutes" and _MINUTES.fullmatch(words):
        return words
    if talk.asked in _IN_WORDS:
        fits = len(words) <= _IN_WORDS[talk.asked] and any(map(str.isalnum, words))
        return words if fits else ""
    question = _missing(talk.wish, menu)
    values = {option.value for option in question.options} if question else set()
    return words if words in values else ""


def _answer(talk: Talk, answer: str, menu: Menu, *, chosen: bool = True) -> Turn:
    """An answer to the last question, pressed or written."""
    question = _missing(talk.wish, menu)
    if question is None or question.part != talk.asked:
        return _repeat(talk, menu, over=True)
    if chosen and question.options and not _is_among(question.options, answer):
        return _repeat(talk, menu, over=True)
    said: dict[str, Any] = {question.part: answer}
    if question.part in ("minutes", "party"):
        if not answer.isdecimal():
            return _repeat(talk, menu, over=True)
        said = {question.part: int(answer)}
    return _go_on(talk, replace(talk.wish, chosen=chosen or talk.wish.chosen, **said), menu)


def _go_on(talk: Talk, wish: Wish, menu: Menu) -> Turn:
    """To the next question, or to the end of them. Who may ask for one person only is not asked for
    whom, and reads the name when it is read back."""
    if wish.purpose and wish.whom is None and wish.document is None:
        people = menu.people()
        if len(people) == 1:
            wish = replace(wish, whom=people[0].value, chosen=True)
    question = _missing(wish, menu)
    talk = talk.afresh()
    if question is not None:
        talk = replace(talk, stage="ask", wish=wish, asked=question.part)
        return Turn(talk=talk, act=AskFor(question=question))
    if wish.chosen:
        return Turn(talk=replace(talk, stage="confirm", wish=wish), act=Confirm(wish=wish))
    return Turn(talk=talk, act=AskPermits(wishes=(wish,)))


def _repeat(talk: Talk, menu: Menu, *, over: bool = False) -> Turn:
    """The last question once more; an answer to it came too late, or is none."""
    if talk.stage == "confirm":
        return Turn(talk=talk, act=Confirm(wish=talk.wish))
    if talk.stage == "cancel":
        return Turn(talk=talk, act=ConfirmCancel(code=talk.code))
    if talk.stage == "ask":
        return _go_on(talk, talk.wish, menu)
    return Turn(talk=talk, act=Say(what="over" if over else "ask-back"))


def _missing(wish: Wish, menu: Menu) -> Question | None:
    """The first thing that has to be asked of a request."""
    if wish.purpose is None:
        return Question(part="purpose", options=menu.purposes)
    if wish.whom is None and wish.document is None and (people := menu.people()):
        return Question(part="whom", options=people)
    if wish.whom in (None, ANOTHER):
        if menu.by == "document" and wish.document is None:
            return Question(part="document")
        if menu.by == "declared" and not (wish.name and wish.address):
            return Question(part="address" if wish.name else "name")
    return next(
        (
            question
            for question in menu.questions(wish)
            if getattr(wish, question.part) is None and (question.needed or wish.chosen)
        ),
        None,
    )


def _is_among(options: Iterable[Option], value: str) -> bool:
    return any(option.value == value for option in options)


def _next(talk: Talk) -> Talk:
    return replace(talk, turn=(talk.turn + 1) % _TURNS)
