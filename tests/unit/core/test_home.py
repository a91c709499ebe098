# SPDX-License-Identifier: EUPL-1.2
"""What an instance reads from its environment."""

import pytest

from tereze.core import home


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://permits.example.kz", "permits.example.kz"),
        ("http://Localhost:8000/", "localhost"),
        ("http://[::1]:8000", "[::1]"),
        ("permits.example.kz", "localhost"),
    ],
)
def test_the_host_in_our_links_is_known(
    monkeypatch: pytest.MonkeyPatch, url: str, host: str
) -> None:
    monkeypatch.setenv("TEREZE_URL", url)
    assert home.public_host() == host
