# SPDX-License-Identifier: EUPL-1.2
"""Parts that the description of every address is put together from."""

from typing import Any, TypeAlias

Part: TypeAlias = dict[str, Any]


def of_the_door() -> Part:
    """What is answered where the key of a door is asked for."""
    challenge = {"WWW-Authenticate": "What is missing."}
    return {
        "401": problem("No key, or one that opens no door.", challenge),
        "403": problem("The door lacks the scope.", challenge),
    }


def of_the_body(most: str = "16 kB") -> Part:
    """What is answered where a body is sent."""
    return {
        "413": problem(f"The body has more than {most}."),
        "415": problem("The body is not application/json."),
    }


def of_the_database() -> Part:
    """What is answered while we can't."""
    return {
        "503": problem("We are away or crowded; come again.", {"Retry-After": "Seconds to wait."})
    }


def json_body(schema: str, **examples: Part) -> Part:
    """A body in JSON, with examples by name."""
    content: Part = {
        "schema": {"$ref": f"#/components/schemas/{schema}"},
        "examples": {name: {"value": value} for name, value in examples.items()},
    }
    return {"required": True, "content": {"application/json": content}}


def json_answer(
    description: str, schema: str, example: Part, headers: dict[str, str] | None = None
) -> Part:
    """An answer in JSON."""
    answer = {**content("application/json", schema, example), "description": description}
    return {**answer, "headers": described_headers(headers)} if headers else answer


def problem(description: str, headers: dict[str, str] | None = None) -> Part:
    """An error."""
    answer = {**content("application/problem+json", "Problem"), "description": description}
    return {**answer, "headers": described_headers(headers)} if headers else answer


def content(content_type: str, schema: str, example: Part | None = None) -> Part:
    """What an answer holds."""
    content: Part = {"schema": {"$ref": f"#/components/schemas/{schema}"}}
    return {"content": {content_type: {**content, "example": example} if example else content}}


def described_headers(descriptions: dict[str, str]) -> Part:
    """Headers that an answer carries."""
    return {
        name: {"description": text, "required": True, "schema": {"type": "string"}}
        for name, text in descriptions.items()
    }
