# SPDX-License-Identifier: EUPL-1.2
"""The question that answers a message: short, in the person's language, and right to copy."""

import re

import pytest

from tereze.messaging.conversation.reading import ask_back, read
from tereze.messaging.conversation.reading.asking_back import fits
from tereze.messaging.conversation.reading.lexicon import LANGUAGES, load_words
from tereze.permits.conversation.corpus import Corpus
from unit.permits.messages_read import BY_MESSAGE, grammar_of, read_in_baku

#: A number of the same form as an example, that somebody holds.
OWN = {
    "AZE00000000": "AZE12345678",
    "AA0000000": "AA1234567",
    "MYI0000000": "MYI1234567",
    "MOM0000000": "MOM1234567",
    "0000000000": "4510123456",
}


def test_what_was_read_and_what_is_the_matter_are_told() -> None:
    grammar = grammar_of("az-8103@2020-04")
    assert ask_back(read_in_baku("2 AZE1234567"), grammar, "en") == (
        "We read: 2 (Food). AZE1234567 has 10 characters, it needs 11. Send: 2 AZE00000000"
    )
    assert ask_back(read_in_baku("AZE12345678"), grammar, "ru") == (
        "Цель: 1 К врачу, 2 Продукты, 3 Похороны близкого? Так: 1 AZE12345678"
    )


@pytest.mark.parametrize("pack", [*BY_MESSAGE, "turkistan-2020@2020-04", "dubai-2020@2020-04"])
def test_every_question_fits_two_segments(pack: str) -> None:
    grammar = grammar_of(pack)
    texts = ["", "salam", "2", "2 AZE1234567 " * 20, "1 2 3", "Maria Papadopoulou Ermou 5 " * 3]
    if pack in BY_MESSAGE:
        texts += [str(line["text"]) for line in Corpus(grammar, 4).lines(60)]
    for text in texts:
        understood = read(text, grammar)
        if understood.requests:
            continue
        for language in (*LANGUAGES, "ar"):
            question = ask_back(understood, grammar, language)
            assert question
            assert fits(question) or understood.declared


@pytest.mark.parametrize("pack", ["az-8103@2020-04", "moscow-2020@2020-04"])
def test_the_text_to_send_is_granted_when_sent_with_ones_own_number(pack: str) -> None:
    grammar = grammar_of(pack)
    for line in Corpus(grammar, 6).lines(100):
        understood = read(str(line["text"]), grammar)
        question = ask_back(understood, grammar, "en")
        if found := re.search(r"(?:Send|Like this): (.*)", question):
            code, _, number = found[1].partition(" ")
            requests = read(f"{code} {OWN.get(number, number)}", grammar).requests
            assert [one.document and one.document.number for one in requests] == [
                OWN.get(number, number)
            ]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("2", "2 …"),
        ("2 Μαρία", "2 Μαρία …"),
        ("Θέλω άδεια", "1 …"),
        ("2 και 6 Μαρία Νικολάου Πατησίων 123", "2 Μαρία Νικολάου Πατησίων 123"),
        ("2 Μαρία Νικολάου Πατησίων 123 δεν χρειάζεται", "2 …"),
    ],
)
def test_dots_stand_for_what_is_missing_of_a_declaration(text: str, answer: str) -> None:
    grammar = grammar_of("gr-13033@2020-11")
    question = ask_back(read(text, grammar), grammar, "el")
    assert re.search("(?:Στείλτε|παράδειγμα): (.*)", question)[1] == answer  # type: ignore[index]


def test_a_code_that_nobody_has_is_the_matter_not_the_document_beside_it() -> None:
    grammar = grammar_of("moscow-2020@2020-04")
    question = ask_back(read("0 4510123456", grammar), grammar, "ru")
    assert question.startswith("Кода 0 нет")
    assert question.endswith(" 4510123456")


def test_all_languages_say_the_same() -> None:
    english = load_words("en")["asking"]
    for language in LANGUAGES:
        words = load_words(language)["asking"]
        assert words.keys() == english.keys()
        for name, text in words.items():
            assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", english[name]))
