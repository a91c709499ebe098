# SPDX-License-Identifier: EUPL-1.2
"""The web: answers at a socket that is open already.

    python -m tereze.config.web FILE-DESCRIPTOR [gate|pages|all]

`tereze up` and `tereze serve` open the socket and keep it. So a port that is taken is noticed before anything is
started, several processes share one port, and while one of them starts (again) visitors wait a
moment instead of being turned away.
"""

import gc
import signal
import socket
import sys

import uvicorn

from tereze.config import leaving

#: Objects that are made, more than go, before Python looks for cycles among them. A batch of
#: requests makes thousands, and hardly any cycle.
_GARBAGE_THRESHOLD = 20_000


#: What may answer. The gate alone needs no Django, and starts in a third of the time.
APPLICATIONS = {
    "all": "tereze.config.asgi:application",
    "gate": "tereze.permits.gate.app:from_environment",
    "pages": "tereze.config.pages:application",
}


def main(descriptor: str, application: str = "all") -> None:
    """Serve until told to stop; then answer everybody who was let in, and go."""
    # uvicorn raises the signal again once it has left in good order, which would be no good end.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    config = uvicorn.Config(
        APPLICATIONS[application],
        factory=application == "gate",
        lifespan="off" if application == "pages" else "on",
        loop="uvloop",
        http=leaving.Protocol,
        access_log=False,  # addresses hold codes of permits; who looked is in the audit trail
        log_level="warning",
        server_header=False,
    )
    config.load()
    # What was loaded stays: no search for garbage has to go through it again.
    gc.collect()
    gc.freeze()
    gc.set_threshold(_GARBAGE_THRESHOLD)
    leaving.Server(config).run(sockets=[socket.socket(fileno=int(descriptor))])


if __name__ == "__main__":
    main(*sys.argv[1:])
