# SPDX-License-Identifier: EUPL-1.2
"""The conversation: tables of turns, and what holds whatever is said in whatever order."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tereze.messaging.conversation import machine
from tereze.messaging.conversation.types import (
    Act,
    AskFor,
    AskPermits,
    Cancel,
    CheckCode,
    Confirm,
    ConfirmCancel,
    Heard,
    Menu,
    Offered,
    Option,
    Paper,
    Question,
    RefusalRef,
    Say,
    SendCode,
    Stage,
    TakePass,
    Talk,
    Wish,
)

FOOD = Option(value="needs", label="Food", code="2")
DOCTOR = Option(value="medical", label="Doctor", code="1")
PAPER = Paper(type="az-id", number="AZE12345678")
PLACES = Question(
    part="place",
    options=(Option(value="AZ-BA", label="Baku"), Option(value="AZ-GA", label="Ganja")),
)
LENGTHS = Question(part="minutes", options=(Option(value="60", label="1 hour"),), needed=False)

STRANGER = Menu(order="1", purposes=(DOCTOR, FOOD), languages=("az", "en"))
ME, SON = Option(value="me", label="Lale"), Option(value="son", label="Anar")
KNOWN = replace(STRANGER, people=lambda: (ME, SON))
ALONE = replace(STRANGER, people=lambda: (ME,))
ASKING = replace(KNOWN, questions=lambda wish: (PLACES, LENGTHS))
DECLARED = replace(STRANGER, by="declared")

WHOLE = Heard(text="2 AZE12345678", wishes=(Wish(purpose="needs", document=PAPER),))
PURPOSE = Heard(text="2", part=Wish(purpose="needs"))
DOCUMENT = Heard(text="AZE12345678", part=Wish(document=PAPER))
YES, NO = Heard(text="yes", yes=True), Heard(text="no", yes=False)


def talk_through(
    said: Sequence[Heard], menu: Menu, talk: Talk | None = None
) -> tuple[Talk, list[Act]]:
    """Say one thing after the other, offered what a phone would show; where that leads."""
    talk, acts = talk or Talk(), []
    for heard in said:
        turn = machine.hear(talk, heard, menu)
        acts.append(turn.act)
        talk = replace(turn.talk, offered=offered_with(turn.act, turn.talk))
    return talk, acts


def offered_with(act: Act, talk: Talk) -> tuple[Offered, ...]:
    options: list[Option] = []
    if isinstance(act, AskFor):
        options = machine.options_of(talk, act.question)
    elif isinstance(act, Confirm | ConfirmCancel):
        options = [Option(value=machine.stamped(talk, word), label=word) for word in ("yes", "no")]
    return machine.offer(talk, options, by_number=True)


def asked_part(act: Act) -> str:
    assert isinstance(act, AskFor), act
    return act.question.part


# --- tables of turns ----------------------------------------------------------------------------------


def test_who_says_all_at_once_is_asked_nothing() -> None:
    _, acts = talk_through([WHOLE], ASKING)
    assert acts == [AskPermits(wishes=WHOLE.wishes)]


def test_two_requests_of_one_message_are_asked_together() -> None:
    both = replace(WHOLE, wishes=(*WHOLE.wishes, Wish(purpose="medical", document=PAPER)))
    _, acts = talk_through([both], STRANGER)
    assert acts == [AskPermits(wishes=both.wishes)]


def test_words_that_answer_questions_one_by_one_need_no_confirmation() -> None:
    _, acts = talk_through([PURPOSE, DOCUMENT], STRANGER)
    assert asked_part(acts[0]) == "document"
    assert acts[1] == AskPermits(wishes=(Wish(purpose="needs", document=PAPER),))


def test_the_document_may_come_before_the_purpose() -> None:
    _, acts = talk_through([DOCUMENT, PURPOSE], STRANGER)
    assert asked_part(acts[0]) == "purpose"
    assert acts[1] == AskPermits(wishes=(Wish(purpose="needs", document=PAPER),))


def test_what_was_chosen_from_a_list_is_read_back_first() -> None:
    _, acts = talk_through([PURPOSE, Heard(text="1"), YES], KNOWN)
    wish = Wish(purpose="needs", whom="me", chosen=True)
    assert asked_part(acts[0]) == "whom"
    assert acts[1:] == [Confirm(wish=wish), AskPermits(wishes=(wish,))]


def test_what_is_put_as_a_question_is_read_back_first() -> None:
    wish = Wish(purpose="needs", document=PAPER, chosen=True)
    asked = Heard(text="2 AZE12345678 neçə saatdır?", part=wish)
    _, acts = talk_through([asked, asked, YES], STRANGER)
    assert acts == [Confirm(wish=wish), Confirm(wish=wish), AskPermits(wishes=(wish,))]


def test_who_may_ask_for_nobody_else_is_not_asked_for_whom() -> None:
    _, acts = talk_through([PURPOSE, YES], ALONE)
    wish = Wish(purpose="needs", whom="me", chosen=True)
    assert acts == [Confirm(wish=wish), AskPermits(wishes=(wish,))]


def test_what_is_read_back_can_be_set_right_in_words() -> None:
    other = Wish(purpose="needs", document=PAPER, chosen=True)
    _, acts = talk_through([PURPOSE, DOCUMENT], ALONE)
    assert acts[1] == Confirm(wish=other)


def test_an_answer_is_given_by_its_number_or_its_words() -> None:
    for answer in ("1", "1.", "LALE"):
        _, acts = talk_through([PURPOSE, Heard(text=answer)], KNOWN)
        assert isinstance(acts[1], Confirm)


def test_who_presses_buttons_goes_from_question_to_question() -> None:
    pressed = [
        Heard(command="menu"),
        Heard(text="2"),
        Heard(text="1"),
        Heard(text="2"),
        Heard(text="1"),
        YES,
    ]
    _, acts = talk_through(pressed, ASKING)
    assert [asked_part(act) for act in acts[:4]] == ["purpose", "whom", "place", "minutes"]
    wish = Wish(purpose="needs", whom="me", place="AZ-GA", minutes=60, chosen=True)
    assert acts[4:] == [Confirm(wish=wish), AskPermits(wishes=(wish,))]


def test_only_what_is_needed_is_asked_of_who_writes_words() -> None:
    talk = Talk(stage="ask", wish=Wish(document=PAPER), asked="purpose", order="1")
    talk, acts = talk_through([PURPOSE], ASKING, talk)
    assert asked_part(acts[0]) == "place"


def test_a_length_may_be_written_instead_of_its_number_in_the_list() -> None:
    wish = Wish(purpose="needs", whom="me", place="AZ-GA", chosen=True)
    talk = Talk(stage="ask", wish=wish, asked="minutes", order="1")
    _, acts = talk_through([Heard(text="45")], ASKING, talk)
    assert acts == [Confirm(wish=replace(wish, minutes=45))]


def test_the_hour_that_a_refusal_names_can_be_asked_for() -> None:
    later = datetime(2020, 4, 21, 6, tzinfo=UTC)
    refused = Wish(purpose="needs", whom="me", chosen=True)
    talk = Talk(refused=refused, again=later, turn=7, order="1")
    _, acts = talk_through([Heard(says="again7"), YES], KNOWN, talk)
    wish = replace(refused, starts_at=later)
    assert acts == [Confirm(wish=wish), AskPermits(wishes=(wish,))]


def test_another_purpose_that_a_refusal_names_is_for_the_same_person() -> None:
    talk = Talk(refused=Wish(purpose="needs", document=PAPER), order="1")
    _, acts = talk_through([Heard(says="instead:medical")], KNOWN, talk)
    assert acts == [Confirm(wish=Wish(purpose="medical", document=PAPER, chosen=True))]


def test_who_is_known_by_what_they_declare_says_name_and_address() -> None:
    words = [PURPOSE, Heard(text="Maria Papa"), Heard(text="Ermou 5")]
    _, acts = talk_through(words, DECLARED)
    assert [asked_part(act) for act in acts[:2]] == ["name", "address"]
    wish = Wish(purpose="needs", name="Maria Papa", address="Ermou 5")
    assert acts[2] == AskPermits(wishes=(wish,))


def test_another_purpose_is_another_request_for_the_same_person() -> None:
    other = Heard(part=Wish(purpose="medical"))
    _, acts = talk_through([PURPOSE, other, DOCUMENT], STRANGER)
    assert acts[2] == AskPermits(wishes=(Wish(purpose="medical", document=PAPER),))


def test_a_no_leads_back_to_the_beginning() -> None:
    talk, acts = talk_through([PURPOSE, Heard(text="1"), NO], KNOWN)
    assert acts[2] == Say(what="menu")
    assert talk.wish == Wish()


def test_what_is_in_doubt_is_asked_back_and_the_rest_is_remembered() -> None:
    short = Heard(text="2 AZE1234567", part=Wish(purpose="needs"), in_doubt=True)
    _, acts = talk_through([short, DOCUMENT], STRANGER)
    assert acts == [
        Say(what="ask-back"),
        AskPermits(wishes=(Wish(purpose="needs", document=PAPER),)),
    ]


def test_danger_comes_first_and_leaves_the_talk_where_it_is() -> None:
    talk, _ = talk_through([PURPOSE], KNOWN)
    after, acts = talk_through([Heard(text="SOS", command="emergency")], KNOWN, talk)
    assert acts == [TakePass()]
    assert (after.stage, after.wish) == (talk.stage, talk.wish)


def test_a_button_of_an_earlier_question_answers_nothing() -> None:
    talk, _ = talk_through([PURPOSE, Heard(text="1")], KNOWN)
    old = machine.stamped(talk, "yes")
    anew = Heard(says="purpose:needs")
    talk, acts = talk_through([NO, anew, Heard(text="1"), Heard(says=old)], KNOWN, talk)
    assert isinstance(acts[3], Confirm)


def test_when_the_rules_change_a_talk_begins_anew() -> None:
    talk, _ = talk_through([PURPOSE, Heard(text="1")], KNOWN)
    turn = machine.hear(talk, YES, replace(KNOWN, order="2"))
    assert turn.anew
    assert turn.talk.wish == Wish()
    assert not isinstance(turn.act, AskPermits)


def test_a_whole_request_needs_no_word_about_changed_rules() -> None:
    talk, _ = talk_through([PURPOSE], KNOWN)
    turn = machine.hear(talk, WHOLE, replace(KNOWN, order="2"))
    assert isinstance(turn.act, AskPermits)
    assert not turn.anew


def test_a_permit_is_given_back_only_after_a_yes() -> None:
    pressed = [Heard(says="cancel:7K3M9QXA"), YES]
    _, acts = talk_through(pressed, KNOWN)
    assert acts == [ConfirmCancel(code="7K3M9QXA"), Cancel(code="7K3M9QXA")]
    _, acts = talk_through([Heard(says="cancel:7K3M9QXA"), NO], KNOWN)
    assert acts[1] == Say(what="kept")


def test_a_sentence_that_begins_like_a_command_is_a_sentence() -> None:
    talk = Talk(refusal=RefusalRef(resident_id=1, day="2020-04-20", number=1))
    sentence = "Help me, the shop was closed when I came there"
    said = [Heard(command="appeal"), Heard(text=sentence, command="help")]
    _, acts = talk_through(said, KNOWN, talk)
    assert acts[0] == Say(what="ask-sentence")
    assert getattr(acts[1], "sentence", "") == sentence


def test_nothing_can_be_appealed_against_that_was_not_refused() -> None:
    _, acts = talk_through([Heard(command="appeal")], KNOWN)
    assert acts == [Say(what="nothing-refused")]


def test_a_code_is_sent_for_a_document_and_compared() -> None:
    said = [Heard(says="cmd:code"), DOCUMENT, Heard(text="123 456")]
    _, acts = talk_through(said, STRANGER)
    assert asked_part(acts[0]) == "document"
    assert acts[1:] == [SendCode(document=PAPER), CheckCode(code="123456")]


def test_a_purpose_keeps_its_own_code_in_a_list_and_others_get_numbers_that_are_none() -> None:
    options = [FOOD, Option(value="x", label="X"), DOCTOR]
    keys = [one.key for one in machine.offer(Talk(), options, by_number=True)]
    assert keys == ["2", "3", "1"]


# --- whatever is said -----------------------------------------------------------------------------------

_says = st.sampled_from(
    [
        "purpose:needs", "purpose:nonsense", "whom:me", "whom:other", "whom:nobody", "instead:needs",
        "cancel:7K3M9QXA", "language:az", "language:xx", "be:1", "cmd:menu", "cmd:code", "cmd:appeal",
        "cmd:emergency", "cmd:nonsense", "yes0", "yes1", "yes2", "no1", "again1", "set1:place=AZ-GA",
        "set2:minutes=60", "set1:minutes=x", "set1:place", "", ":", "yes", "set:", "\x00",
    ]
)  # fmt: skip
_commands = st.sampled_from(
    [None, None, None, "menu", "help", "status", "cancel", "appeal", "declare", "emergency", "stop"]
)
_parts = st.builds(
    Wish,
    purpose=st.sampled_from([None, "needs", "medical", "nonsense"]),
    document=st.sampled_from([None, PAPER]),
    minutes=st.sampled_from([None, 45]),
    place=st.sampled_from([None, "AZ-GA"]),
    chosen=st.booleans(),
)
_heard: Any = st.builds(
    Heard,
    says=st.one_of(st.just(""), _says),
    text=st.one_of(st.sampled_from(["1", "2", "yes", "Baku", "60", "123456", "a b c"]), st.text()),
    part=st.one_of(st.none(), _parts),
    wishes=st.sampled_from([(), (), (), WHOLE.wishes]),
    in_doubt=st.booleans(),
    command=_commands,
    yes=st.sampled_from([None, None, True, False]),
)
_menus = st.sampled_from([STRANGER, KNOWN, ALONE, ASKING, DECLARED, replace(KNOWN, order="2")])


def is_whole(wish: Wish, menu: Menu) -> bool:
    person = wish.document or wish.whom in ("me", "son") or (wish.name and wish.address)
    return bool(wish.purpose and person)


@given(st.lists(st.tuples(_heard, _menus), max_size=25))
def test_nothing_is_asked_for_that_is_not_whole_and_said_in_words_or_confirmed(
    said: list[tuple[Heard, Menu]],
) -> None:
    talk = Talk()
    for heard, menu in said:
        before = talk
        turn = machine.hear(talk, heard, menu)
        if isinstance(turn.act, AskPermits) and turn.act.wishes != heard.wishes:
            (wish,) = turn.act.wishes
            assert is_whole(wish, menu)
            confirmed = before.stage == "confirm" and wish == before.wish
            assert confirmed or not wish.chosen
            if before.stage in ("ask", "confirm") and before.order != menu.order:
                assert wish == heard.part  # nothing of what was begun under the old rules
        if isinstance(turn.act, Cancel):
            assert before.stage == "cancel"
        talk = replace(turn.talk, offered=offered_with(turn.act, turn.talk))
        assert msgspec.json.decode(msgspec.json.encode(talk), type=Talk) == talk


@given(_heard, _menus, st.text(max_size=80))
def test_danger_is_heard_at_every_stage(heard: Heard, menu: Menu, text: str) -> None:
    for stage in get_args(Stage):
        said = replace(heard, command="emergency", text=text[: 20 if stage == "declare" else 80])
        assert machine.hear(Talk(stage=stage), said, menu).act == TakePass()


@pytest.mark.parametrize("says", ["yes0", "set0:place=AZ-GA", "again0", "no0"])
def test_a_stamp_holds_for_the_last_question_only(says: str) -> None:
    talk = Talk(
        stage="confirm", wish=Wish(purpose="needs", whom="me", chosen=True), turn=7, order="1"
    )
    assert isinstance(machine.hear(talk, Heard(says=says), KNOWN).act, Confirm)
