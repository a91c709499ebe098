# SPDX-License-Identifier: EUPL-1.2
"""The inspector's page without a connection, in a real browser: from a scan to the verdict on the
screen.

A scanner that pretends to be a keyboard reads out permits that the gate gave a moment ago; the page
says how long it took from the last key to the painted verdict (the measure `verdict`). Once as quick
as the machine is, and once with Chromium slowed down to a cheap phone.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from statistics import quantiles

import msgspec
from playwright.sync_api import Page

from bench.browser import open_as
from bench.gate import Gate
from bench.progress import Progress
from bench.results import Figure, figure

#: scans of one round
_SCANS = 20
#: what a cheap phone is slower than a small server
SLOWNESS = 6

_SCAN = """
    (text) => {
        for (const key of [...text, "Enter"])
            document.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    }
"""
_IS_SHOWN = "() => performance.getEntriesByName('verdict').length > 0"
_MILLISECONDS = "() => performance.getEntriesByName('verdict')[0].duration"


def measure_offline_verdict(gate: Gate, progress: Progress) -> list[Figure]:
    """Rounds of scans, as quick as can be and as slow as a cheap phone."""
    scale = gate.scale
    quick: list[list[float]] = []
    slow: list[list[float]] = []
    gate.turn(scale.seconds)  # so that the list on the device is long
    shown = [_ask(gate, request) for request in gate.queue.requests(_SCANS)]
    with (
        _page_at_work(gate) as page,
        progress.task("Scanning without a connection", scale.rounds * 2) as tell,
    ):
        phone = page.context.new_cdp_session(page)
        for _ in range(scale.rounds):
            for rate, rounds in ((1, quick), (SLOWNESS, slow)):
                phone.send("Emulation.setCPUThrottlingRate", {"rate": rate})
                rounds.append([_scan(page, text) for text in shown])
                tell(1)
    return [
        figure("offline_verdict_ms", [_nine_of_ten(times) for times in quick], "ms"),
        figure("offline_verdict_slow_ms", [_nine_of_ten(times) for times in slow], "ms"),
    ]


def _nine_of_ten(times: list[float]) -> float:
    return quantiles(times, n=10)[-1]


def _ask(gate: Gate, request: bytes) -> str:
    """The text of a permit's QR code."""
    with socket.create_connection(("127.0.0.1", gate.service.port)) as connection:
        connection.sendall(request.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1))
        answer = b""
        while part := connection.recv(16_384):
            answer += part
    head, _, body = answer.partition(b"\r\n\r\n")
    if int(head[9:12]) != HTTPStatus.CREATED:
        raise SystemExit(f"No permit to scan: {answer.decode(errors='replace')}")
    credential: str = msgspec.json.decode(body)["credential"]
    return credential


@contextmanager
def _page_at_work(gate: Gate) -> Iterator[Page]:
    """The page of an inspector in a shift, with its list, and then without a connection."""
    with open_as("inspector", gate, "/inspect/") as page:
        page.get_by_role("button", name="Start", exact=True).click()
        page.get_by_text("List 0 min old").wait_for()
        page.context.set_offline(True)
        yield page


def _scan(page: Page, text: str) -> float:
    page.evaluate(_SCAN, text)
    page.wait_for_function(_IS_SHOWN)
    milliseconds = float(page.evaluate(_MILLISECONDS))
    page.get_by_role("button", name="Next", exact=True).click()
    page.locator("#work").wait_for()
    return milliseconds
