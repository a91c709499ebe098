# SPDX-License-Identifier: EUPL-1.2
"""Figures: from rounds to a median and its spread, to the terminal, to a file, to the page."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "bench" / "results.json"
PAGE = ROOT / "docs" / "internals" / "performance.md"
_BEGIN, _END = "<!-- figures begin -->", "<!-- figures end -->"


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """One thing that was measured."""

    name: str
    #: the median of the rounds
    value: float
    unit: str
    #: the highest round less the lowest, in the same unit
    spread: float


def figure(name: str, rounds: Sequence[float], unit: str) -> Figure:
    """The figure that some rounds make.

    >>> figure("gate_vs_pgbench", [1.5, 1.75, 1.25], "x")
    Figure(name='gate_vs_pgbench', value=1.5, unit='x', spread=0.5)
    """
    return Figure(
        name=name,
        value=_rounded(median(rounds)),
        unit=unit,
        spread=_rounded(max(rounds) - min(rounds)),
    )


def ratios(name: str, above: Sequence[float], below: Sequence[float]) -> Figure:
    """How many times `below` fits into `above`, made round by round."""
    return figure(name, [a / b for a, b in zip(above, below, strict=True)], "x")


def keep(figures: Iterable[Figure], file: Path | None) -> None:
    """Print figures, and put them among those in a file, in place of older ones."""
    figures = list(figures)
    show(figures)
    if file is None:
        return
    known = {found.name: found for found in read(file)} if file.exists() else {}
    known |= {found.name: found for found in figures}
    lines = ",\n".join(json.dumps(asdict(known[name])) for name in sorted(known))
    file.write_text(f"[\n{lines}\n]\n")


def read(file: Path) -> list[Figure]:
    """The figures in a file."""
    return [Figure(**values) for values in json.loads(file.read_text())]


def show(figures: Iterable[Figure]) -> None:
    """Print figures for people."""
    table = Table("figure", "median", "spread", "unit")
    for found in figures:
        table.add_row(found.name, f"{found.value:,g}", f"{found.spread:,g}", found.unit)
    Console().print(table)


def write_page(figures: Iterable[Figure], machine: str) -> None:
    """Put figures into the page about performance."""
    before, _, rest = PAGE.read_text().partition(_BEGIN)
    _, _, after = rest.partition(_END)
    rows = [
        f"| `{found.name}` | {found.value:,g} | {found.spread:,g} | {found.unit} |"
        for found in figures
    ]
    lines = [
        _BEGIN,
        f"On {machine}:",
        "",
        "| figure | median | spread | unit |",
        "|---|---|---|---|",
    ]
    PAGE.write_text("\n".join([before.rstrip("\n"), "", *lines, *rows, _END]) + after)


def _rounded(value: float) -> float:
    """Four digits say more than the machine knows.

    >>> _rounded(12375.6), _rounded(1.53149)
    (12380.0, 1.531)
    """
    return float(f"{value:.4g}")
