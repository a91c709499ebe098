# SPDX-License-Identifier: EUPL-1.2
"""Every measurement still works, tried at its smallest. How large a figure is says nothing here."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

FIGURES = {
    "all": {
        "gate_vs_pgbench",
        "gate_vs_drf",
        "gate_p99_ms",
        "gate_cpu_us",
        "postgres_cpu_us",
        "generator_cpu_us",
        "generator_most_per_s",
        "verify_vs_gate",
        "verify_vs_pgbench",
        "crossings_per_s",
        "burst_answered",
        "offline_verdict_ms",
        "desk_permit_s",
        "memory_mb",
        "sms_in_out_per_s",
        "sms_reply_p99_s",
    },
    "growth": {"growth_50m"},
}

# The first one makes the instance that the others find.
pytestmark = pytest.mark.needs("node", "peers")


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Where instances are kept meanwhile: as short as the path of a socket has to be, and open to
    the account of the database."""
    with tempfile.TemporaryDirectory(prefix="tereze-bench-", dir="/tmp") as name:
        Path(name).chmod(0o711)
        yield Path(name)


@pytest.mark.parametrize("name", FIGURES)
def test_it_says_its_figures(name: str, folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "results.json"
    answer = subprocess.run(
        [sys.executable, "-m", "bench", name, "--small", "--results", str(file)],
        cwd=ROOT,
        env={**os.environ, "TEREZE_BENCH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    figures = json.loads(file.read_text())
    assert all(set(found) == {"name", "value", "unit", "spread"} for found in figures)
    assert {found["name"] for found in figures} >= FIGURES[name]
    nothing = {"burst_put_off"}  # at best
    assert all(found["value"] > 0 for found in figures if found["name"] not in nothing)
