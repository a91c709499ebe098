# SPDX-License-Identifier: EUPL-1.2
"""What some tests need that no Python package brings: Node, a browser, what npm fetches.

Where it is missing, tests that say `@pytest.mark.needs("node")` are left out while working. They fail
with TEREZE_THOROUGH=1, which `.ci/run` sets: a journey that nobody made proves nothing, and a green
run must not hide that.
"""

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
THOROUGH = os.environ.get("TEREZE_THOROUGH") == "1"

NODE = shutil.which("node") or "node"
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "chromium"
)
NPM_PACKAGES = ROOT / "tests/interop/node_modules/cose-js"
PEERS = ROOT / "tests/peers/node_modules/smpp"
MOCKPOST = ROOT / ".venv/mockpost/installed"
KANNEL = shutil.which("bearerbox", path=os.environ.get("PATH", "") + ":/usr/sbin")
READER = ROOT / "src/tereze/permits/checkpoints/static/checkpoints/zxing/reader.wasm"

#: need → is it here?, and what brings it
_NEEDS = {
    "node": (shutil.which(NODE) is not None, "Node is not installed: scripts/node"),
    "npm-packages": (NPM_PACKAGES.exists(), "packages of npm are not installed: scripts/interop"),
    "peers": (PEERS.exists(), "those whom ours talk to are not installed: scripts/peers"),
    "mockpost": (MOCKPOST.exists(), "MockPost is not installed: scripts/peers"),
    "kannel": (KANNEL is not None, "Kannel is not installed: scripts/peers"),
    "chromium": (shutil.which(CHROMIUM) is not None, "Chromium is not installed: scripts/browser"),
    "reader": (READER.exists(), "the QR reader is not installed: scripts/scanner"),
}


def require(*needs: str) -> None:
    """Go on only with all that the test needs."""
    for need in needs:
        is_here, word = _NEEDS[need]
        if is_here:
            continue
        if THOROUGH:
            pytest.fail(f"{word}. With TEREZE_THOROUGH=1 no test is left out.", pytrace=False)
        pytest.skip(word)
