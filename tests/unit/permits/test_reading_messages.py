# SPDX-License-Identifier: EUPL-1.2
"""Messages as people write them, read by the grammars of the shipped packs."""

import pytest

from tereze.messaging.conversation.reading import ask_back, read
from unit.permits.messages_read import grammar_of, granted, read_in_baku


@pytest.mark.parametrize(
    "text",
    [
        "2 AZE12345678",
        "2AZE12345678",
        "AZE12345678-2",
        "2.AZE 1234 5678",
        "2,AZE№12345678",
        "AZE12345678\n2",
        '"2" (AZE-12345678)',
        "Salam, 2 AZE 12 34 56 78 sağ olun",
        "iki aze12345678",
        "2️⃣AZE12345678",
        "２　ＡＺＥ１２３４５６７８",
        "٢ AZE١٢٣٤٥٦٧٨",
        "2&nbsp;AZE12345678",
        "2 АЗЕ12345678",
        "2 АZЕ12345678",
        "2 AZEl2345678",
        "2-ci kod, vəsiqə: AZE12345678",
        "Продукты. Удостоверение AZE 12345678",
        "азық-түлік AZE12345678",
        "need food please, my id AZE12345678",
        "bazara gedirem, 34 yasim var, AZE12345678",
    ],
)
def test_a_message_is_read_however_it_is_written(text: str) -> None:
    assert granted(read_in_baku(text)) == [("needs", "AZE12345678")]


def test_two_requests_in_one_message_are_two() -> None:
    read_both = read_in_baku("2 AZE12345678\n1 AA1234567")
    assert granted(read_both) == [("needs", "AZE12345678"), ("medical", "AA1234567")]
    in_words = read_in_baku("market AZE12345678, həkim AA1234567")
    assert granted(in_words) == granted(read_both)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2 AZE1234567", "document-short"),
        ("2 AZE123456789", "document-long"),
        ("AZE123456782", "document-long"),
        ("2 AZE1234S678", "document-form"),
        ("2 12345678", "document-form"),
        ("2 AB1234567", "document-form"),
        ("1 2 AZE12345678", "several-purposes"),
        ("12 AZE12345678", "unknown-code"),
        ("2 AZE12345678 AA1234567", "several-documents"),
        ("2 AZE00000000", "example"),
        ("iş AZE12345678", "not-by-message"),
        ("2 AZE12345678 həkim", "several-purposes"),
        ("2 yox 1 AZE12345678", "refused-word"),
        ("2 или 3 AZE12345678", "several-purposes"),
        ("2 AZE12345678 neçə saatdır?", "question"),
        ("2 AZE12345678 üçün icazə var?", "question"),
        ("2 AZE12345678 icazəm varmı", "question"),
        ("2 AZE12345678 на сколько часов?", "question"),
        ("есть ли разрешение 2 AZE12345678", "question"),
        ("2 AZE12345678 рұқсат бар ма?", "question"),
        ("2 AZE12345678 қанша сағат?", "question"),
        ("how long is 2 AZE12345678?", "question"),
        ("is there a permit for 2 AZE12345678?", "question"),
    ],
)
def test_what_may_be_wrong_is_asked_about(text: str, kind: str) -> None:
    understood = read_in_baku(text)
    assert not understood.requests
    assert kind in {doubt.kind for doubt in understood.doubts}


@pytest.mark.parametrize(
    "text",
    [
        "2 AZE12345678 olar?",
        "2 AZE12345678 можно?",
        "2 AZE12345678 шығуға бола ма?",
        "Can I go? 2 AZE12345678",
        "2 AZE12345678?",
        "Salam necəsiniz? 2 AZE12345678",
        "почему нет ответа? 2 AZE12345678",
        "bir neçə şey almaq üçün 2 AZE12345678",
        "2 AZE12345678. Neçə saatdır?",
    ],
)
def test_who_asks_whether_they_may_or_for_something_else_asks_for_a_permit(text: str) -> None:
    assert granted(read_in_baku(text)) == [("needs", "AZE12345678")]


def test_a_question_is_answered_with_the_text_that_would_be_granted() -> None:
    understood = read_in_baku("2 AZE12345678 neçə saatdır?")
    question = ask_back(understood, grammar_of("az-8103@2020-04"), "az")
    assert question.endswith("İcazə istəyirsiniz? Göndərin: 2 AZE12345678")


@pytest.mark.parametrize("text", ["2 nəfər", "3 saat", "saat 2-də", "2-ci mərtəbə", "05.04.2020"])
def test_an_amount_or_a_time_is_no_purpose(text: str) -> None:
    understood = read_in_baku(f"{text} AZE12345678")
    assert understood.missing == ("purpose",)
    assert not understood.requests


