# SPDX-License-Identifier: EUPL-1.2
"""A message centre that we did not write (npm's smpp in Node), started for tests and measurements."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

FOLDER = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class Smsc:
    """A running message centre, and how to talk to whoever stands behind it."""

    port: int
    control: int

    @property
    def url(self) -> str:
        """An account with it, as in TEREZE_CARRIERS."""
        return f"smpp://tereze:secret@127.0.0.1:{self.port}#from=3013"

    def tell(self, what: str, *, patience: float = 30.0, **said: Any) -> Any:
        """Ask for one of the actions in smsc.mjs."""
        request = Request(f"http://127.0.0.1:{self.control}/{what}", data=json.dumps(said).encode())
        with urlopen(request, timeout=patience) as answer:  # noqa: S310
            return json.load(answer)

    @property
    def received(self) -> list[dict[str, Any]]:
        """What came from us, each part by itself."""
        received: list[dict[str, Any]] = self.tell("state")["received"]
        return received

    @property
    def texts(self) -> list[str]:
        """What came from us, in whole messages."""
        wholes: dict[object, str] = {}
        for one in self.received:
            part = one["part"]
            key = (one["to"], part["reference"]) if part else len(wholes)
            wholes[key] = wholes.get(key, "") + one["text"]
        return list(wholes.values())


@contextmanager
def run_smsc() -> Iterator[Smsc]:
    """Run one on ports that are free."""
    line = ["node", str(FOLDER / "smsc.mjs")]
    with subprocess.Popen(
        line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        ports = json.loads(process.stdout.readline())
        try:
            yield Smsc(port=ports["smpp"], control=ports["http"])
        finally:
            process.stdin.close()  # it leaves when nobody holds it
            process.wait(60)
