# SPDX-License-Identifier: EUPL-1.2
"""Run the embedded database alone until Ctrl-C: `python -m tereze.core.postgres`.

For dumping, restoring and looking into it by hand; `tereze up` runs it together with the rest.
"""

import signal
import sys

from tereze.core import home
from tereze.core.postgres import PostgresError, start


def say(message: str) -> None:
    sys.stderr.write(f"{message}\n")


def main() -> int:
    try:
        with start(home.folder(), report=say) as server:
            say("The database runs until Ctrl-C. Its address:")
            sys.stdout.write(f"{server.url}\n")
            sys.stdout.flush()
            signal.sigwait({signal.SIGINT, signal.SIGTERM})
    except PostgresError as error:
        say(str(error))
        return 1
    return 0


if __name__ == "__main__":
    # Held back, not handled: a signal that comes too early must not be lost before sigwait.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    sys.exit(main())
