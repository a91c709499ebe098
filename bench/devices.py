# SPDX-License-Identifier: EUPL-1.2
"""Open devices at checkpoints: `python -m bench.with_django bench.devices COUNT` prints their keys in
one line; with `inspector` instead it prints the name and password of a new one, who may open them
by hand.
"""

import secrets
import sys

from tereze.core import clock
from tereze.people import services as people
from tereze.permits.checkpoints import services
from tereze.permits.checkpoints.models import Checkpoint

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


def hire_inspector() -> list[str]:
    """Name and password of somebody who opens devices, and who finds a checkpoint."""
    _ensure_checkpoint(0)
    name = f"inspector-{secrets.token_hex(4)}"
    _, password = people.add_staff(name=name, role="inspector", actor=ACTOR, now=clock.now())
    return [name, password]


if __name__ == "__main__":
    [_wanted] = sys.argv[1:]
    _words = hire_inspector() if _wanted == "inspector" else open_devices(int(_wanted))
    sys.stdout.write(" ".join(_words))