@pytest.mark.parametrize(
    "text",
    [
        # a code in front of it, so that all the digits are its own
        "2 (bank). AZE 12 34 56 78",
        "2 AZE 1 2345678",
        "2 A Z E 1 2 3 4 5 6 7 8",
        "A Z E 1 2 3 4 5 6 7 8 / 2",
        "AZE1234567-8 2",
        "2 Günel AZE12345678",
        "2 2 AZE12345678",
        # letters that look like a digit, and the reverse
        "2 АЗЕ12З45678",
        "2 А3Е12345678",
        "2 ФЯУ12345678",
        # words where a code stands
        "двойка AZE12345678",
        "по второму коду AZE12345678",
        "Quliyev Rəşad iki AZE12345678",
        "AZE12345678 iki gözləyirəm",
        "purpose no. 2 AZE12345678",
        "прошу разрешения: 2 AZE12345678",
        # numbers of streets, clinics, clocks and fevers
        "2 AZE12345678 Yasamal rayonu, Şərifzadə 134, mənzil 7",
        "2 AZE12345678, ул. Ленина, 15-34",
        "2 AZE12345678 10:00-12:00",
        "2. saat 10:00 AZE12345678",
        "Temperatur 38,5 var. 2 AZE12345678",
        "у меня нет машины. 2 AZE12345678",
        # what is answered to, and our own words sent along
        "> Kodu yazın: 1, 2, 3\n2 AZE12345678",
        "Göndərin: 2 AZE00000000\n2 AZE12345678",
    ],
)
def test_what_a_careful_clerk_is_certain_of_is_granted(text: str) -> None:
    assert granted(read_in_baku(text)) == [("needs", "AZE12345678")]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1 AA-71-26-93-2", "AA7126932"),
        ("AA-71-26-93-2 1", "AA7126932"),
        ("3 DYI 945 355 3, 3 nəfər", "DYI9453553"),
        ("1 m y i 3 2 5 1 7 1 5 8", "MYI32517158"),
        ("1 P/6056169", "P6056169"),
        ("2 C № 05952977", "C05952977"),
        ("2 49ecj23", "49ECJ23"),
        ("3 B1734062", "B1734062"),
    ],
)
def test_a_number_in_pieces_is_read_as_one(text: str, number: str) -> None:
    assert [document for _, document in granted(read_in_baku(text))] == [number]


@pytest.mark.parametrize(
    "text",
    [
        "2 паспорт 4510 123456 паспорт 4510 123456",
        "2 сер. 4510 ном. 123456",
        "2 пасп. 4510 123456, код подразделения 770-001",
        "2\n4510\n123456",
        "2 поликлиника № 5 4510 123456",
        "2 4510 123456 тройка 0012345678 ИНН 7701234567",
    ],
)
def test_a_passport_is_read_as_people_abbreviate_it(text: str) -> None:
    understood = read(text, grammar_of("moscow-2020@2020-04"))
    assert granted(understood) == [("medical", "4510123456")]


@pytest.mark.parametrize(
    ("text", "purpose"),
    [
        ("Καλημέρα σας, 2 Μαρία Νικολάου Πατησίων 123", "shop"),
        ("κωδικός 2 Μαρία Νικολάου Πατησίων 123", "shop"),
        ("έξι Μαρία Νικολάου Πατησίων 123", "exercise-or-pet"),
        ("φαρμακείο Μαρία Νικολάου Πατησίων 123", "health"),
        ("Μαρία Νικολάου, Πατησίων 123, λόγος 6", "exercise-or-pet"),
    ],
)
def test_greek_is_read_where_a_pack_is_greek(text: str, purpose: str) -> None:
    understood = read(text, grammar_of("gr-13033@2020-11"))
    (request,) = understood.requests
    assert request.purpose == purpose
    assert request.declared.replace(",", "") == "Μαρία Νικολάου Πατησίων 123"


@pytest.mark.parametrize(
    "text",
    [
        "1 Μαρία Νικολάου σούπερ μάρκετ Πατησίων 123",
        "1 Μαρία Νικολάου Πατησίων 123 για σούπερ μάρκετ",
        "1 Μαρία Νικολάου, στην Τράπεζα, Πατησίων 123",
        "1 ΜΑΡΙΑ ΝΙΚΟΛΑΟΥ ΣΟΥΠΕΡ ΜΑΡΚΕΤ ΠΑΤΗΣΙΩΝ 123",
    ],
)
def test_a_code_and_words_for_another_errand_are_asked_about(text: str) -> None:
    grammar = grammar_of("gr-13033@2020-11")
    understood = read(text, grammar)
    assert not understood.requests
    assert [one.kind for one in understood.doubts] == ["several-purposes"]
    to_send = ask_back(understood, grammar, "el").rpartition(": ")[2]
    (request,) = read(to_send, grammar).requests
    assert request.declared.casefold().endswith("123")


@pytest.mark.parametrize(
    "text",
    [
        "2 Γιώργος Ιατρίδης Ερμού 5 Αθήνα",
        "2 ΓΙΩΡΓΟΣ ΙΑΤΡΙΔΗΣ ΕΡΜΟΥ 5",
        "2 γιώργος ιατρίδης ερμού 5",
        "2 Μαρία Νικολάου Τραπέζης 3 Αθήνα",
        "2 Μαρία Νικολάου Πατησίων 123 σούπερ μάρκετ",
    ],
)
def test_names_of_people_and_streets_are_no_errands(text: str) -> None:
    (request,) = read(text, grammar_of("gr-13033@2020-11")).requests
    assert request.purpose == "shop"
