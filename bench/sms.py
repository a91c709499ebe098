# SPDX-License-Identifier: EUPL-1.2
"""Short messages in and out: people write to a carrier and wait for the answer.

The carrier is npm's smpp in Node, on the same machine: it lets people write at an even rate, each
for a permit of their own, and notes how long each waits until a message for their number comes
back. Everything in between is real: the connection, inbox and outbox, the conversation, the permit.
"""

import contextlib
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import machine
from bench.asking import empty
from bench.inhabitants import AZERBAIJAN, person, scattered, settle
from bench.instance import Instance, open_instance
from bench.progress import Progress
from bench.results import Figure, figure
from bench.scale import Scale
from tereze.core import clock

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from peers.smsc import Smsc, run_smsc

#: so many write in a second
RATE = 125
#: for so many seconds at full size
SECONDS = 30

#: rules that people ask under by short message
PACK = "az-8103@2020-04"
_RESIDENTS = 100_000
_GRANTED = "SELECT count(*) FROM permits_permit WHERE asked_at >= %s"

_CPU = ("sms_carrier_cpu_ms", "sms_answer_cpu_ms", "sms_postgres_cpu_ms")


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """What became of the messages of one round."""

    answered: int
    sent: int
    per_second: float
    p50: float
    p99: float
    #: processor time of one message in milliseconds: who carries, who answers, PostgreSQL
    cpu_ms: tuple[float, float, float]


@dataclass(frozen=True, kw_only=True, slots=True)
class Processes:
    """Who carries and who answers."""

    carrier: int
    answers: int


def measure_sms(scale: Scale, progress: Progress) -> list[Figure]:
    """Rounds of people who write."""
    count = max(20, int(RATE * SECONDS * min(1.0, scale.seconds / Scale().seconds)))
    residents = min(scale.residents, _RESIDENTS)
    people = iter(range(residents // 2))
    with open_instance("sms", pack=PACK) as instance:
        with progress.task("Settling residents", residents) as tell:
            settle(instance.url, residents, tell=tell, country="AZ")
        empty(instance)
        # The same people wrote the same words in the last run: what comes twice is answered once.
        instance.ask("TRUNCATE messaging_inboxmessage, messaging_outboxmessage")
        began = clock.now()
        with run_smsc() as smsc, _carry(instance, smsc) as processes:
            turns = []
            with progress.task("Writing short messages", scale.rounds + 1) as tell:
                for number in (min(count, RATE), *[count] * scale.rounds):
                    messages = [_message(next(people), residents) for _ in range(number)]
                    turns.append(_turn(instance, smsc, processes, messages))
                    tell(1)
        if missing := sum(turn.sent - turn.answered for turn in turns):
            raise SystemExit(f"{missing} messages were not answered.")
        given = instance.ask(_GRANTED, began)
    if given < sum(turn.sent for turn in turns):
        raise SystemExit(f"Only {given} permits were given to {sum(t.sent for t in turns)} people.")
    rounds = turns[1:]
    return [
        figure("sms_in_out_per_s", [turn.per_second for turn in rounds], "messages/s each way"),
        figure("sms_reply_p99_s", [turn.p99 for turn in rounds], "s"),
        figure("sms_reply_p50_s", [turn.p50 for turn in rounds], "s"),
        *(
            figure(name, [turn.cpu_ms[place] for turn in rounds], "ms of CPU/message")
            for place, name in enumerate(_CPU)
        ),
    ]


def _message(place: int, residents: int) -> dict[str, str]:
    # Every second one, for two share a phone, and who writes is known by the answer to the number.
    serial = 2 * scattered(place, residents // 2)
    return {
        "from": person(serial, AZERBAIJAN).phone or "",
        "text": f"2 {AZERBAIJAN.number(serial)}",
    }


def _turn(
    instance: Instance, smsc: Smsc, processes: Processes, messages: list[dict[str, str]]
) -> Turn:
    instance.ask("CHECKPOINT")
    before = _cpu(instance, processes)
    said: dict[str, Any] = smsc.tell("drive", patience=600, per_second=RATE, messages=messages)
    carrier, answers, postgres = (
        1000 * (after - earlier) / len(messages)
        for after, earlier in zip(_cpu(instance, processes), before, strict=True)
    )
    smsc.tell("forget")
    return Turn(
        answered=said["answered"],
        sent=said["sent"],
        per_second=said["answered"] / said["seconds"],
        p50=said["p50"],
        p99=said["p99"],
        cpu_ms=(carrier, answers, postgres),
    )


def _cpu(instance: Instance, processes: Processes) -> tuple[float, float, float]:
    return (
        machine.cpu_seconds(processes.carrier),
        machine.cpu_seconds(processes.answers),
        sum(map(machine.cpu_seconds, instance.server.pids)),
    )


@contextlib.contextmanager
def _carry(instance: Instance, smsc: Smsc) -> Iterator[Processes]:
    """The processes that hold the line and answer, once they are connected."""
    surroundings = {**instance.environment, "TEREZE_CARRIERS": f"bench={smsc.url}"}
    with contextlib.ExitStack() as processes:
        carrier, answers = (
            processes.enter_context(_run(line, surroundings, instance.home / "carrier.log"))
            for line in (["tereze.config.carrier"], ["tereze.config.answerer"])
        )
        while not smsc.tell("state")["bound"]:
            if carrier.poll() is not None:
                raise SystemExit(f"The carrier ended: {instance.home / 'carrier.log'}")
            time.sleep(0.1)
        yield Processes(carrier=carrier.pid, answers=answers.pid)


@contextlib.contextmanager
def _run(
    line: list[str], surroundings: dict[str, str], log: Path
) -> Iterator["subprocess.Popen[bytes]"]:
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *line],
            env=surroundings,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)
