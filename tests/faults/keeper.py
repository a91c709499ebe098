# SPDX-License-Identifier: EUPL-1.2
"""Keeps two gate workers and a web process at one port: `python -m faults.keeper FILE-DESCRIPTOR`.

It is `tereze up` without the database, which the tests keep themselves, and with a supervisor that
never loses patience: here processes die two hundred times.
"""

import sys

from tereze.core.supervise import Command, RestartRule, Supervisor

#: what answers, as config/web.py calls it
GATE, WEB = "gate", "all"

NEVER_GIVES_UP = RestartRule(first_wait=0.05, longest_wait=0.05, bearable=100_000)


def main() -> None:
    """Run them until told to stop."""
    door = int(sys.argv[1])
    applications = {"gate 1": GATE, "gate 2": GATE, "web": WEB}
    commands = [
        Command(
            name=name,
            line=[sys.executable, "-m", "tereze.config.web", str(door), application],
            files=[door],
        )
        for name, application in applications.items()
    ]
    Supervisor(commands, restart=NEVER_GIVES_UP).run()


if __name__ == "__main__":
    main()
