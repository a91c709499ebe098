# SPDX-License-Identifier: EUPL-1.2
"""`tereze serve`: which processes answer with what."""

import socket

import pytest

from tereze.config.cli import main
from tereze.config.up import web_commands
from tereze.config.web import APPLICATIONS


def test_nothing_is_served_unless_it_is_said_what(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["serve"])

    assert end.value.code == 1
    assert "--gate" in capsys.readouterr().err


@pytest.mark.parametrize("application", sorted(APPLICATIONS))
def test_several_processes_share_one_port(application: str) -> None:
    with socket.socket() as listening:
        commands = web_commands(listening, 2, application=application, name="some")

        assert [command.name for command in commands] == ["some 1", "some 2"]
        for command in commands:
            assert command.line[-2:] == [str(listening.fileno()), application]
            assert list(command.files) == [listening.fileno()]
