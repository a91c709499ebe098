# SPDX-License-Identifier: EUPL-1.2
"""Open devices at checkpoints: `python -m bench.with_django bench.devices COUNT` prints their keys in
one line.
"""

import sys

from tereze.core import clock
from tereze.permits.checkpoints import services
from tereze.permits.checkpoints.models import Checkpoint

ACTOR = "bench"
CHECKPOINTS = 4


def open_devices(count: int) -> list[str]:
    """Keys of so many new devices, spread over the checkpoints."""
    checkpoints = [ensure_checkpoint(number) for number in range(CHECKPOINTS)]
    return [
        services.open_device(
            checkpoint_id=checkpoints[number % CHECKPOINTS], lane=1, actor=ACTOR, now=clock.now()
        )[1]
        for number in range(count)
    ]


def ensure_checkpoint(number: int) -> int:
    """The checkpoint with that number, counted from 0."""
    name = f"Measured road {number}"
    known = Checkpoint.objects.filter(name=name, closed_at=None).first()
    if known is not None:
        return int(known.pk)
    return services.add_checkpoint(
        name=name, place="KZ-61", lanes=4, queue_minutes=15, actor=ACTOR, now=clock.now()
    ).id


if __name__ == "__main__":
    [_count] = sys.argv[1:]
    sys.stdout.write(" ".join(open_devices(int(_count))))
