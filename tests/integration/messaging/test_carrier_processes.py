# SPDX-License-Identifier: EUPL-1.2
"""The processes that carry and answer, as the supervisor runs them, with a message centre that we did
not write: what people write is answered, and `kill -9` in the middle of it loses nothing."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection
from django.db.models import F

from gate_client import database_url_of_test
from peers.smsc import Smsc, run_smsc
from tereze.core import clock
from tereze.messaging import services
from tereze.messaging.models import InboxMessage, OutboxMessage
from tereze.messaging.types import Reply

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.needs("peers")]

PATIENCE = 60.0


@dataclass
class Processes:
    """What `tereze serve --carrier` keeps running."""

    smsc: Smsc
    running: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    def start(self, name: str) -> None:
        self.running[name] = subprocess.Popen(
            [sys.executable, "-m", f"tereze.config.{name}"],
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "tereze.config.settings",
                "TEREZE_DATABASE_URL": database_url_of_test(),
                "TEREZE_CARRIERS": f"azercell={self.smsc.url}",
            },
            stdin=subprocess.DEVNULL,
        )

    def kill(self, name: str) -> None:
        self.running[name].kill()
        self.running[name].wait(60)

    def end(self) -> list[int]:
        """Ask all to go; how they went."""
        for process in self.running.values():
            process.send_signal(signal.SIGTERM)
        return [process.wait(60) for process in self.running.values()]

    def end_by_force(self) -> None:
        for name in self.running:
            self.kill(name)


@pytest.fixture
def smsc() -> Iterator[Smsc]:
    with run_smsc() as smsc:
        yield smsc


@pytest.fixture
def processes(smsc: Smsc) -> Iterator[Processes]:
    processes = Processes(smsc)
    with ExitStack() as ending:
        ending.callback(processes.end_by_force)
        processes.start("carrier")
        processes.start("answerer")
        until(lambda: smsc.tell("state")["bound"])
        yield processes


def until(condition: Callable[[], Any]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it does not come"
        time.sleep(0.05)


def people(count: int) -> list[dict[str, str]]:
    return [
        {"from": f"+99450{number:07}", "text": f"2 AZE{10_000_000 + number}"}
        for number in range(count)
    ]


def test_what_people_write_is_answered_and_what_others_queue_is_sent(
    processes: Processes, smsc: Smsc
) -> None:
    said = smsc.tell("drive", per_second=20, messages=people(10))
    assert (said["answered"], said["unacknowledged"]) == (10, 0)
    services.queue_reply(
        to="+994551112233",
        channel="sms",
        account="azercell",
        reply=Reply(text="Köməkçi istəyir"),
        now=clock.now(),
    )
    until(lambda: "Köməkçi istəyir" in smsc.texts)
    until(lambda: OutboxMessage.objects.filter(state="delivered").count() == 11)
    assert processes.end() == [0, 0]


def test_killed_in_the_middle_of_it_nothing_is_lost_and_no_answer_is_made_twice(
    processes: Processes, smsc: Smsc
) -> None:
    everybody = people(150)
    said: dict[str, Any] = {}
    driving = threading.Thread(
        target=lambda: said.update(
            smsc.tell("drive", patience=120, per_second=50, messages=everybody)
        )
    )
    driving.start()
    for victim in ("carrier", "answerer", "carrier"):
        time.sleep(0.7)
        processes.kill(victim)
        processes.start(victim)
        until(lambda: smsc.tell("state")["bound"])
        let_leases_run_out()
    while driving.is_alive():
        let_leases_run_out()
        driving.join(0.5)
    assert (said["answered"], said["unacknowledged"]) == (150, 0)
    assert InboxMessage.objects.filter(state="answered").count() == 150
    assert InboxMessage.objects.count() == OutboxMessage.objects.count() == 150
    connection.close()


def let_leases_run_out() -> None:
    """What a dead process had claimed is due again, as it is after some minutes."""
    OutboxMessage.objects.filter(state="waiting", due_at__gt=F("created_at")).update(
        due_at=F("created_at")
    )
