# SPDX-License-Identifier: EUPL-1.2
"""The page docs/howto/write-a-pack.md is all that an author has, so everything on it is tried."""

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from jsonschema import Draft202012Validator
from pydantic import BaseModel, TypeAdapter

from tereze.packs import types
from tereze.packs.cli import pack as pack_commands
from tereze.packs.files import REGIME
from tereze.packs.messages import PLACEHOLDERS
from tereze.packs.reading import read_files
from tereze.packs.schema import make_schemas
from tereze.packs.shapes import read_shape
from tereze.packs.validation.regime import check_regime
from tereze.packs.yaml_tree import read_yaml
from tereze.permits.scenarios import run_scenarios

PAGE = (Path(__file__).parents[3] / "docs/howto/write-a-pack.md").read_text(encoding="utf-8")

BLOCKS = re.findall(r"<!-- (.+?) -->\n```(\w+)\n(.*?\n)```", PAGE, re.DOTALL)
SHAPES: dict[str, Any] = {
    "durations": tuple[types.Duration, ...],
    "conditions": tuple[types.Condition, ...],
    "expectations": tuple[types.Expect, ...],
    "scenarios": tuple[types.Scenario, ...],
    "scenarios that share something": types.ScenarioFile,
    "messages": dict[types.RefusalCode, str],
    "pack.yaml": types.PackInfo,
}
#: What a part of a regime is put into.
FRAME: dict[str, Any] = {
    "timezone": "UTC",
    "legal_basis": {"title": "An act"},
    "doors": [door for door in get_args(types.DoorKind) if door != "sms"],
    "identification": {"by": "declared"},
    "places": [{"code": "AA"}],
}
EMERGENCY = {"id": "emergency", "emergency": "true", "duration": {"minutes": "60"}}


def complete_packs() -> dict[str, dict[str, str]]:
    packs: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for marker, _, text in BLOCKS:
        if marker.startswith("file: "):
            folder, path = marker.removeprefix("file: ").split("/", 1)
            packs[folder][path] = text
    return dict(packs)


def blocks(kind: str) -> list[str]:
    return [text for marker, _, text in BLOCKS if marker == kind]


def as_other_programs_read(text: str) -> Any:
    return json.loads(json.dumps(yaml.load(text, yaml.CSafeLoader), default=str))


def test_every_yaml_example_says_what_it_is():
    marked = sum(language == "yaml" for _, language, _ in BLOCKS)
    known = {*SHAPES, "part of regime.yaml"}
    assert PAGE.count("```yaml") == marked
    assert {marker for marker, _, _ in BLOCKS if not marker.startswith("file: ")} <= known


def test_the_page_holds_at_least_two_complete_packs():
    assert len(complete_packs()) >= 2


@pytest.mark.parametrize("name", complete_packs())
def test_a_complete_pack_of_the_page_is_right_and_its_scenarios_pass(name):
    results = run_scenarios(read_files(complete_packs()[name]))
    assert [(one.name, one.expected, one.actual) for one in results if not one.passed] == []


@pytest.mark.parametrize("name", complete_packs())
def test_a_complete_pack_of_the_page_fits_the_schemas_for_other_programs(name):
    schemas = {file: json.loads(schema) for file, schema in make_schemas().items()}
    for path, text in complete_packs()[name].items():
        if path.endswith(".yaml"):
            kind = path.partition("/")[0].removesuffix(".yaml")
            Draft202012Validator(schemas[f"{kind}.json"]).validate(as_other_programs_read(text))


@pytest.mark.parametrize("text", blocks("part of regime.yaml"))
def test_a_part_of_a_regime_on_the_page_works(text):
    part: Any = read_yaml(REGIME, text).data
    whole = {**FRAME, **part, "purposes": [*part.get("purposes", []), EMERGENCY]}
    adapter: TypeAdapter[types.Regime] = TypeAdapter(types.Regime)
    regime = adapter.validate_python(whole, by_alias=True, by_name=False)
    assert list(check_regime(regime)) == []


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind in SHAPES for text in blocks(kind)]
)
def test_an_example_of_the_page_has_the_right_shape(kind, text):
    problems: list[Any] = []
    read_shape(SHAPES[kind], read_yaml("example", text), problems)
    assert problems == []


def language_keys() -> list[str]:
    models = [
        model
        for model in vars(types).values()
        if isinstance(model, type) and issubclass(model, BaseModel)
    ]
    return sorted(
        {
            field.alias or name
            for model in models
            if model not in (types.Value, types.Pack)
            for name, field in model.model_fields.items()
        }
    )


def test_the_page_explains_every_key_of_the_language():
    assert [key for key in language_keys() if not re.search(rf"\b{key}\b", PAGE)] == []


def test_the_page_names_every_word_of_the_language():
    words = [
        *get_args(types.RefusalCode),
        *get_args(types.DoorKind),
        *get_args(types.Transport),
        *get_args(types.Kind),
        *(f"{{{name}}}" for name in PLACEHOLDERS),
    ]
    assert [word for word in words if f"`{word}`" not in PAGE] == []


def test_the_commands_that_the_page_names_exist():
    named = set(re.findall(r"`?tereze pack (\w+)", PAGE)) - {"test"}  # test comes from the permits
    assert named <= set(pack_commands.commands)
