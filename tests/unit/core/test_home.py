# SPDX-License-Identifier: EUPL-1.2
"""What an instance reads from its environment."""

from pathlib import Path

import pytest

from tereze.core import home, postgres


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


def test_a_data_folder_that_can_not_be_made_is_told_with_a_way_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("TEREZE_SECRET", raising=False)
    (tmp_path / "file").touch()
    with pytest.raises(postgres.FolderNotWritable, match="TEREZE_HOME"):
        home.make_secret(tmp_path / "file" / "tereze")
