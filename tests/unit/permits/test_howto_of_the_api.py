# SPDX-License-Identifier: EUPL-1.2
"""The guide's examples are what the contract says: people copy them."""

import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tereze.config.cast import RESIDENTS
from tereze.config.demo import make_iin
from tereze.permits.gate import contract, openapi

GUIDE = (Path(__file__).parents[3] / "docs" / "howto" / "use-the-api.md").read_text()
SENT = re.findall(r"-d '(\{.*?\})'\n", GUIDE, re.DOTALL)
SHOWN = re.findall(r"```json\n(.*?)```", GUIDE, re.DOTALL)


@pytest.mark.parametrize("body", SENT)
def test_what_the_guide_sends_is_understood(body: str) -> None:
    wanted = contract.RevokeRequest if "why" in json.loads(body) else contract.PermitRequest
    msgspec.json.decode(body, type=wanted)


def test_whom_the_guide_asks_for_lives_in_the_demonstration() -> None:
    numbers = set(re.findall(r"\b\d{12}\b", GUIDE))
    assert numbers == {make_iin(RESIDENTS[0], 1)}


def test_what_the_guide_shows_is_what_comes_back() -> None:
    granted, refused = SHOWN
    msgspec.json.decode(granted, type=contract.PermitAnswer)
    msgspec.json.decode(refused, type=contract.RefusalAnswer)


def test_the_examples_of_the_description_are_of_their_types() -> None:
    for schema, example in _examples(openapi.describe()):
        msgspec.convert(example, getattr(contract, schema))


def _examples(part: Any) -> list[tuple[str, Any]]:
    """Every example with the name of the type that its place has."""
    if isinstance(part, list):
        return [found for item in part for found in _examples(item)]
    if not isinstance(part, dict):
        return []
    found = [found for item in part.values() for found in _examples(item)]
    if isinstance(part.get("schema"), dict) and "$ref" in part["schema"]:
        schema = part["schema"]["$ref"].rpartition("/")[2]
        examples = [part["example"]] if "example" in part else []
        examples += [one["value"] for one in part.get("examples", {}).values()]
        found += [(schema, example) for example in examples]
    return found
