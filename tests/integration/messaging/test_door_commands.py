# SPDX-License-Identifier: EUPL-1.2
"""`tereze door`."""

import json

import pytest
from click.testing import CliRunner, Result

from tereze.messaging import selectors
from tereze.messaging.cli import door

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(door, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result


def test_the_key_alone_is_on_the_output_so_that_a_script_can_keep_it() -> None:
    result = run("add", "desk", "--kind", "desk", "--scope", "ask", "--scope", "revoke")
    found = selectors.find_door(result.stdout.strip())
    assert found is not None
    assert found.scopes == {"ask", "revoke"}
    assert "not shown again" in result.stderr


def test_programs_read_json() -> None:
    added = json.loads(
        run("add", "portal", "--kind", "employer", "--scope", "ask", "--json").stdout
    )
    rotated = json.loads(run("rotate", "portal", "--json").stdout)
    assert added["name"] == rotated["name"] == "portal"
    assert added["key"] != rotated["key"]
    run("close", "portal")
    (listed,) = json.loads(run("list", "--json").stdout)
    assert (listed["kind"], listed["scopes"]) == ("employer", ["ask"])
    assert listed["closed_at"] is not None


def test_a_door_of_which_nothing_is_said_may_ask_and_no_more() -> None:
    found = selectors.find_door(run("add", "plain").stdout.strip())
    assert found is not None
    assert (found.kind, sorted(found.scopes)) == ("api", ["ask"])


def test_the_list_never_shows_a_key() -> None:
    key = run("add", "desk", "--scope", "read").stdout.strip()
    shown = run("list").stdout
    assert "desk" in shown
    assert key not in shown
