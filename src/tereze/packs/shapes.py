# SPDX-License-Identifier: EUPL-1.2
"""From plain text trees to values of the language, and from pydantic's findings to plain words.

Pydantic says "Extra inputs are not permitted". The author of a pack has to read which key in which
line is meant, and which one was probably wanted; the types know that, and this module asks them.
"""

import difflib
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from tereze.packs.errors import Problem
from tereze.packs.types import Clock, Language, PlaceCode, Slug, Url
from tereze.packs.yaml_tree import Document, Path, Plain

T = TypeVar("T")


def read_shape(shape: type[T] | Any, document: Document, problems: list[Problem]) -> T | None:
    """The document as a value of `shape`; None when it is not one, and why goes to `problems`."""
    try:
        value: T = TypeAdapter(shape).validate_python(document.data, by_alias=True, by_name=False)
    except ValidationError as error:
        problems.extend(_problems(shape, document, error))
        return None
    return value


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """A guess at what was meant, or the words to choose from when there are few.

    >>> did_you_mean("duratoin", ["duration", "start"])
    'Did you mean "duration"?'
    >>> did_you_mean("x", ["duration", "start"])
    'Known: duration, start.'
    >>> did_you_mean("x", [])
    ''
    """
    folded = {one.casefold(): one for one in known}
    if guesses := difflib.get_close_matches(word.casefold(), folded, n=1):
        return f'Did you mean "{folded[guesses[0]]}"?'
    return f"Known: {', '.join(known)}." if 0 < len(known) <= 30 else ""


def name_path(path: Path, data: Plain) -> str:
    """The way to a value as people say it: list items by their id, code or name.

    >>> name_path(("purposes", 0, "hours"), {"purposes": [{"id": "needs"}]})
    'purposes.needs.hours'
    """
    names: list[str] = []
    for step in path:
        data = _inside(data, step)
        names.append(_item_name(step, data) if isinstance(step, int) else step)
    return ".".join(names)


def _item_name(number: int, item: Plain) -> str:
    if isinstance(item, dict):
        for key in ("id", "code", "name"):
            if isinstance(name := item.get(key), str):
                return name if key != "name" else f'"{name}"'
    return str(number + 1)


def _inside(data: Plain, step: str | int) -> Plain:
    """The part of the data behind a key or number; None when there is none."""
    if isinstance(data, dict) and isinstance(step, str):
        return data.get(step)
    if isinstance(data, list) and isinstance(step, int) and step < len(data):
        return data[step]
    return None


# --- One problem for each thing that is wrong -------------------------------------------------


def _problems(shape: Any, document: Document, error: ValidationError) -> Iterator[Problem]:
    for path, details in _likeliest(document.data, error.errors(include_url=False)):
        what, fix = _in_words(shape, path, details)
        yield Problem(
            file=document.file,
            line=document.line_of(path),
            where=name_path(path, document.data),
            what=what,
            fix=fix,
        )


def _likeliest(data: Plain, errors: Sequence[ErrorDetails]) -> Iterator[tuple[Path, ErrorDetails]]:
    """The errors with their paths in the data, without those of forms that were not meant.

    Where the language allows two forms ("this word, or a list"), pydantic reports why the value is
    neither, and puts the form's name into the path. The form that was meant is the one that got
    further: it does not fail as a whole, and has fewer errors.
    """
    by_form: dict[Path, dict[str, list[tuple[Path, ErrorDetails]]]] = defaultdict(dict)
    for details in errors:
        path, form_at, form = _split_location(data, details)
        if form is None:
            yield path, details
        else:
            by_form[form_at].setdefault(form, []).append((path, details))
    for form_at, forms in by_form.items():
        yield from min(forms.values(), key=lambda found: _how_far_off(form_at, found))


def _how_far_off(form_at: Path, found: Sequence[tuple[Path, ErrorDetails]]) -> tuple[bool, int]:
    wrong_kind = any(path == form_at and _of_another_kind(one) for path, one in found)
    return wrong_kind, len(found)


def _of_another_kind(details: ErrorDetails) -> bool:
    """Whether there are keys or a list where a word belongs, or the other way round."""
    no_word = details["type"] == "literal_error" and not isinstance(details["input"], str)
    return no_word or details["type"].endswith("_type")


def _split_location(data: Plain, details: ErrorDetails) -> tuple[Path, Path, str | None]:
    """Path in the data; where the first choice of forms is, and the form's name there."""
    path: list[int | str] = []
    form_at: Path = ()
    form: str | None = None
    missing = details["loc"][-1:] if details["type"] == "missing" else ()
    for step in details["loc"]:
        is_key = isinstance(data, dict) and (step in data or step in missing)
        if isinstance(step, int) or is_key:
            path.append(step)
            data = _inside(data, step)
        elif form is None:
            form_at, form = tuple(path), step
    return tuple(path), form_at, form


