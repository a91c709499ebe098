# SPDX-License-Identifier: EUPL-1.2
"""The verifier in a real browser: WebCrypto, zlib and all, against the shared vectors."""

import json
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright
from typing_extensions import override

from acceptance.conftest import FLAGS
from needs import CHROMIUM

PROJECT = Path(__file__).parents[2]
VECTORS = json.loads((PROJECT / "tests/vectors/credential.json").read_text(encoding="utf-8"))

pytestmark = pytest.mark.needs("chromium")


class Files(SimpleHTTPRequestHandler):
    """The project's files, with the one type that a module script must have, and no log."""

    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".mjs": "text/javascript"}

    @override
    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    # WebCrypto exists only in a secure context, and http://localhost is one.
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=str(PROJECT)))
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            page = browser.new_page()
            page.goto(f"http://localhost:{server.server_port}/tests/vectors/credential.json")
            yield page
            browser.close()
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_chromium_gives_every_vector_its_verdict(page: Page) -> None:
    answers = page.evaluate(
        """async (vectors) => {
            const verifier = await import("/src/tereze/permits/static/permits/js/credential.js");
            const { answerAll } = await import("/tests/vectors/answer_all.mjs");
            return answerAll(verifier, vectors);
        }""",
        VECTORS,
    )
    expected = {case["name"]: case["verdict"] for case in VECTORS["cases"]}
    assert {answer["name"]: answer["verdict"] for answer in answers["cases"]} == expected
    assert answers["cases"][0]["claims"] == VECTORS["claims_of_first"]
    assert answers["codes"] == VECTORS["codes"]
    assert answers["document_digests"] == VECTORS["document_digests"]
