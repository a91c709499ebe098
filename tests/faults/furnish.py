# SPDX-License-Identifier: EUPL-1.2
"""Makes a town in an empty database: `python -m faults.furnish RESIDENTS` prints, as JSON, the key of
its door and the documents of its residents. A process of its own, because it needs Django."""

import json
import sys
from datetime import timedelta

from tereze.config.cli import set_up_django

set_up_django()

from django.core.management import call_command  # noqa: E402 (models can be imported from here on)

from tereze.core import clock  # noqa: E402
from tereze.people.services import ensure_roles  # noqa: E402
from tereze.permits.services import make_partitions  # noqa: E402
from town import Town  # noqa: E402


def furnish(residents: int) -> dict[str, object]:
    """Tables, rules in force, a door, and people."""
    now = clock.now()
    call_command("migrate", interactive=False, verbosity=0)
    make_partitions(first=now.date() - timedelta(days=1), days=5)
    ensure_roles()
    town = Town.found(now=now)
    return {"key": town.key, "documents": [town.add_resident().shown for _ in range(residents)]}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(furnish(int(sys.argv[1]))))
