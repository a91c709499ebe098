# SPDX-License-Identifier: EUPL-1.2
"""Open devices at checkpoints: `python -m bench.devices COUNT` prints their keys in one line.

A module of its own because it needs Django, and Django knows one database a process.
"""

import sys

from tereze.config.cli import set_up_django

set_up_django()

from tereze.core import clock  # noqa: E402 (models can be imported from here on)
from tereze.permits.checkpoints import services  # noqa: E402
from tereze.permits.checkpoints.models import Checkpoint  # noqa: E402

ACTOR = "bench"
CHECKPOINTS = 4


def open_devices(count: int) -> list[str]:
    """Keys of so many new devices, spread over the checkpoints."""
    checkpoints = [_ensure_checkpoint(number) for number in range(CHECKPOINTS)]
    return [
        services.open_device(
            checkpoint_id=checkpoints[number % CHECKPOINTS], lane=1, actor=ACTOR, now=clock.now()
        )[1]
        for number in range(count)
    ]


def _ensure_checkpoint(number: int) -> int:
    name = f"Measured road {number}"
    known = Checkpoint.objects.filter(name=name, closed_at=None).first()
    if known is not None:
        return int(known.pk)
    return services.add_checkpoint(
        name=name, place="KZ-61", lanes=4, queue_minutes=15, actor=ACTOR, now=clock.now()
    ).id


if __name__ == "__main__":
    sys.stdout.write(" ".join(open_devices(int(sys.argv[1]))))
