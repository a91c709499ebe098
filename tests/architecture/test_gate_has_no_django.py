# SPDX-License-Identifier: EUPL-1.2
"""The gate is quick because nothing stands around it. Import-linter reads what modules name; this
looks at what is really loaded, also by way of others."""

import subprocess
import sys

LOAD_ALL = """
import importlib, pkgutil, sys
from tereze.permits import gate
for module in pkgutil.iter_modules(gate.__path__, gate.__name__ + "."):
    importlib.import_module(module.name)
print([name for name in sys.modules if name.partition(".")[0] in ("django", "procrastinate")])
"""


def test_nothing_that_the_gate_loads_loads_django() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", LOAD_ALL], capture_output=True, text=True, check=True
    )

    assert loaded.stdout.strip() == "[]"
