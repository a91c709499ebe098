# SPDX-License-Identifier: EUPL-1.2
"""Other practices by message: who only declares who they are, and who drives."""

from datetime import date

import pytest
from django.conf import settings
from django.utils import translation

from integration.conversation.talking import Correspondent
from tereze.messaging.alphabets import parts_needed
from tereze.packs.reading import read_folder
from tereze.people.models import Resident
from tereze.people.selectors import list_residents_by_phone
from tereze.people.services import register_resident
from tereze.people.types import PaperDocument, Person
from tereze.permits.conversation import telling
from tereze.permits.conversation.elsewhere import tell_elsewhere
from tereze.permits.models import Appeal, EmergencyPass, Permit
from tereze.permits.records import open_decided
from town import NOON, SHIPPED, resident, turkistan

LANGUAGES = [code for code, _ in settings.LANGUAGES]


def test_name_and_address_are_enough_where_people_declare_themselves(db: None) -> None:
    turkistan(folder=SHIPPED / "gr-13033" / "2020-11")
    phone = Correspondent("+306912345678")
    answer = phone.write("2 Maria Papadopoulou Ermou 5 Athina")
    assert "until 11:00" in answer
    phone.write("6")
    phone.write("yes")
    assert Resident.objects.count() == 1
    assert Permit.objects.count() == 2


def test_a_plate_is_read_where_the_message_has_one(db: None) -> None:
    turkistan(folder=SHIPPED / "moscow-2020" / "2020-04")
    register_resident(
        person=Person(name="Иван Примеров", born=date(1990, 1, 1), home="RU-MOW"),
        documents=[PaperDocument(type="ru-passport", number="4509123456")],
        source="register:tests",
        verified=True,
        actor="tests",
        now=NOON,
    )
    answer = Correspondent("+79161234567").write("3 4509 123456 А123ВС77")
    assert answer.startswith("*3456 ")
    request = open_decided(Permit.objects.get().sealed).request
    assert (request.transport, request.plate) == ("car", "A123BC77")


@pytest.fixture
def aina(db: None) -> Correspondent:
    """The phone of somebody in Turkistan, where nothing is asked for by message."""
    turkistan()
    return Correspondent(resident().person.phone or "", language="en")


@pytest.mark.parametrize("written", ["hello", "food", "menu", "quota", "1", "?"])
def test_where_messages_are_no_door_the_first_answer_says_so_and_where_to_ask(
    aina: Correspondent, written: str
) -> None:
    aina.write("english")
    answer = aina.write(written)
    assert answer.startswith("No requests by SMS here. Ask: http"), answer
    assert "the call centre" in answer
    assert parts_needed(answer) == 1
    assert not Permit.objects.exists()


def test_a_whole_request_where_messages_are_no_door_is_refused_and_can_be_appealed(
    aina: Correspondent,
) -> None:
    aina.write("english")
    number = list_residents_by_phone(aina.sender)[0].documents[0].number
    assert "No requests by SMS" in aina.write(f"food {number}")
    assert "one sentence" in aina.write("appeal")
    assert "An officer" in aina.write("I have no internet at home")
    assert Appeal.objects.count() == 1


def test_all_else_works_where_messages_are_no_door(aina: Correspondent) -> None:
    aina.write("english")
    assert "no permit" in aina.write("status")
    assert "no permit" in aina.write("cancel")
    assert "no refusal" in aina.write("appeal")
    told = aina.write("help")
    assert told.startswith("No requests by SMS")
    assert "status" in told
    assert "112" in aina.write("SOS")
    assert EmergencyPass.objects.count() == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_else_to_ask_fits_one_part_in_every_language(language: str) -> None:
    regime = read_folder(SHIPPED / "turkistan-2020" / "2020-04").regime
    with translation.override(language):
        told = tell_elsewhere(regime, "sms")
        assert parts_needed(telling.cut(told, (), has_buttons=False).text) == 1, told.shorter
