# SPDX-License-Identifier: EUPL-1.2
"""Other practices by message: who only declares who they are, and who drives."""

from datetime import date

from integration.conversation.talking import Correspondent
from tereze.people.models import Resident
from tereze.people.services import register_resident
from tereze.people.types import PaperDocument, Person
from tereze.permits.models import Permit
from tereze.permits.records import open_decided
from town import NOON, SHIPPED, resident, turkistan


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


def test_who_asks_what_is_left_where_messages_are_no_door_reads_where_to_ask(db: None) -> None:
    turkistan()
    aina = resident()
    answer = Correspondent(aina.person.phone or "").write("quota")
    assert "Ask on the site: http" in answer
