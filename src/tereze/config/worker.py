# SPDX-License-Identifier: EUPL-1.2
"""The worker: runs jobs and schedules from the database's own queue."""

import os

import django


def main() -> None:
    """Work until told to stop."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tereze.config.settings")
    django.setup()
    from procrastinate.contrib.django import app  # noqa: PLC0415 (needs django.setup)

    with app.replace_connector(app.connector.get_worker_connector()) as working:
        working.run_worker(concurrency=4)


if __name__ == "__main__":
    main()
