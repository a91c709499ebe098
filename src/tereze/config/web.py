# SPDX-License-Identifier: EUPL-1.2
"""The web: answers at a socket that is open already. `python -m tereze.config.web FILE-DESCRIPTOR`.

`tereze up` opens the socket and keeps it. So a port that is taken is noticed before anything is
started, several processes share one port, and while one of them starts (again) visitors wait a
moment instead of being turned away.
"""

import socket
import sys

import uvicorn


def main() -> None:
    """Serve until told to stop."""
    config = uvicorn.Config(
        "tereze.config.asgi:application",
        loop="uvloop",
        http="httptools",
        access_log=False,  # addresses hold codes of permits; who looked is in the audit trail
        log_level="warning",
    )
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=int(sys.argv[1]))])


if __name__ == "__main__":
    main()
