# SPDX-License-Identifier: EUPL-1.2
"""`python -m bench NAME`: one measurement, or all of them."""

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

from bench import (
    burst,
    calling,
    crossing,
    gate,
    generator,
    growth,
    inspecting,
    machine,
    results,
    sms,
    verifying,
)
from bench.gate import Gate
from bench.progress import Progress
from bench.results import Figure
from bench.scale import SMALL, Scale
from tereze.core.errors import TerezeError

#: asked of a gate with nothing behind it, so that several can be measured one after the other
OF_A_GATE: dict[str, tuple[Callable[[Gate, Progress], list[Figure]], str]] = {
    "gate": (gate.measure_asking, "Permits a second: pgbench, the gate, a first try with Django."),
    "reference": (gate.measure_reference, "Permits a second: pgbench and the gate only. Quick."),
    "cpu": (gate.measure_cpu, "Processor time of one permit."),
    "memory": (gate.measure_memory, "Memory of the whole."),
    "verifying": (verifying.measure_verifying, "Look-ups by code a second, against pgbench."),
    "crossings": (crossing.measure_crossings, "Crossings a second, told in batches."),
    "burst": (burst.measure_burst, "20,000 people within ten seconds: who got an answer, when."),
    "offline": (inspecting.measure_offline_verdict, "A verdict in Chromium without a connection."),
    "calls": (calling.measure_calls, "At the desk: from picking up to the permit's code."),
}
#: those that need none, or more than one
ALONE: dict[str, tuple[Callable[[Scale, Progress], list[Figure]], str]] = {
    "growth": (growth.measure_growth, "The gate among millions against the gate of a small town."),
    "sms": (
        sms.measure_sms,
        "Short messages in and out, each with a permit: how long people wait.",
    ),
    "generator": (generator.measure_generator, "How much could be asked at most."),
}
#: what `make bench` runs; the others are parts of these, or take an hour
ALL = ("generator", "sms", "gate", "verifying", "crossings", "burst", "offline", "calls", "memory")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def bench() -> None:
    """How quickly this machine gives permits and checks them."""


def _command(name: str, text: str, names: tuple[str, ...]) -> click.Command:
    @click.command(name, help=text)
    @click.option("--small", is_flag=True, help="Only try whether it works; keeps no figure.")
    @click.option("--residents", type=int)
    @click.option("--permits", type=int)
    @click.option("--connections", type=int)
    @click.option("--workers", type=int)
    @click.option("--rounds", type=int)
    @click.option("--seconds", type=float, help="Of one contestant in one round.")
    @click.option("--results", "file", type=click.Path(path_type=Path), help="Where figures go.")
    def command(small: bool, file: Path | None, **chosen: Any) -> None:
        scale = dataclasses.replace(
            SMALL if small else Scale(),
            **{name: value for name, value in chosen.items() if value is not None},
        )
        kept = file or (None if small else results.RESULTS)
        for figures in _measure(names, scale, Progress()):
            results.keep(figures, kept)

    return command


def _measure(names: tuple[str, ...], scale: Scale, progress: Progress) -> Iterator[list[Figure]]:
    for name in names:
        if name in ALONE:
            yield ALONE[name][0](scale, progress)
    if asked := [name for name in names if name in OF_A_GATE]:
        with gate.open_gate(scale, progress) as opened:
            for name in asked:
                opened.begin_anew()
                yield OF_A_GATE[name][0](opened, progress)


for _name, (_, _text) in (OF_A_GATE | ALONE).items():
    bench.add_command(_command(_name, _text, (_name,)))
bench.add_command(_command("all", "What `make bench` measures.", ALL))


@bench.command()
def page() -> None:
    """Put the last figures into docs/internals/performance.md."""
    results.write_page(results.read(results.RESULTS), machine.describe())


if __name__ == "__main__":
    try:
        bench()
    except TerezeError as error:  # a measurement that is under way already, say
        raise SystemExit(f"Error: {error}") from None
