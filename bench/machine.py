# SPDX-License-Identifier: EUPL-1.2
"""What processes cost the machine, as the kernel counts it: processor time and memory."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Process:
    parent: int
    #: its own time, and that of children that have ended
    ticks: int


def tree(root: int) -> set[int]:
    """A process and all that come from it."""
    parents = {pid: process.parent for pid, process in _processes()}
    members = {root}
    while more := {pid for pid, parent in parents.items() if parent in members} - members:
        members |= more
    return members


def cpu_seconds(root: int) -> float:
    """Processor time that a process and its descendants have used so far."""
    members = tree(root)
    return sum(process.ticks for pid, process in _processes() if pid in members) / _TICKS


def memory_mb(roots: set[int]) -> float:
    """Memory of processes and their descendants, each shared page counted once (PSS)."""
    members = set().union(*(tree(root) for root in roots))
    return sum(_pss_kb(pid) for pid in members) / 1024


def describe() -> str:
    """The machine in a few words.

    >>> describe().split()[1]
    'cores,'
    """
    cores = len(os.sched_getaffinity(0))
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.partition(": ")[2] for line in lines if line.startswith("model name")), "?")
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return f"{cores} cores, {model}, {pages / 2**30:.0f} GB, Linux {os.uname().release}"


def _processes() -> Iterator[tuple[int, _Process]]:
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            text = (folder / "stat").read_text()
        except (FileNotFoundError, ProcessLookupError):  # it ended meanwhile
            continue
        # The name, in brackets, may hold anything; what is counted stands behind it.
        fields = text.rpartition(")")[2].split()
        ticks = sum(int(field) for field in fields[11:15])
        yield int(folder.name), _Process(parent=int(fields[1]), ticks=ticks)


def _pss_kb(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
