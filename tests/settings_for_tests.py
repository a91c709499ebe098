# SPDX-License-Identifier: EUPL-1.2
"""The product's settings with a secret for tests only and a data folder that can't exist.

pytest-django reads settings before any conftest.py, so the environment has to be set here: a test
must never seal with the secret, or write to the folder, of an instance that lives on this machine.
"""

import os

os.environ["TEREZE_SECRET"] = "a secret that only the tests of this project use"
os.environ["TEREZE_HOME"] = "/nonexistent/tereze-tests"

from tereze.config.settings import *  # noqa: F403

# Style and scripts come straight from the sources: nothing is collected for tests.
SERVESTATIC_AUTOREFRESH = True
SERVESTATIC_USE_FINDERS = True
