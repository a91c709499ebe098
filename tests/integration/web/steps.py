# SPDX-License-Identifier: EUPL-1.2
"""Steps that people take on pages, over and over."""

import re
from typing import Any

from django.test import Client

from tereze.messaging.selectors import list_outbox
from tereze.people import selectors as people
from tereze.people.types import ResidentFacts


def sign_in(client: Client, phone: str) -> Any:
    """By phone and code, as everybody."""
    client.post("/sign-in", {"phone": phone})
    return client.post("/sign-in/code", {"code": code_sent(phone)}, follow=True)


def code_sent(phone: str = "") -> str:
    """The code in the latest message, to anybody or to a phone, however it is written."""
    ending = "".join(filter(str.isdecimal, phone))[-9:]
    message = next(one for one in list_outbox() if one.to.endswith(ending))
    found = re.search(r"\b\d{6}\b", message.text)
    assert found, "no message with a code"
    return found[0]


def ask(browser: Client, purpose: str = "needs", *, key: str = "1", **answers: str) -> Any:
    """Press the one button."""
    address = f"/ask/{purpose}"
    if whom := answers.pop("whom", ""):
        address += f"?for={whom}"
    return browser.post(address, {"key": key, **answers}, follow=True)


def path_of(page: Any) -> str:
    """Where one ended up."""
    return str(page.request["PATH_INFO"])


def code_of(page: Any) -> str:
    """The code of the permit whose page this is."""
    found = re.fullmatch(r"/permits/(\w{8})", path_of(page))
    assert found, f"no permit but {path_of(page)}"
    return found[1]


def text(page: Any) -> str:
    """What stands on a page."""
    return str(page.content.decode())


def looks(person: ResidentFacts) -> list[tuple[str, str]]:
    """What was looked at, the first first, by which role."""
    return [(look.who.split()[0], look.what) for look in reversed(people.list_looks(person.id))]
