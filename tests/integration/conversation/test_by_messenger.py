# SPDX-License-Identifier: EUPL-1.2
"""Chats of messengers: buttons, and how a chat comes to know who writes."""

from datetime import date, timedelta
from typing import Any

import pytest

from integration.conversation.conftest import LALE_PHONE, STRANGER, baku_resident
from integration.conversation.talking import Correspondent
from tereze.messaging.selectors import list_outbox
from tereze.messaging.types import Incoming
from tereze.people.services import add_dependant, change_phone, erase_resident
from tereze.people.types import PaperDocument, Person, ResidentFacts
from tereze.permits.conversation import services
from tereze.permits.conversation.models import Chat, Talk
from tereze.permits.conversation.rules import CODE_COSTS, MESSAGES_AT_ONCE
from tereze.permits.models import Permit
from town import NOON, member

CHAT = "7012345"
WHOLE = "2 AZE12345678"


@pytest.fixture
def lale(every_door: None) -> ResidentFacts:
    return baku_resident("AZE12345678")


@pytest.fixture
def chat(lale: ResidentFacts) -> Correspondent:
    """A chat that nobody is known by yet."""
    return Correspondent(CHAT, channel="telegram", account="bot")


@pytest.fixture
def known(chat: Correspondent) -> Correspondent:
    """The same after she shared her contact."""
    chat.share_phone(LALE_PHONE)
    return chat


def labels(chat: Correspondent) -> list[str]:
    return [choice.label for reply in chat.said for choice in reply.choices]


def test_a_permit_takes_two_taps(known: Correspondent) -> None:
    known.write("/start")
    assert "Lalə *5678" in known.press("Ərzaq, dərman, bank, poçt")
    told = known.press("Bəli")
    permit = Permit.objects.get()
    assert permit.door == "telegram"
    assert permit.code[:4] in told
    assert (known.said[0].qr or "").startswith("TZ1:")


def test_danger_is_always_among_the_first_buttons(chat: Correspondent) -> None:
    chat.write("/start")
    assert labels(chat)[-1] == "Həyat üçün təhlükə"
    assert "112" in chat.press("Həyat üçün təhlükə")


def test_whom_nobody_knows_may_type_a_document_but_gets_no_picture(chat: Correspondent) -> None:
    chat.write("/start")
    chat.press("Ərzaq, dərman, bank, poçt")
    assert chat.said[0].asks_phone
    chat.write("AZE12345678")
    chat.press("Bəli")
    assert Permit.objects.count() == 1
    assert chat.said[0].qr is None


@pytest.mark.parametrize("language", ["kk", "ru", "az", "en"])
def test_beside_the_button_for_the_phone_others_are_written_and_so_understood(
    chat: Correspondent, language: str
) -> None:
    chat.write(pressed=f"language:{language}")
    chat.write(pressed="cmd:link")
    assert chat.said[0].asks_phone
    (label,) = labels(chat)
    assert chat.write(label) == chat.write(pressed="cmd:code")


def test_every_button_fits_every_vendor(known: Correspondent) -> None:
    for words in ("/start", WHOLE, WHOLE, "dil", "ləğv"):
        known.write(words)
        for reply in known.said:
            # A channel cuts what its buttons don't hold; more than a list of WhatsApp tells is cut.
            assert all(len(choice.label) <= 72 for choice in reply.choices)
            assert all(1 <= len(choice.says.encode()) <= 64 for choice in reply.choices)


def test_a_refusal_offers_its_ways_out_as_buttons(known: Correspondent) -> None:
    known.write(WHOLE)
    known.write("ləğv")
    known.press("Bəli")
    refused = known.write(WHOLE)
    assert "sabah" in refused
    assert labels(known)[-1] == "Həyat üçün təhlükə"
    assert "Şikayət" in labels(known)
    known.press("Həkim")
    known.press("1 nəfər")
    assert "Həkim" in known.press("Bəli")


def test_an_old_yes_gives_nothing(known: Correspondent) -> None:
    known.write("/start")
    known.press("Ərzaq, dərman, bank, poçt")
    old = known.said[0].choices[0].says
    known.press("Xeyr")
    known.write(pressed=old)
    assert not Permit.objects.exists()


def test_who_is_known_in_the_middle_goes_on_where_they_were(chat: Correspondent) -> None:
    chat.write("/start")
    chat.press("Ərzaq, dərman, bank, poçt")
    told = chat.share_phone(LALE_PHONE)
    assert "Salam, Lalə" in told
    assert "Lalə *5678" in told
    chat.press("Bəli")
    assert Permit.objects.count() == 1


def test_who_says_which_of_several_they_are_goes_on_too(chat: Correspondent) -> None:
    baku_resident("AZE87654321", name="Anar Nümunəyev")
    chat.write("/start")
    chat.press("Ərzaq, dərman, bank, poçt")
    chat.share_phone(LALE_PHONE)
    assert "Anar *4321" in chat.press("Anar Nümunəyev")
    chat.press("Bəli")
    assert Permit.objects.count() == 1


