# SPDX-License-Identifier: EUPL-1.2
"""Verifiers that other people wrote, and ours, each in a process of its own that gets the published
keys, what was scanned and when, and nothing else."""

import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from needs import NODE

FOLDER = Path(__file__).parent

_needs_node = pytest.mark.needs("node")
_needs_packages = pytest.mark.needs("node", "npm-packages")


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What a verifier said of one text."""

    #: of the permit that it accepts; None when it refuses
    code: str | None
    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Verifier:
    """A program that reads permits."""

    line: tuple[str, ...]
    reads_eddsa: bool = True

    def judge(self, scanned: Iterable[tuple[str, datetime]], jwks: dict[str, Any]) -> list[Verdict]:
        """What it says of each text at the moment when it is shown."""
        shown = [{"text": text, "now": int(now.timestamp())} for text, now in scanned]
        answered = subprocess.run(
            self.line,
            input=json.dumps({"jwks": jwks, "scanned": shown}),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
            cwd=FOLDER,
        )
        assert answered.returncode == 0, answered.stderr
        return [Verdict(**answer) for answer in json.loads(answered.stdout)]


PYCOSE = Verifier(line=(sys.executable, "-I", str(FOLDER / "verify_with_pycose.py")))
AUTH0 = Verifier(line=(NODE, "verify_with_auth0.mjs"))
COSE_JS = Verifier(line=(NODE, "verify_with_cose_js.mjs"), reads_eddsa=False)
OURS = Verifier(line=(NODE, "verify_with_ours.mjs"))

ALL = [
    pytest.param(PYCOSE, id="pycose"),
    pytest.param(AUTH0, id="@auth0/cose", marks=_needs_packages),
    pytest.param(COSE_JS, id="cose-js", marks=_needs_packages),
    pytest.param(OURS, id="ours", marks=_needs_node),
]
