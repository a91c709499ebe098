# SPDX-License-Identifier: EUPL-1.2
"""Hire somebody: `python -m bench.with_django bench.hiring ROLE` prints their name and password."""

import secrets
import sys

from bench.devices import ACTOR, ensure_checkpoint
from tereze.core import clock
from tereze.people import services as people
from tereze.people.types import ROLES, Role


def hire(role: Role) -> str:
    """Name and password of somebody new; whoever inspects finds a checkpoint."""
    if role == "inspector":
        ensure_checkpoint(0)
    name = f"{role}-{secrets.token_hex(4)}"
    _, password = people.add_staff(name=name, role=role, actor=ACTOR, now=clock.now())
    return f"{name} {password}"


if __name__ == "__main__":
    [_wanted] = [role for role in ROLES if role in sys.argv[1:]]
    sys.stdout.write(hire(_wanted))
