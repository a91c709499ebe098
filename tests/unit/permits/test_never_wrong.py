# SPDX-License-Identifier: EUPL-1.2
"""Whatever is sent: a permit is read only when purpose and document stand in the message."""

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tereze.messaging.conversation.reading import Understood, read
from tereze.messaging.conversation.reading.cleaning import LONGEST
from tereze.permits.conversation.scoring import judge, read_lines
from unit.permits.messages_read import BY_MESSAGE, grammar_of, granted, read_in_baku

MESSAGES = Path(__file__).parents[2] / "messages"
#: The one letter that each of several that look or sound alike is compared by.
ALIKE = str.maketrans("OОΟILІİЗҮУЫЙИАВЕЭƏСНКМРТХД", "0001111ZYYYY1ABEEECHKMPTXD")
PIECES = st.sampled_from(
    [
        *"0123456789",
        *" .,-/#\n:;()",
        *("AZE", "AA", "MYI", "DYI", "MOM", "АЗЕ", "МУИ", "aze", "O", "l", "I", "S", "C", "P"),
        *(
            "AZE12345678",
            "AA1234567",
            "MYI1234567",
            "C01234567",
            "5XZ7K3M",
            "1234567",
            "4510123456",
        ),
        *(
            "12345678",
            "123456",
            "99",
            "10-AA-123",
            "0501234567",
            "14:30",
            "05.04.2020",
            "AZE00000000",
        ),
        *(
            "kod ",
            "№",
            "saat ",
            " nəfər",
            " часа",
            "həkim",
            "ərzaq",
            "salam ",
            "bir ",
            "iki ",
            "üç ",
            "?",
            " neçə ",
            " var",
        ),
        *(
            "продукты",
            " и ",
            "vəsiqə ",
            "fin ",
            "pasport ",
            "не ",
            "yox ",
            "ləğv ",
            "Əliyev ",
            "é",
            "😀",
        ),
    ]
)


def bare(text: str) -> str:
    """Letters and digits alone, those that look alike as one."""
    kept = (c for c in unicodedata.normalize("NFKC", text).upper() if c.isalnum())
    return "".join(str(unicodedata.decimal(c, c)) for c in kept).translate(ALIKE)


def check_stands_in(text: str, understood: Understood, pack: str) -> None:
    grammar = grammar_of(pack)
    forms = {one.type: one for one in grammar.documents}
    for request in understood.requests:
        assert not understood.doubts
        assert not understood.missing
        assert request.purpose in {one.id for one in grammar.purposes if one.by_message}
        assert request.document is not None
        form = forms[request.document.type]
        assert form.has_form(request.document.number)
        assert request.document.number != form.example
        assert bare(request.document.number) in bare(text)
        # something besides the document names the purpose
        assert len(bare(text)) > len(bare(request.document.number))


@given(st.lists(PIECES, max_size=12).map("".join))
@pytest.mark.parametrize("pack", ["az-8103@2020-04", "moscow-2020@2020-04"])
def test_what_is_granted_stands_in_the_message(pack: str, text: str) -> None:
    check_stands_in(text, read(text, grammar_of(pack)), pack)


@given(st.text(max_size=60))
@pytest.mark.parametrize("pack", [*BY_MESSAGE, "turkistan-2020@2020-04", "dubai-2020@2020-04"])
def test_garbage_is_read_without_a_fall(pack: str, text: str) -> None:
    understood = read(text, grammar_of(pack))
    if grammar_of(pack).identified_by == "document":
        check_stands_in(text, understood, pack)


GAPS = st.sampled_from([" ", "  ", "\n", ", ", ". ", " - ", "/", ": ", ";", "\t", "\u00a0", " № "])
AROUND = st.sampled_from(
    ["", "Salam! ", "здравствуйте, ", "сәлеметсіз бе\n", "Hello. ", "«", "🙂 "]
)


@given(
    code=st.sampled_from("123"),
    number=st.integers(1, 10**8 - 1).map("{:08}".format),
    gap=GAPS,
    inner=st.sampled_from(["", " ", "-", " № ", ": ", "."]),
    before=AROUND,
    behind=st.sampled_from(["", ".", "!!!", " sağ olun", " спасибо", " 🙏", "»"]),
    reverse=st.booleans(),
)
def test_order_gaps_and_greetings_change_nothing(
    code: str, number: str, gap: str, inner: str, before: str, behind: str, reverse: bool
) -> None:
    parts = [code, f"AZE{inner}{number}"]
    if reverse:
        parts.reverse()
    purpose = {"1": "medical", "2": "needs", "3": "funeral"}[code]
    understood = read_in_baku(f"{before}{gap.join(parts)}{behind}")
    assert granted(understood) == [(purpose, f"AZE{number}")]


