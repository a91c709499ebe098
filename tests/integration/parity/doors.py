# SPDX-License-Identifier: EUPL-1.2
"""The same request through every door: how each of them is asked, and nothing of what it answers.

Another door is one more function in `DOORS`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.test import Client

from integration.conversation.talking import Correspondent
from integration.web.steps import sign_in
from tereze.people.types import ResidentFacts
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
    def phone(self) -> str:
        return self.who.person.phone or ""


@dataclass
class World:
    """A town, and the browsers and chats of its people."""

    town: Town
    move_clock: Callable[[datetime], None]
    browsers: dict[str, Client] = field(default_factory=dict)
    chats: dict[str, Correspondent] = field(default_factory=dict)


def ask_on_the_page(world: World, said: Said) -> None:
    browser = world.browsers.get(said.phone)
    if browser is None:
        browser = world.browsers[said.phone] = Client()
        sign_in(browser, said.phone)
    answers = {"party": "1", **({"minutes": str(said.minutes)} if said.minutes else {})}
    page = browser.post(f"/ask/{said.purpose}", {"key": str(said.number), **answers})
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
    browser = world.browsers.get("operator")
    if browser is None:
        browser = world.browsers["operator"] = Client()
        browser.force_login(member("operator"))
    screen = browser.post("/desk", {"phone": said.phone}).headers["Location"]
    browser.get(screen)
    answers = {"party": "1", **({"minutes": str(said.minutes)} if said.minutes else {})}
    page = browser.post(f"{screen}/ask/{said.purpose}", {"key": str(said.number), **answers})
    assert page.status_code == 302, page.content.decode()


#: How people ask; `tests/integration/parity/test_every_door.py` asks through each of them.
DOORS: Mapping[str, Callable[[World, Said], None]] = {
    "web": ask_on_the_page,
    "gate": ask_the_gate,
    "sms": ask_by_sms,
    "telegram": ask_in_telegram,
    "desk": ask_at_the_desk,
}
