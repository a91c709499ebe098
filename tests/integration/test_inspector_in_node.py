# SPDX-License-Identifier: EUPL-1.2
"""The scripts of the inspector and the desk, those that need no screen, run by Node if there is one.

The tests stand beside each other in tests/javascript; here they are handed to Node, in a folder that
says that .js files are modules.
"""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from needs import NODE

TESTS = Path(__file__).parents[1] / "javascript"
STATIC = Path(__file__).parents[2] / "src/tereze/permits"

pytestmark = pytest.mark.needs("node")


@pytest.mark.parametrize("file", sorted(path.name for path in TESTS.glob("*.test.mjs")))
def test_the_scripts_keep_their_promises(file: str, tmp_path: Path) -> None:
    places = {"#checkpoints/*": "./checkpoints/js/*", "#desk/*": "./desk/js/*"}
    package = {"type": "module", "imports": places}
    (tmp_path / "package.json").write_text(json.dumps(package))
    shutil.copytree(STATIC / "static/permits", tmp_path / "permits")
    shutil.copytree(STATIC / "checkpoints/static/checkpoints/js", tmp_path / "checkpoints" / "js")
    shutil.copytree(STATIC / "desk/static/desk/js", tmp_path / "desk" / "js")
    shutil.copytree(TESTS.with_name("vectors"), tmp_path / "vectors")
    shutil.copy(TESTS / file, tmp_path)
    ran = subprocess.run(
        [NODE, "--test", "--test-reporter=tap", file],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ran.returncode == 0, ran.stdout
