# SPDX-License-Identifier: EUPL-1.2
"""The same request through every door: how each of them is asked, and nothing of what it answers.

Another door is one more function in `DOORS`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.test import Client

from integration.conversation.talking import Correspondent
from integration.web.steps import sign_in
from tereze.messaging.services import add_door
from tereze.messaging.types import SCOPES
from tereze.people.mandate_rules import LONGEST, MOST_PERMITS
from tereze.people.services import (
    add_organisation,
    add_representative,
    give_mandate,
    register_resident,
)
from tereze.people.types import PaperDocument, Person, ResidentFacts
from tereze.permits.acting import FIRST_NUMBER
from tereze.permits.employers.models import Worker
from tereze.permits.paper.sheets import new_number
from town import Town, member


@dataclass(frozen=True, kw_only=True)
class Said:
    """What somebody wants, whichever way they ask."""

    at: datetime
    who: ResidentFacts
    purpose: str
    #: what is written for it in a message
    code: str
    #: of those that the regime offers; None: it offers none
    minutes: int | None = None
    number: int = 0

    @property
    def answers(self) -> dict[str, str]:
        """To the questions of our pages."""
        minutes = {"minutes": str(self.minutes)} if self.minutes else {}
        return {"key": str(self.number), "party": "1", **minutes}

    @property
    def phone(self) -> str:
        return self.who.person.phone or ""


@dataclass
class World:
    """A town, and the browsers and chats of its people."""

    town: Town
    move_clock: Callable[[datetime], None]
    browsers: dict[str, Client] = field(default_factory=dict)
    chats: dict[str, Correspondent] = field(default_factory=dict)
    #: the pages of an organisation that asks for anybody
    office: str = ""
    #: by what the helper's addresses name each person, and until when
    helped: dict[int, tuple[int, datetime]] = field(default_factory=dict)
    mandates: int = 0


def operator(world: World) -> Client:
    """The browser of somebody who works there."""
    browser = world.browsers.get("operator")
    if browser is None:
        browser = world.browsers["operator"] = Client()
        browser.force_login(member("operator"))
    return browser


def ask_on_the_page(world: World, said: Said) -> None:
    browser = world.browsers.get(said.phone)
    if browser is None:
        browser = world.browsers[said.phone] = Client()
        sign_in(browser, said.phone)
    page = browser.post(f"/ask/{said.purpose}", said.answers)
    assert page.status_code == 302, page.content.decode()


def ask_the_gate(world: World, said: Said) -> None:
    document = said.who.documents[0]
    answer = world.town.gate.post(
        "/api/v1/permits",
        {
            "document": {"type": document.type, "number": document.number},
            "purpose": said.purpose,
            **({"minutes": said.minutes} if said.minutes else {}),
        },
    )
    assert answer.status in (201, 422), answer.json


def ask_by_sms(world: World, said: Said) -> None:
    length = f" {said.minutes} minutes" if said.minutes else ""
    phone = Correspondent(said.phone, now=said.at)
    phone.write(f"{said.code} {said.who.documents[0].number}{length}", at=said.at)


def ask_in_telegram(world: World, said: Said) -> None:
    chat = world.chats.get(said.phone)
    if chat is None:
        chat = Correspondent(said.phone.lstrip("+"), channel="telegram", account="bot")
        world.chats[said.phone] = chat
        chat.now = said.at
        chat.share_phone(said.phone)
    answers = [f"purpose:{said.purpose}", "set:party=1", f"set:minutes={said.minutes}", "yes"]
    chat.write("/start", at=said.at)
    for _ in range(6):
        offered = [choice.says for reply in chat.said for choice in reply.choices]
        fitting = [says for says in offered if re.sub(r"\d+(?=:|$)", "", says, count=1) in answers]
        if not fitting:
            return
        chat.write(pressed=fitting[0], at=said.at)


def ask_at_the_desk(world: World, said: Said) -> None:
    browser = operator(world)
    screen = browser.post("/desk", {"phone": said.phone}).headers["Location"]
    browser.get(screen)
    page = browser.post(f"{screen}/ask/{said.purpose}", said.answers)
    assert page.status_code == 302, page.content.decode()


def ask_at_a_kiosk(world: World, said: Said) -> None:
    machine = world.browsers.get("kiosk")
    if machine is None:
        machine = world.browsers["kiosk"] = Client()
        key = add_door(name="hall", kind="kiosk", scopes=SCOPES[:1], actor="tests", now=said.at)
        machine.post("/kiosk/pair/key", {"key": key})
    document, born = said.who.documents[0], said.who.person.born or date(1980, 1, 1)
    machine.get("/kiosk/end")
    machine.post(
        "/kiosk/who",
        {"document": document.type, "number": document.number, "born": f"{born:%d.%m.%Y}"},
    )
    page = machine.post(f"/kiosk/ask/{said.purpose}", said.answers)
    assert page.status_code == 302, page.content.decode()


def ask_on_paper(world: World, said: Said) -> None:
    document, person = said.who.documents[0], said.who.person
    writer = {
        "document": document.type,
        "number": document.number,
        "name": person.name,
        "born": f"{person.born or date(1980, 1, 1)}",
        "home": person.home or "",
        "signed_on": f"{said.at.date()}",
    }
    address = f"/staff/paper/sheets/{new_number()}?purpose={said.purpose}"
    page = operator(world).post(address, writer | said.answers)
    assert page.status_code == 302, page.content.decode()


def ask_through_a_helper(world: World, said: Said) -> None:
    browser = world.browsers.get("helper")
    if browser is None:
        browser = world.browsers["helper"] = Client()
        person = Person(name="Kömək Nümunə", phone="+994500009999", home="AZ-BA")
        register_resident(
            person=person,
            documents=[PaperDocument(type="az-id", number="AZE99999999")],
            source="register:tests",
            verified=True,
            actor="tests",
            now=said.at,
        )
        sign_in(browser, "+994500009999")
    place, until = world.helped.get(said.who.id, (0, said.at))
    if said.at >= until:
        code, _ = give_mandate(
            giver_id=said.who.id,
            scope="ask",
            permits_at_most=MOST_PERMITS,
            lasting=LONGEST,
            now=said.at,
        )
        browser.post("/me/helpers/begin", {"code": code})
        world.mandates += 1
        place = FIRST_NUMBER + world.mandates
        world.helped[said.who.id] = place, said.at + LONGEST
    page = browser.post(f"/ask/{said.purpose}?for={place}", said.answers)
    assert page.status_code == 302, page.content.decode()


def ask_through_an_employer(world: World, said: Said) -> None:
    browser = world.browsers.get("director")
    if browser is None:
        browser = world.browsers["director"] = Client()
        world.office = found_office(PaperDocument(type="az-id", number="AZE99999998"), said.at)
        sign_in(browser, "+994500009998")
    # Of whom it has got a permit already it would ask for none again.
    Worker.objects.all().delete()
    document = said.who.documents[0]
    worker = {
        "purpose": said.purpose,
        "name": said.who.person.name,
        "document": document.type,
        "number": document.number,
    }
    page = browser.post(f"{world.office}workers/add", worker)
    assert page.status_code == 302, page.content.decode()
    page = browser.post(page.headers["Location"], {"sign": "on"})
    assert page.status_code == 302, page.content.decode()


def found_office(document: PaperDocument, now: datetime) -> str:
    """An organisation with a director of that document; where its pages are."""
    register_resident(
        person=Person(name="Direktor Nümunə", phone="+994500009998", home="AZ-BA"),
        documents=[document],
        source="register:tests",
        verified=True,
        actor="tests",
        now=now,
    )
    office = add_organisation(
        name="Nümunə MMC", registration_number="", sector="health", staff=9, actor="tests", now=now
    )
    add_representative(organisation_id=office.id, document=document, actor="tests", now=now)
    return f"/employers/{office.id}/"


#: How people ask; `tests/integration/parity/test_every_door.py` asks through each of them.
DOORS: Mapping[str, Callable[[World, Said], None]] = {
    "web": ask_on_the_page,
    "helper": ask_through_a_helper,
    "gate": ask_the_gate,
    "sms": ask_by_sms,
    "telegram": ask_in_telegram,
    "desk": ask_at_the_desk,
    "kiosk": ask_at_a_kiosk,
    "paper": ask_on_paper,
    "employer": ask_through_an_employer,
}
#: A list of people does not say for how long: it asks for the usual length.
WITHOUT_LENGTHS = {"employer"}
