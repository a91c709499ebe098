# SPDX-License-Identifier: EUPL-1.2
"""The desk of a call centre, in a real browser: from picking up to the code that is dictated.

An operator who types as quickly as pages come writes the caller's document, chooses the purpose and
asks. So it is the part of a call that people wait for the machine; the rest is what two of them say.
"""

import time
from statistics import quantiles

import msgspec
from playwright.sync_api import Page

from bench.browser import open_as
from bench.gate import Gate
from bench.progress import Progress
from bench.results import Figure, figure

#: calls of one round
_CALLS = 20

#: what the desk shows to an operator without a caller
_READY = "[data-key=n]"
#: the first purpose of the person who was found
_FOUND = "a.pick[data-key='1']"


def measure_calls(gate: Gate, progress: Progress) -> list[Figure]:
    """Rounds of calls."""
    scale = gate.scale
    callers = iter([_document(one) for one in gate.queue.requests(_CALLS * scale.rounds)])
    rounds = []
    with (
        open_as("operator", gate, "/desk") as page,
        progress.task("Answering calls", scale.rounds * _CALLS) as tell,
    ):
        for _ in range(scale.rounds):
            took = []
            for _ in range(_CALLS):
                took.append(_call(page, next(callers)))
                tell(1)
            rounds.append(quantiles(took, n=10)[-1])
    return [figure("desk_permit_s", rounds, "s")]


def _document(request: bytes) -> str:
    """The number of the document in a request to the gate."""
    body = msgspec.json.decode(request.partition(b"\r\n\r\n")[2])
    number: str = body["document"]["number"]
    return number


def _call(page: Page, number: str) -> float:
    """Seconds from picking up to the code; then it is wrapped up."""
    _wait_for(page, _READY)
    began = time.perf_counter()
    page.keyboard.press("n")
    page.wait_for_url("**/desk/calls/*")
    page.keyboard.press("/")
    page.keyboard.type(number)
    page.keyboard.press("Enter")
    _wait_for(page, _FOUND)
    page.keyboard.press("1")
    page.wait_for_url("**/ask/*")
    page.keyboard.press("Enter")
    page.locator(".spelled strong").first.wait_for()
    took = time.perf_counter() - began
    page.keyboard.press("w")
    page.wait_for_url("**/wrap-up")
    page.keyboard.press("Enter")
    return took


def _wait_for(page: Page, what: str) -> None:
    """Until it is there, and the script that gives it its key has run."""
    page.locator(what).wait_for()
    page.wait_for_load_state()
