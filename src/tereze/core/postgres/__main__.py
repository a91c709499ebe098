# SPDX-License-Identifier: EUPL-1.2
"""Run the embedded database alone until Ctrl-C: `python -m tereze.core.postgres`.

For dumping, restoring and looking into it by hand; `tereze up` runs it together with the rest.
"""

import signal
import sys
import time

from tereze.core import home
from tereze.core.postgres import PostgresError, start


def say(message: str) -> None:
    sys.stderr.write(f"{message}\n")


def main() -> int:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with start(home.folder(), report=say) as server:
            say("The database runs until Ctrl-C. Its address:")
            sys.stdout.write(f"{server.url}\n")
            sys.stdout.flush()
            while server.is_running():
                time.sleep(0.5)
    except KeyboardInterrupt:
        return 0
    except PostgresError as error:
        say(str(error))
        return 1
    say("The database ended by itself.")
    return 1


if __name__ == "__main__":
    sys.exit(main())
