# SPDX-License-Identifier: EUPL-1.2
"""A worker that is the gate alone: `python -m faults.gate_worker FILE-DESCRIPTOR`."""

import socket
import sys

import uvicorn


def main() -> None:
    """Serve at a socket that is open already, until told to stop."""
    config = uvicorn.Config(
        "tereze.permits.gate.app:from_environment",
        factory=True,
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_level="error",
    )
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=int(sys.argv[1]))])


if __name__ == "__main__":
    main()