def test_who_shares_a_contact_is_greeted_and_known_from_then_on(chat: Correspondent) -> None:
    assert "Lalə" in chat.share_phone(LALE_PHONE)
    chat.write(WHOLE)
    assert Permit.objects.get().code[:4] in chat.write("status")


def test_of_those_who_share_a_phone_somebody_says_who_they_are(chat: Correspondent) -> None:
    baku_resident("AZE87654321", name="Anar Nümunəyev")
    chat.share_phone(LALE_PHONE)
    assert "Anar" in chat.press("Anar Nümunəyev")
    chat.write("/start")
    assert "Anar *4321" in chat.press("Ərzaq, dərman, bank, poçt")
    chat.press("Başqa sənəd")
    assert "*5678" in chat.write("AZE12345678")


def test_a_phone_that_nobody_has_on_record_leads_to_registering(chat: Correspondent) -> None:
    assert "http" in chat.share_phone(STRANGER)


def test_who_lost_the_phone_is_not_known_any_more(
    known: Correspondent, lale: ResidentFacts
) -> None:
    known.write(WHOLE)
    change_phone(staff=member("operator"), resident_id=lale.id, phone=STRANGER, now=NOON)
    assert Permit.objects.get().code[:4] not in known.write("status")


def test_a_ticket_from_a_page_makes_a_chat_known_once(
    chat: Correspondent, lale: ResidentFacts
) -> None:
    ticket = services.make_ticket(resident=lale, now=NOON)
    assert "Lalə" in chat.write(f"/start {ticket}")
    other = Correspondent("999", channel="telegram", account="bot")
    assert "Lalə" not in other.write(f"/start {ticket}")


def test_an_old_ticket_opens_nothing(chat: Correspondent, lale: ResidentFacts) -> None:
    ticket = services.make_ticket(resident=lale, now=NOON - timedelta(hours=1))
    assert "Lalə" not in chat.write(f"/start {ticket}")
    assert not Chat.objects.exists()


def test_a_code_to_the_phone_on_record_makes_a_chat_known(
    chat: Correspondent, settings: Any
) -> None:
    settings.DEMO = True
    chat.write(pressed="cmd:link")
    chat.press("Kodla")
    said_of_somebody = chat.write("AZE12345678")
    code = next(word for word in list_outbox()[0].text.split() if word.isdecimal())
    assert "Lalə" in chat.write(code)
    other = Correspondent("999", channel="telegram", account="bot")
    other.write(pressed="cmd:code")
    assert other.write("AZE99999999") == said_of_somebody


def test_who_has_codes_sent_to_other_people_soon_has_to_wait(chat: Correspondent) -> None:
    for _ in range(MESSAGES_AT_ONCE // (2 + CODE_COSTS)):
        assert "Mesaj çoxdur" not in chat.write(pressed="cmd:code")
        assert "Mesaj çoxdur" not in chat.write("AZE12345678")
    assert "Mesaj çoxdur" in chat.write(pressed="cmd:code")


def test_a_wrong_code_makes_nobody_known(chat: Correspondent) -> None:
    chat.write(pressed="cmd:code")
    chat.write("AZE12345678")
    chat.write("000000")
    assert not Chat.objects.exists()


def test_a_child_is_among_those_for_whom_one_may_ask(
    known: Correspondent, lale: ResidentFacts
) -> None:
    add_dependant(
        guardian_id=lale.id,
        person=Person(name="Aydan Nümunəyeva", born=date(2014, 1, 1), home="AZ-BA"),
        documents=[PaperDocument(type="az-id", number="AZE55555555")],
        relation="child",
        now=NOON,
    )
    known.write("/start")
    known.press("Həkim")
    known.press("Aydan *5555")
    known.press("1 nəfər")
    assert "Aydan *5555" in known.press("Bəli")
    assert known.said[0].qr


def test_a_talk_begun_by_message_is_finished_in_a_messenger(known: Correspondent) -> None:
    assert "Lalə *5678" in Correspondent(LALE_PHONE).write("2")
    known.write("bəli")
    assert Permit.objects.get().door == "telegram"


def test_goodbye_forgets_who_writes(known: Correspondent) -> None:
    known.write("stop")
    assert not Chat.objects.exists()


def test_who_is_erased_is_forgotten_here_too(known: Correspondent, lale: ResidentFacts) -> None:
    known.write("dil")
    erase_resident(resident_id=lale.id, actor="tests", now=NOON)
    assert not Chat.objects.exists()
    assert not Talk.objects.exists()


def test_what_is_said_in_our_need_is_said_in_the_language_of_the_talk(
    lale: ResidentFacts, known: Correspondent
) -> None:
    def language(app: str | None = None, *, sender: str = CHAT) -> str:
        incoming = Incoming(
            channel="telegram", account="bot", id="1", sender=sender, language=app, at=NOON
        )
        return services.language_of(incoming, now=known.now)

    assert language("kk") == "az"  # as it is on record
    known.write("русский")
    assert language("kk") == "ru"
    assert language("kk", sender="1") == "kk"
    assert language(sender="1") == "az"  # as most people here read
    assert Talk.objects.count() == 1
