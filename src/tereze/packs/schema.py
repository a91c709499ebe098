# SPDX-License-Identifier: EUPL-1.2
"""JSON Schemas of a pack's files, for editors and for other programs.

The types of the language are the one source; `docs/schema/` holds what this module makes of them.
The reader takes every scalar as text, other YAML loaders guess: 8103 becomes a number, 1.2 too. The
schemas allow both, so that a pack that is right stays right for a program with another loader.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema
from typing_extensions import override

from tereze.packs.types import PackInfo, Regime, Scenario, ScenarioFile, Texts

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_FILES: Mapping[str, tuple[Any, str]] = {
    "pack": (PackInfo, "pack.yaml: what a Tereze pack is and where it comes from"),
    "regime": (Regime, "regime.yaml: movement rules as data"),
    "texts": (Texts, "texts/LANGUAGE.yaml: what people read, in one language"),
    "scenarios": (tuple[Scenario, ...] | ScenarioFile, "scenarios.yaml: the tests of the rules"),
}


#: Texts of packs that some loaders take for numbers; "10:00" is 600 to those of YAML 1.1.
_TAKEN_FOR_NUMBERS = ("1", "2020", "1.2", "10:00")


class _Lenient(GenerateJsonSchema):
    """Texts that look like numbers may come as numbers; titles that repeat the key are left out."""

    @override
    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:
        found = super().str_schema(schema)
        pattern = str(found.get("pattern", ""))
        if any(re.search(pattern, number) for number in _TAKEN_FOR_NUMBERS):
            return {**found, "type": ["string", "number"]}
        return found

    @override
    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def make_schemas() -> dict[str, str]:
    """The schemas as the texts of their files, by file name."""
    return {f"{name}.json": _make(shape, title) for name, (shape, title) in _FILES.items()}


@cache
def _make(shape: Any, title: str) -> str:
    made = TypeAdapter(shape).json_schema(by_alias=True, schema_generator=_Lenient)
    schema = {"$schema": DIALECT, **made, "title": title}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
