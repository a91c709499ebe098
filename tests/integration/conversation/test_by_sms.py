# SPDX-License-Identifier: EUPL-1.2
"""A phone and a short number: whole requests, questions, and what a stranger does not hear."""

from datetime import date, timedelta

import pytest

from bucket_table import let_nothing_come_back
from integration.conversation.conftest import LALE_PHONE, STRANGER, baku_resident
from integration.conversation.talking import Correspondent
from tereze.messaging.alphabets import parts_needed
from tereze.people.services import register_resident
from tereze.people.types import PaperDocument, Person, ResidentFacts
from tereze.permits.conversation.models import Talk
from tereze.permits.conversation.rules import MESSAGES_AT_ONCE
from tereze.permits.conversation.services import delete_old_talks, talks
from tereze.permits.conversation.services.talks import TALKS_ARE_KEPT
from tereze.permits.models import Appeal, EmergencyPass, Permit, RefusalRecord
from town import NOON, SHIPPED, turkistan

WHOLE = "2 AZE12345678"


@pytest.fixture
def phone(lale: ResidentFacts) -> Correspondent:
    return Correspondent(LALE_PHONE)


@pytest.fixture
def stranger(lale: ResidentFacts) -> Correspondent:
    return Correspondent(STRANGER)


def the_code() -> str:
    """Of the latest permit, as it is told."""
    code = Permit.objects.latest("asked_at").code
    return f"{code[:4]} {code[4:]}"


def test_a_whole_message_is_answered_in_one_part_with_document_purpose_time_and_code(
    phone: Correspondent,
) -> None:
    answer = phone.write(WHOLE)
    assert answer == f"*5678 Ərzaq, dərman, bank, poçt 13:00-dək. Kod {the_code()}"
    assert parts_needed(answer) == 1


def test_anybody_may_write_for_a_document_and_hears_no_name(stranger: Correspondent) -> None:
    answer = stranger.write(WHOLE)
    assert the_code() in answer
    assert "Lal" not in answer


def test_the_same_message_again_gives_the_same_permit(phone: Correspondent) -> None:
    assert phone.write(WHOLE, id="m") == phone.write(WHOLE, id="m")
    assert Permit.objects.count() == 1


def test_a_request_that_is_put_as_a_question_is_read_back_first(stranger: Correspondent) -> None:
    asked = stranger.write("2 AZE12345678 neçə saatdır?")
    assert "*5678" in asked
    assert "[1] Bəli" in asked
    assert not Permit.objects.exists()
    assert the_code_after(stranger.write("bəli"))


def test_a_message_may_say_two_requests(phone: Correspondent) -> None:
    baku_resident("AZE87654321", name="Anar Nümunəyev")
    first, second = phone.write("2 AZE12345678\n2 AZE87654321").splitlines()
    assert (first[:5], second[:5]) == ("*5678", "*4321")


def test_who_is_known_by_the_phone_chooses_for_whom_and_confirms(phone: Correspondent) -> None:
    baku_resident("AZE87654321", name="Anar Nümunəyev")
    assert "[2] Anar *4321" in phone.write("2")
    read_back = phone.write("1")
    assert "Lalə *5678" in read_back
    assert "[1] Bəli" in read_back
    assert not Permit.objects.exists()
    assert the_code_after(phone.write("bəli"))


def test_who_is_known_by_the_phone_may_type_the_document_all_the_same(
    phone: Correspondent,
) -> None:
    baku_resident("AZE87654321", name="Anar Nümunəyev")
    phone.write("2")
    assert the_code_after(phone.write("AZE12345678"))


def test_who_is_alone_on_a_phone_only_confirms(phone: Correspondent) -> None:
    assert "Lalə *5678" in phone.write("2")
    assert the_code_after(phone.write("1"))


def the_code_after(answer: str) -> bool:
    return the_code() in answer


def test_a_stranger_is_asked_for_the_document(stranger: Correspondent) -> None:
    assert "AZE" in stranger.write("2")
    assert the_code_after(stranger.write("AZE12345678"))


