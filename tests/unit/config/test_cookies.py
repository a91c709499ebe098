# SPDX-License-Identifier: EUPL-1.2
"""Cookies that no neighbour can set."""

import os
import subprocess
import sys

import pytest

TELL = """
from tereze.config import settings
from django.conf import global_settings
for name in ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME"):
    print(getattr(settings, name, getattr(global_settings, name)))
"""


@pytest.mark.parametrize(
    ("url", "names"),
    [
        ("https://permits.example.kz", ["__Host-sessionid", "__Host-csrftoken"]),
        # A browser would not keep them without TLS.
        ("http://localhost:8000", ["sessionid", "csrftoken"]),
    ],
)
def test_over_https_no_other_site_of_the_domain_can_set_ours(url: str, names: list[str]) -> None:
    told = subprocess.run(
        [sys.executable, "-c", TELL],
        env={**os.environ, "TEREZE_URL": url},
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    assert told.stdout.split() == names
