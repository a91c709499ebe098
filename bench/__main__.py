# SPDX-License-Identifier: EUPL-1.2
"""`python -m bench NAME`: one measurement, or all of them."""

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from bench import (
    burst,
    crossing,
    gate,
    generator,
    growth,
    inspecting,
    machine,
    results,
    verifying,
)
from bench.progress import Progress
from bench.results import Figure
from bench.scale import SMALL, Scale

Measure = Callable[[Scale, Progress], list[Figure]]

MEASUREMENTS: dict[str, tuple[Measure, str]] = {
    "gate": (gate.measure_asking, "Permits a second: pgbench, the gate, a first try with Django."),
    "reference": (gate.measure_reference, "Permits a second: pgbench and the gate only. Quick."),
    "cpu": (gate.measure_cpu, "Processor time of one permit, and the memory of the whole."),
    "verifying": (verifying.measure_verifying, "Look-ups by code a second, against pgbench."),
    "crossings": (crossing.measure_crossings, "Crossings a second, told in batches."),
    "burst": (burst.measure_burst, "20,000 people within ten seconds: who got an answer, when."),
    "offline": (inspecting.measure_offline_verdict, "A verdict in Chromium without a connection."),
    "growth": (growth.measure_growth, "The gate among millions against the gate of a small town."),
    "generator": (generator.measure_generator, "How much could be asked at most."),
}


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def bench() -> None:
    """How quickly this machine gives permits and checks them."""


def _command(name: str, measure: Measure, text: str) -> click.Command:
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
        results.keep(measure(scale, Progress()), file or (None if small else results.RESULTS))

    return command


for _name, (_measure, _text) in MEASUREMENTS.items():
    bench.add_command(_command(_name, _measure, _text))


#: what `make bench` runs, one after the other; the others are parts of these, or take an hour
ALL = ("generator", "gate", "verifying", "crossings", "burst", "cpu")


@bench.command("all")
@click.pass_context
def everything(context: click.Context) -> None:
    """All of them, and the page about performance."""
    for name in ALL:
        context.invoke(bench.commands[name], small=False, file=None)
    context.invoke(page)


@bench.command()
def page() -> None:
    """Put the last figures into docs/internals/performance.md."""
    results.write_page(results.read(results.RESULTS), machine.describe())


if __name__ == "__main__":
    bench()
