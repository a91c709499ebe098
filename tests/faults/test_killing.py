# SPDX-License-Identifier: EUPL-1.2
"""kill -9 of whatever serves, at random moments, under load: two hundred times with
TEREZE_THOROUGH=1, some times while working. The seed is printed; TEREZE_SEED=N repeats one.

Afterwards every permit that was acknowledged is there, no quota is exceeded, no code was given
twice, and whoever came again with their key has their permit.
"""

import os
import random
import time
from collections.abc import Callable

from faults import books
from faults.crowd import Crowd
from faults.instance import Instance, end, wait_until
from faults.keeper import GATE, WEB
from needs import THOROUGH

#: how often each dies; a postmaster takes all else of the database along
ROUNDS = {"gate": 110, "backend": 55, "web": 20, "postmaster": 15}


def kill_one(pids: list[int], pick: random.Random) -> None:
    if pids:
        end(pick.choice(pids))


def kill_postmaster(instance: Instance) -> None:
    instance.kill_database()
    instance.revive_database()


def test_nothing_acknowledged_is_lost_whatever_is_killed(instance: Instance) -> None:
    seed = int(os.environ.get("TEREZE_SEED") or random.randrange(10**6))
    print(f"TEREZE_SEED={seed}")  # noqa: T201 (to be repeated)
    pick = random.Random(seed)
    deaths: dict[str, Callable[[], None]] = {
        "gate": lambda: kill_one(instance.workers(GATE), pick),
        "web": lambda: kill_one(instance.workers(WEB), pick),
        "backend": lambda: kill_one(instance.backends(), pick),
        "postmaster": lambda: kill_postmaster(instance),
    }
    rounds = [
        what
        for what, times in ROUNDS.items()
        for _ in range(times if THOROUGH else max(2, times // 10))
    ]
    pick.shuffle(rounds)
    crowd = Crowd(port=instance.port, key=instance.key, documents=instance.documents, seed=seed)
    with crowd.asking() as said:
        for what in rounds:
            wait_for_answers(said.statuses.total, at_least=5)
            time.sleep(pick.uniform(0, 0.2))
            deaths[what]()
    assert said.granted
    books.check(books.read(instance.url), said)
    print(f"{len(rounds)} deaths; {dict(said.statuses)}; {len(said.given_up)} gave up")  # noqa: T201


def wait_for_answers(count: Callable[[], int], *, at_least: int) -> None:
    """Let some be answered between two deaths, or they would all fall into the first outage."""
    goal = count() + at_least
    wait_until(lambda: count() >= goal)