def test_a_refusal_says_why_from_when_and_fits_one_part(phone: Correspondent) -> None:
    phone.write(WHOLE)
    phone.write("ləğv")
    phone.write("bəli")
    refused = phone.write(WHOLE)
    assert refused.startswith("*5678: ")
    assert "21.11 00:00" in refused
    assert parts_needed(refused) == 1


def test_a_stranger_hears_nothing_of_the_holder(phone: Correspondent) -> None:
    phone.write(WHOLE)
    baku_resident("AZE00000065", name="Qoca Nümunəyev", phone=None, born=NOON.date().replace(1940))
    stranger = Correspondent(STRANGER)
    about_lale = stranger.write(WHOLE)
    about_the_old = stranger.write("2 AZE00000065")
    assert about_lale.replace("5678", "0065") == about_the_old
    assert "icazəniz yoxdur" in stranger.write("status")
    assert RefusalRecord.objects.count() == 2


def test_who_got_the_permit_hears_that_it_was_the_last(stranger: Correspondent) -> None:
    stranger.write(WHOLE)
    assert "21.11 00:00" in stranger.write(WHOLE)


def test_rules_that_are_the_same_for_all_are_told_to_everybody(stranger: Correspondent) -> None:
    closed = stranger.write("status")
    assert closed
    turkistan()  # the later order of another country does not rule Baku
    assert the_code_after(stranger.write(WHOLE))


def test_status_tells_what_holds_to_the_phone_on_record_and_to_who_asked(
    phone: Correspondent, stranger: Correspondent
) -> None:
    stranger.write(WHOLE)
    assert the_code() in stranger.write("status")
    assert the_code() in phone.write("status")
    assert the_code() not in Correspondent("+994551110000").write("status")


def test_a_permit_is_given_back_after_a_yes(phone: Correspondent) -> None:
    phone.write(WHOLE)
    assert the_code() in phone.write("ləğv")
    assert "geri verildi" in phone.write("1")
    assert Permit.objects.get().revoked_at
    assert "icazəniz yoxdur" in phone.write("status")


def test_a_no_keeps_the_permit(phone: Correspondent) -> None:
    phone.write(WHOLE)
    phone.write("ləğv")
    phone.write("yox")
    assert the_code() in phone.write("status")


def test_nobody_gives_back_what_is_not_theirs(phone: Correspondent) -> None:
    phone.write(WHOLE)
    other = Correspondent("+994551110000")
    other.write(pressed=f"cancel:{Permit.objects.get().code}")
    other.write("bəli")
    assert not Permit.objects.get().revoked_at


def test_danger_is_answered_at_once_with_a_pass_and_declared_later(phone: Correspondent) -> None:
    phone.write("2")
    answer = phone.write("SOS")
    taken = EmergencyPass.objects.get()
    assert "112" in answer
    assert taken.code[:4] in answer
    assert the_code_after(phone.write("bəli"))  # what we asked before the danger is still open


def test_what_happened_is_said_afterwards(phone: Correspondent) -> None:
    phone.write("SOS")
    phone.write(pressed="cmd:declare")
    assert phone.write("Evdə yanğın oldu, uşaqları çıxardım")
    assert EmergencyPass.objects.get().declared_at


def test_an_appeal_is_one_sentence(phone: Correspondent) -> None:
    phone.write(WHOLE)
    phone.write("ləğv")
    phone.write("bəli")
    phone.write(WHOLE)
    phone.write("şikayət")
    assert "Növbətçi" in phone.write("Mağaza bağlı idi, heç nə ala bilmədim")
    assert Appeal.objects.count() == 1


def test_what_is_left_is_told_to_the_phone_on_record_only(
    phone: Correspondent, stranger: Correspondent
) -> None:
    assert "1 / 1" in phone.write("limit")
    assert "1 / 1" not in stranger.write("limit")


def test_help_names_the_purposes_with_their_codes_and_an_example(stranger: Correspondent) -> None:
    told = stranger.write("kömək")
    assert "2 Ərzaq, dərman, bank, poçt" in told
    assert "1 AZE00000000" in told
    assert "112" in told