@given(
    code=st.sampled_from("123"),
    prefix=st.sampled_from([("AZE", 8), ("AA", 7), ("MOM", 7)]),
    number=st.integers(0, 10**12).map(str),
    gap=st.sampled_from(["", " ", ", ", "\n"]),
)
def test_a_digit_too_few_or_too_many_is_never_granted(
    code: str, prefix: tuple[str, int], number: str, gap: str
) -> None:
    letters, length = prefix
    if len(number) != length:
        assert not read_in_baku(f"{code}{gap}{letters}{number}").requests


@given(st.lists(st.sampled_from(["1", "2", "3"]), min_size=2, max_size=3, unique=True), GAPS)
def test_two_codes_for_one_document_are_asked_about(codes: list[str], gap: str) -> None:
    assert not read_in_baku(gap.join([*codes, "AZE12345678"])).requests
    assert not read_in_baku(gap.join(["AZE12345678", *codes])).requests


@pytest.mark.parametrize(
    "text",
    [
        "2 AZE12345678 artıq lazım deyil",
        "2 AZE12345678 керек емес",
        "2 AZE12345678 больше не надо",
        "don't want 2 AZE12345678",
        "I do not need 2 AZE12345678",
        "передумал 2 AZE12345678",
        "Здравствуйте, отмените пожалуйста моё вчерашнее разрешение, я никуда не иду, 2 AZE12345678",
    ],
)
def test_what_is_taken_back_is_not_granted(text: str) -> None:
    assert not read_in_baku(text).requests


@pytest.mark.parametrize(
    "text",
    [
        "1) AZE12345678\n2) AZE87654321",  # codes, or the numbers of a list?
        "Nizami küç. 25, mən. 2 AZE12345678",
        "AZE1234567 2",
        "AA-71-26-93-2",  # whose is the last digit?
        "vet klinika AZE12345678",  # an errand that no purpose is for
        "2 AZE12345678 или 1 AZE87654321",
    ],
)
def test_what_can_be_seen_in_two_ways_is_asked_about(text: str) -> None:
    assert not read_in_baku(text).requests


@pytest.mark.parametrize(
    "text",
    [
        "2 6 {}",
        "2,6 {}",
        "2 ή 6 {}",
        "2 και 6 {}",
        "2 {} λόγος 6",
        "όχι 2 {}",
        "2 {} δεν χρειάζεται",
        "not 2 {}",
        "{} 2",
    ],
)
def test_a_declaration_with_two_codes_or_a_no_is_asked_about(text: str) -> None:
    declared = text.format("Μαρία Νικολάου Πατησίων 123")
    assert not read(declared, grammar_of("gr-13033@2020-11")).requests


def test_a_message_too_long_to_be_read_whole_is_not_granted() -> None:
    assert not read_in_baku("2 AZE12345678 " + "a " * LONGEST).requests


@pytest.mark.parametrize("file", sorted(MESSAGES.glob("*.jsonl")), ids=lambda file: file.stem)
def test_messages_written_by_hand_are_all_read_right(file: Path) -> None:
    with file.open(encoding="utf-8") as lines:
        judged = list(judge(read_lines(lines), grammar_of(file.stem)))
    assert [json.dumps(one.line.text) for one in judged if one.verdict != "right"] == []


def test_the_senders_own_number_is_no_document() -> None:
    grammar = grammar_of("moscow-2020@2020-04")
    assert not read("2 9161234567", grammar, sender="+79161234567").requests
    assert read("2 9161234567", grammar, sender="+79160000000").requests


def test_a_number_that_looks_like_a_plate_is_not_passed_over() -> None:
    requests = granted(read_in_baku("2 AZE12345678; 1 169WE22"))
    assert requests == [("needs", "AZE12345678"), ("medical", "169WE22")]


@pytest.mark.parametrize("text", ["2 yas mərasimi AZE12345678", "2 AZE12345678 3 yas uşaq"])
def test_years_without_their_dots_are_no_funeral_for_certain(text: str) -> None:
    assert not read_in_baku(text).requests


def test_a_number_to_call_is_no_passport() -> None:
    spam = "Kredit 5000 AZN 2 ilə! Zəng edin 0551234567"
    assert not read(spam, grammar_of("moscow-2020@2020-04")).requests
