# SPDX-License-Identifier: EUPL-1.2
"""Ports for processes that can't be handed an open socket."""

import random
import socket
from typing import Final

#: Below those that systems give to whoever connects or asks for any port (from 32768 on): while a
#: process starts that was told to listen at one of these, nobody gets it by chance.
_NEVER_GIVEN_OUT: Final = range(20_000, 32_000)
#: Two who look at the same moment must not see the same ports, even where tests repeat a seed.
_pick: Final = random.SystemRandom()


def free_port() -> int:
    """A port of this machine where nobody listens."""
    while True:
        port = _pick.choice(_NEVER_GIVEN_OUT)
        with socket.socket() as trying:
            # As servers do: what is left of an ended server's connections does not matter.
            trying.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trying.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
