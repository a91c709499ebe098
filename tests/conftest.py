# SPDX-License-Identifier: EUPL-1.2
"""What all tests stand on: a secret for tests only, no network but loopback, and one throw-away
database server that starts only when a test asks for a database."""

import os

os.environ["TEREZE_SECRET"] = "a secret that only the tests of this project use"
os.environ.setdefault("TEREZE_HOME", "/nonexistent/tereze-tests")
