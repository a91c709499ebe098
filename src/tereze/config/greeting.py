# SPDX-License-Identifier: EUPL-1.2
"""The greeting of `tereze up`: where everything is, said when it is there.

Nobody tells when another process begins to answer, and asking again and again would be a guess.
But `tereze up` holds the socket itself: a visitor who comes early simply waits in the queue. So
the first visitor is ours. It asks for the first page, and when the answer comes the greeting is
true (and templates are read, so that the first person gets the page at once).
"""

import socket
from collections.abc import Callable
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from threading import Thread
from urllib.parse import urlsplit

from tereze.config.cast import BAKU_RESIDENTS, RESIDENTS, STAFF_PASSWORD
from tereze.people.types import ROLES

Report = Callable[[str], None]


def greeting(url: str, *, demo: bool) -> str:
    """Where everything is.

    >>> print(greeting("https://permits.example.kz", demo=False))
    Tereze is at https://permits.example.kz   (Ctrl-C stops everything)
      check a permit   https://permits.example.kz/v
      staff            https://permits.example.kz/staff/
      API              https://permits.example.kz/api/v1/openapi.json
    """
    lines = [
        f"Tereze is at {url}   (Ctrl-C stops everything)",
        f"  check a permit   {url}/v",
        f"  staff            {url}/staff/",
        f"  API              {url}/api/v1/openapi.json",
    ]
    return "\n".join([*lines, *_sign_ins(url)] if demo else lines)


def _sign_ins(url: str) -> list[str]:
    return [
        "",
        f"Residents sign in with a phone; the code appears at {url}/outbox",
        *(f"  {person.phone:<16} {person.name}" for person in (*RESIDENTS, BAKU_RESIDENTS[0])),
        "",
        f"Messages and messengers are tried at {url}/simulator",
        f"The first two residents sign for an employer at {url}/employers/",
        "",
        f"Staff sign in at {url}/staff/sign-in",
        *(f"  {role:<16} password {STAFF_PASSWORD}" for role in ROLES),
        f"The operator answers calls at {url}/desk",
        f"The operator makes a browser a kiosk at {url}/kiosk, and prints at {url}/staff/paper/",
    ]


def greet_when_it_answers(
    listening: socket.socket, *, url: str, demo: bool, report: Report
) -> None:
    """Send the first visitor to a socket that listens, and greet when it is answered."""
    # Of the first visitor nothing is left to do when everything stops, so nobody waits for it.
    Thread(target=_visit, args=[listening.getsockname(), url, demo, report], daemon=True).start()


def _visit(address: tuple[str, int], url: str, demo: bool, report: Report) -> None:
    status = 0
    while not status:
        visit = HTTPConnection(*address[:2])
        try:
            visit.request("GET", "/", headers={"Host": urlsplit(url).netloc})
            status = visit.getresponse().status
        except ConnectionRefusedError:
            return  # the socket is closed: everything stopped before it began
        except (OSError, HTTPException):
            continue  # web ended in the middle of our visit; it is started again
        finally:
            visit.close()
    report("")
    report(greeting(url, demo=demo))
    if status == HTTPStatus.BAD_REQUEST:
        report("\nBut people are not let in by this name: say it in TEREZE_HOSTS too.")
    elif status != HTTPStatus.OK:
        report(f"\nBut the first page can't be shown (HTTP {status}).")
    report("")
