# SPDX-License-Identifier: EUPL-1.2
"""The gate against PostgreSQL itself and against the baseline: permits a second, in turns."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bench import machine
from bench.asking import Queue, empty, insist_on_truth, wait_until_quiet
from bench.baseline import serve_baseline
from bench.inhabitants import settle
from bench.instance import Instance, Service, open_instance, serve_tereze
from bench.load import Load, Outcome, run
from bench.progress import Progress
from bench.reference import Pgbench, Reference, lay_tables, row_width
from bench.results import Figure, figure, ratios
from bench.scale import Scale
from tereze.core import clock

#: more than the baseline answers a second
_BASELINE_MOST = 2_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """What the gate did in one round."""

    outcome: Outcome
    #: processor time of one permit in microseconds: Tereze, PostgreSQL, who asked
    gate_us: float
    postgres_us: float
    generator_us: float


class Gate:
    """A gate that is asked, and what it has to account for."""

    def __init__(self, instance: Instance, service: Service, *, queue: Queue, scale: Scale) -> None:
        self.instance = instance
        self.service = service
        self.queue = queue
        self.scale = scale
        self.granted = 0
        #: who asked and went home without an answer
        self.unheard = 0
        self._began = _whole_second()

    def begin_anew(self) -> None:
        """Let everybody have asked nothing yet."""
        empty(self.instance)
        self.queue = Queue(self.instance, self.scale.residents)
        self.granted = self.unheard = 0
        self._began = _whole_second()
        self.turn(self.scale.warm_up)

    def turn(self, seconds: float) -> Turn:
        """Let it be asked for some seconds; every answer has to be a permit."""
        self.instance.ask("CHECKPOINT")
        before = self._cpu()
        outcome = run(
            Load(
                port=self.service.port,
                connections=self.scale.connections,
                seconds=seconds,
                requests=self.queue.requests(self.scale.requests(seconds)),
            )
        ).insist_on(201)
        after = self._cpu()
        self.granted += outcome.answers
        gate, postgres = (
            (later - earlier) / outcome.answers * 1e6
            for earlier, later in zip(before, after, strict=True)
        )
        return Turn(
            outcome=outcome,
            gate_us=gate,
            postgres_us=postgres,
            generator_us=outcome.cpu_seconds / outcome.answers * 1e6,
        )

    def account(self) -> None:
        """Everything that was answered has to be so."""
        if self.unheard:
            wait_until_quiet(self.instance)
        insist_on_truth(
            self.instance, since=self._began, granted=self.granted, unheard=self.unheard
        )

    def memory_mb(self) -> float:
        """Memory of all of Tereze and of PostgreSQL."""
        return machine.memory_mb({self.service.pid, *self.instance.server.pids})

    def _cpu(self) -> tuple[float, float]:
        return (
            machine.cpu_seconds(self.service.pid),
            sum(map(machine.cpu_seconds, self.instance.server.pids)),
        )


@contextlib.contextmanager
def open_gate(scale: Scale, progress: Progress, *, name: str = "usual") -> Iterator[Gate]:
    """An instance with its residents, nobody having asked yet, and all of Tereze running on it."""
    with open_instance(name) as instance:
        with progress.task("Settling residents", scale.residents) as tell:
            settle(instance.url, scale.residents, tell=tell)
        with serve_tereze(instance, workers=scale.workers) as service:
            gate = Gate(instance, service, queue=Queue(instance, scale.residents), scale=scale)
            gate.begin_anew()
            yield gate


def measure_asking(gate: Gate, progress: Progress) -> list[Figure]:
    """Rounds of pgbench, gate and baseline."""
    scale = gate.scale
    pgbench = _reference(gate)
    with serve_baseline(gate.instance, residents=scale.residents) as baseline:
        queue = Queue(gate.instance, scale.residents)
        _ask_baseline(baseline, queue, scale, scale.warm_up)
        references, turns, baselines = [], [], []
        with progress.task("pgbench, gate, baseline", scale.rounds * 3) as tell:
            for _ in range(scale.rounds):
                references.append(_transact(gate, pgbench))
                tell(1)
                turns.append(gate.turn(scale.seconds))
                tell(1)
                gate.instance.ask("CHECKPOINT")
                baselines.append(_ask_baseline(baseline, queue, scale, scale.seconds))
                tell(1)
    gate.account()
    return [
        *_figures(references, turns),
        *gate_figures(turns),
        figure("drf_per_s", [b.per_second for b in baselines], "permits/s"),
        figure("drf_p99_ms", [b.p99_ms for b in baselines], "ms"),
        ratios("gate_vs_drf", _rates(turns), [b.per_second for b in baselines]),
    ]


def measure_reference(gate: Gate, progress: Progress) -> list[Figure]:
    """Rounds of pgbench and gate only: the quick one, while working on the gate."""
    scale = gate.scale
    pgbench = _reference(gate)
    references, turns = [], []
    with progress.task("pgbench, gate", scale.rounds * 2) as tell:
        for _ in range(scale.rounds):
            references.append(_transact(gate, pgbench))
            tell(1)
            turns.append(gate.turn(scale.seconds))
            tell(1)
    gate.account()
    return [*_figures(references, turns), *gate_figures(turns)]


def measure_cpu(gate: Gate, progress: Progress) -> list[Figure]:
    """Rounds of the gate alone: what a permit costs whom. It hardly moves with what else runs."""
    scale = gate.scale
    turns = []
    with progress.task("gate", scale.rounds) as tell:
        for _ in range(scale.rounds):
            turns.append(gate.turn(scale.seconds))
            tell(1)
    gate.account()
    return gate_figures(turns)


def measure_memory(gate: Gate, progress: Progress) -> list[Figure]:
    """Everything that runs, right after it was asked as quickly as it answers."""
    readings = []
    with progress.task("memory", gate.scale.rounds) as tell:
        for _ in range(gate.scale.rounds):
            gate.turn(gate.scale.warm_up)
            readings.append(gate.memory_mb())
            tell(1)
    gate.account()
    return [figure("memory_mb", readings, "MB")]


def gate_figures(turns: list[Turn]) -> list[Figure]:
    """What the turns of a gate say."""
    return [
        figure("gate_per_s", _rates(turns), "permits/s"),
        figure("gate_p50_ms", [turn.outcome.p50_ms for turn in turns], "ms"),
        figure("gate_p99_ms", [turn.outcome.p99_ms for turn in turns], "ms"),
        figure("gate_cpu_us", [turn.gate_us for turn in turns], "µs/permit"),
        figure("postgres_cpu_us", [turn.postgres_us for turn in turns], "µs/permit"),
        figure("generator_cpu_us", [turn.generator_us for turn in turns], "µs/permit"),
        figure(
            "permit_cpu_us",
            [turn.gate_us + turn.postgres_us + turn.generator_us for turn in turns],
            "µs/permit",
        ),
        figure(
            "generator_share",
            [turn.outcome.cpu_seconds / turn.outcome.seconds for turn in turns],
            "cores",
        ),
    ]


def _reference(gate: Gate) -> Pgbench:
    lay_tables(gate.instance)
    width = row_width(gate.instance)
    pgbench = Pgbench(gate.instance, clients=gate.scale.connections, filler=width)
    pgbench.run("permit.sql", gate.scale.warm_up)
    return pgbench


def _transact(gate: Gate, pgbench: Pgbench) -> Reference:
    gate.instance.ask("CHECKPOINT")
    return pgbench.run("permit.sql", gate.scale.seconds)


def _figures(references: list[Reference], turns: list[Turn]) -> list[Figure]:
    return [
        figure("pgbench_per_s", [r.per_second for r in references], "transactions/s"),
        figure("pgbench_mean_ms", [r.mean_ms for r in references], "ms"),
        figure("pgbench_postgres_cpu_us", [r.postgres_us for r in references], "µs/transaction"),
        figure("pgbench_cpu_us", [r.pgbench_us for r in references], "µs/transaction"),
        ratios("gate_vs_pgbench", _rates(turns), [r.per_second for r in references]),
    ]


def _whole_second() -> datetime:
    """Now, as permits tell their time."""
    return clock.now().replace(microsecond=0)


def _rates(turns: list[Turn]) -> list[float]:
    return [turn.outcome.per_second for turn in turns]


def _ask_baseline(service: Service, queue: Queue, scale: Scale, seconds: float) -> Outcome:
    return run(
        Load(
            port=service.port,
            connections=scale.connections,
            seconds=seconds,
            requests=queue.requests(int(seconds * _BASELINE_MOST) + 1),
        )
    ).insist_on(201)