def _in_words(shape: Any, path: Path, details: ErrorDetails) -> tuple[str, str]:
    """What is wrong, and what would be right."""
    value, kind, context = details["input"], details["type"], details.get("ctx", {})
    last = str(path[-1]) if path else ""
    if kind == "extra_forbidden":
        broken_in_two = value is None and " " in last
        return f'"{last}" is no key here.', (
            "A text with a comma needs quotes inside { }."
            if broken_in_two
            else did_you_mean(last, _keys(shape, path[:-1]))
        )
    if kind == "missing":
        return f'"{last}" is missing.', _meaning(shape, path)
    if kind == "value_error":
        return f"{_shown(value)}{details['msg'].removeprefix('Value error, ')}.", ""
    if value is None:
        return "Is empty.", "Write a value, or take the key out."
    if kind == "literal_error":
        allowed = re.findall(r"'([^']*)'", context["expected"])
        what = f"{_shown(value)}is not one of the words allowed here."
        return what, did_you_mean(str(value), allowed)
    words = _SAYINGS.get(kind, "is not right: {msg}").format(msg=details["msg"], **context)
    form = _FORMS.get(str(context.get("pattern")))
    # Whoever wrote one word where several keys belong can't know the keys.
    keys = _keys(shape, path) if kind == "model_type" else []
    known = f"Known: {', '.join(keys)}." if keys else ""
    return f"{_shown(value)}{words}.", " ".join(
        part for part in (form or _meaning(shape, path), known) if part
    )


def _shown(value: object) -> str:
    """The value as a sentence begins with it; nothing when it is long or not a word."""
    return f'"{value}" ' if isinstance(value, str) and len(value) <= 40 else ""


#: Pydantic's findings in our words; what is in braces it tells itself.
_SAYINGS = {
    "string_pattern_mismatch": "is not written in the right form",
    "string_type": "has to be one text",
    "string_too_short": "is empty",
    "model_type": "has to be lines of key: value",
    "dict_type": "has to be lines of key: value",
    "tuple_type": "has to be a list: [one, two], or lines that begin with a hyphen",
    "int_parsing": "is not a whole number",
    "int_type": "has to be a whole number",
    "int_from_float": "is not a whole number",
    "int_parsing_size": "is too large",
    "decimal_parsing": "is not a number",
    "decimal_type": "has to be a number",
    "bool_parsing": "is neither true nor false",
    "bool_type": "has to be true or false",
    "date_type": "has to be a day: 2020-04-05",
    "date_from_datetime_parsing": "is no day of the calendar",
    "datetime_type": "has to be a moment: 2020-04-05 08:30",
    "datetime_from_date_parsing": "is no moment of the calendar",
    "datetime_parsing": "is no moment of the calendar",
    "greater_than": "has to be more than {gt}",
    "greater_than_equal": "has to be {ge} or more",
    "less_than_equal": "has to be {le} or less",
    "too_short": "needs at least {min_length}",
}


# --- What the types know ------------------------------------------------------------------------


def _keys(shape: Any, path: Path) -> list[str]:
    """The keys that may stand at a path."""
    keys: dict[str, None] = {}
    for annotation in _annotations(shape, path):
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            keys.update(
                (field.alias or name, None) for name, field in annotation.model_fields.items()
            )
    return list(keys)


def _meaning(shape: Any, path: Path) -> str:
    """The description and first example of what belongs at a path, as its author reads them."""
    for annotation in _annotations(shape, path, keep=True):
        if isinstance(annotation, FieldInfo) and annotation.description:
            return _described(annotation)
    return ""


def _described(info: FieldInfo) -> str:
    example = f" Example: {info.examples[0]}" if info.examples else ""
    return f"{info.description or ''}{example}"


def _annotations(shape: Any, path: Path, *, keep: bool = False) -> list[Any]:
    """The types that may stand at a path; with `keep` also the fields that describe them."""
    found = list(_unwrap(shape))
    for step in path:
        found = [inner for one in found for inner in _step(one, step)]
    return found if keep else [one for one in found if not isinstance(one, FieldInfo)]


def _step(annotation: Any, step: str | int) -> Iterator[Any]:
    arguments = get_args(annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, info in annotation.model_fields.items():
            if (info.alias or name) == step:
                yield info
                yield from _unwrap(info.annotation)
    elif get_origin(annotation) is tuple and isinstance(step, int):
        yield from _unwrap(arguments[0])
    elif get_origin(annotation) is dict and isinstance(step, str):
        yield from _unwrap(arguments[1])


def _unwrap(annotation: Any) -> Iterator[Any]:
    """The types and descriptions inside `Annotated` and unions."""
    if get_origin(annotation) is Annotated:
        inner, *notes = get_args(annotation)
        yield from (note for note in notes if isinstance(note, FieldInfo))
        yield from _unwrap(inner)
    elif get_origin(annotation) in (Union, UnionType):
        for member in get_args(annotation):
            yield from _unwrap(member)
    else:
        yield annotation


#: What the forms that many keys share look like; the keys' own descriptions tell what they are for.
_FORMS: dict[str, str] = {
    str(constraint.pattern): _described(note)
    for shared in (Slug, PlaceCode, Language, Clock, Url)
    for note in _unwrap(shared)
    if isinstance(note, FieldInfo)
    for constraint in note.metadata
    if hasattr(constraint, "pattern")
}
