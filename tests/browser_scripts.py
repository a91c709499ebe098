# SPDX-License-Identifier: EUPL-1.2
"""Running scripts of the browser in Node, where there is one."""

import json
import subprocess
from pathlib import Path
from typing import Any

from needs import NODE

#: Node takes a .js file for an ES module only in a package that says so; a data: link needs none.
_RUN = """
import fs from "node:fs";
const load = (file) => import(
  `data:text/javascript;base64,${fs.readFileSync(file).toString("base64")}`
);
const [module, { answerAll }] = [await load(process.argv[1]), await load(process.argv[2])];
const asked = JSON.parse(fs.readFileSync(0));
console.log(JSON.stringify(await answerAll(module, asked)));
"""


def ask_in_node(*, module: Path, questions: Path, asked: dict[str, Any]) -> dict[str, Any]:
    """What `answerAll` of the questions finds out from a module that imports no other."""
    answered = subprocess.run(
        [NODE, "--input-type=module", "--eval", _RUN, "--", module, questions],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert answered.returncode == 0, answered.stderr
    answers: dict[str, Any] = json.loads(answered.stdout)
    return answers