def test_a_number_that_names_a_purpose_is_no_call_for_help(stranger: Correspondent) -> None:
    told = stranger.write("hello friend")
    assert "1 Doctor" in told
    assert "1 Danger" not in told
    assert "Send: 1 AZE00000000" in stranger.write("1")
    assert not EmergencyPass.objects.exists()


def test_the_answer_comes_in_the_language_of_the_words(stranger: Correspondent) -> None:
    assert "Ещё" in stranger.write("помощь")
    assert "Продукты" in stranger.write("помощь")


def test_a_language_is_chosen_by_its_name(stranger: Correspondent) -> None:
    stranger.write("dil")
    assert "2 Food" in stranger.write("English")
    assert "until 13:00" in stranger.write(WHOLE)


def test_an_unknown_document_is_said_to_be_unknown(stranger: Correspondent) -> None:
    assert "AZE99999999" in stranger.write("2 AZE99999999")
    assert not Permit.objects.exists()


def test_who_writes_too_often_is_told_once_and_danger_is_always_answered(
    stranger: Correspondent, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_nothing_come_back(monkeypatch, talks.MESSAGES)
    answers = [stranger.write("status") for _ in range(MESSAGES_AT_ONCE + 3)]
    assert all(answers[:MESSAGES_AT_ONCE])
    assert "Mesaj çoxdur" in answers[MESSAGES_AT_ONCE]
    assert answers[MESSAGES_AT_ONCE + 1 :] == ["", ""]
    assert "112" in stranger.write("SOS")


def test_a_number_that_looks_like_two_types_is_found_by_either_and_never_guessed(
    baku: None,
) -> None:
    foreigner = register("passport", "1AB2C3D")
    stranger = Correspondent(STRANGER)
    stranger.write("2 1AB2C3D")
    assert Permit.objects.get().resident_id == foreigner.id
    register("az-fin", "1AB2C3D")
    assert "1AB2C3D" in stranger.write("1 1AB2C3D")
    assert Permit.objects.count() == 1


def register(document: str, number: str) -> ResidentFacts:
    return register_resident(
        person=Person(name="Nümunə Sakin", born=date(1990, 1, 1), home="AZ-BA"),
        documents=[PaperDocument(type=document, number=number)],
        source="register:tests",
        verified=True,
        actor="tests",
        now=NOON,
    )


def test_unknown_documents_cost_more_of_what_one_may_write(stranger: Correspondent) -> None:
    tried = [stranger.write(f"2 AZE{number:08}") for number in range(20_000_000, 20_000_010)]
    assert "" in tried


def test_when_nothing_is_in_force_nobody_needs_a_permit(db: None) -> None:
    anybody = Correspondent(STRANGER, language="en")
    assert "no permit" in anybody.write(WHOLE)
    assert "112" in anybody.write("SOS")


def test_a_talk_is_forgotten_when_nobody_goes_on_with_it(stranger: Correspondent) -> None:
    stranger.write("2")
    assert Talk.objects.count() == 1
    stranger.now += TALKS_ARE_KEPT + timedelta(minutes=1)
    assert not the_permit_of(stranger.write("AZE12345678"))
    assert delete_old_talks(now=stranger.now + 2 * TALKS_ARE_KEPT) == 1


def the_permit_of(answer: str) -> bool:
    return Permit.objects.exists()


def test_when_the_order_changes_a_talk_begins_anew(stranger: Correspondent) -> None:
    stranger.write("2")
    turkistan(folder=SHIPPED / "az-8103" / "2020-06", starts_at=NOON - timedelta(hours=1))
    assert "Qaydalar dəyişib" in stranger.write("AZE12345678")
    assert not Permit.objects.exists()


def test_nothing_of_a_talk_lies_open(phone: Correspondent) -> None:
    phone.write("2")
    phone.write("AZE1234567")
    sealed = bytes(Talk.objects.get().sealed)
    assert b"AZE" not in sealed
    assert b"needs" not in sealed
