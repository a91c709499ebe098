# SPDX-License-Identifier: EUPL-1.2
"""The worker: runs jobs and schedules from the database's own queue.

`python -m tereze.config.worker` does what procrastinate's own management command does, with the
settings of this instance.
"""

import os

from django.core.management import execute_from_command_line


def main() -> None:
    """Work until told to stop."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tereze.config.settings")
    execute_from_command_line(["manage", "procrastinate", "worker", "--concurrency", "4"])


if __name__ == "__main__":
    main()
