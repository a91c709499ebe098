# SPDX-License-Identifier: EUPL-1.2
"""The JSON Schemas are made from the types, up to date, and true for other programs' loaders."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator, ValidationError

from tereze.packs.schema import make_schemas
from unit.packs.right_pack import FILES

ROOT = Path(__file__).parents[3]
SHIPPED = sorted(file.parent for file in (ROOT / "packs").glob("*/*/pack.yaml"))
SCHEMAS = {name: json.loads(text) for name, text in make_schemas().items()}
VALIDATORS = {name: Draft202012Validator(schema) for name, schema in SCHEMAS.items()}


def validate(path: str, text: str) -> None:
    kind = path.partition("/")[0].removesuffix(".yaml")
    VALIDATORS[f"{kind}.json"].validate(as_other_programs_read(text))


def as_other_programs_read(text: str) -> Any:
    # JSON knows no dates: they are the text that was written.
    return json.loads(json.dumps(yaml.load(text, yaml.CSafeLoader), default=str))


@pytest.mark.parametrize(("name", "text"), make_schemas().items())
def test_the_written_schemas_are_up_to_date(name, text):
    written = (ROOT / "docs/schema" / name).read_text(encoding="utf-8")
    assert written == text, "run: tereze pack schema --out docs/schema"


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_one(name):
    Draft202012Validator.check_schema(SCHEMAS[name])


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda one: f"{one.parent.name}-{one.name}")
def test_shipped_packs_fit_the_schemas(folder):
    for file in folder.rglob("*.yaml"):
        validate(file.relative_to(folder).as_posix(), file.read_text("utf-8"))


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("regime.yaml", 'number: "8103"', "number: 8103"),
        ("regime.yaml", 'sms: ["2"]', "sms: [2]"),
        ("regime.yaml", 'until: "20:00"', "until: 20:00"),
        ("pack.yaml", '"1.0"', "1.0"),
        ("scenarios.yaml", "expect: granted", "expect: {refused: curfew}"),
        ("scenarios.yaml", "2020-04-06 09:00}", "2020-04-06T09:00:00+05:00}"),
    ],
)
def test_what_other_loaders_take_for_numbers_still_fits(path, old, new):
    assert old in FILES[path]
    validate(path, FILES[path].replace(old, new))


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("regime.yaml", "duration: {minutes: 120}", "duratoin: {minutes: 120}"),
        ("regime.yaml", "{minutes: 120}", '{minutes: 120, until: "20:00"}'),
        ("regime.yaml", "per: day", "per: dya"),
        ("regime.yaml", 'until: "20:00"', 'until: "8 pm"'),
        ("scenarios.yaml", "expect: granted", "expect: grantd"),
        ("scenarios.yaml", "expect: granted", "expect: {refused: curfwe}"),
        ("scenarios.yaml", "expect: granted", "expect: {granted: {}, refused: curfew}"),
        ("texts/en.yaml", "title: Permits", "titel: Permits"),
    ],
)
def test_typing_errors_do_not_fit(path, old, new):
    assert old in FILES[path]
    with pytest.raises(ValidationError):
        validate(path, FILES[path].replace(old, new))
