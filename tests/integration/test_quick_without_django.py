# SPDX-License-Identifier: EUPL-1.2
"""What has to be quick loads no Django, as processes of their own show. Import-linter reads what
modules name; this looks at what is really loaded, also by way of others."""

import subprocess
import sys

import pytest

GATE = """
import importlib, pkgutil
from tereze.permits import gate
for module in pkgutil.iter_modules(gate.__path__, gate.__name__ + "."):
    importlib.import_module(module.name)
"""
COMMANDS_ON_FOLDERS = "import tereze.packs.cli"
STARTING = "import tereze.config.cli, tereze.config.up"
LOADED = """
import sys
print([name for name in sys.modules if name.partition(".")[0] in ("django", "procrastinate")])
"""


@pytest.mark.parametrize("program", [GATE, COMMANDS_ON_FOLDERS, STARTING])
def test_what_has_to_be_quick_loads_no_django(program: str) -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", program + LOADED], capture_output=True, text=True, check=True
    )
    assert loaded.stdout.strip() == "[]"
