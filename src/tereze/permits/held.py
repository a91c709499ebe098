# SPDX-License-Identifier: EUPL-1.2
"""What the rooms inside this room hold about a resident, for the file in which they read everything.

An inner room leans on this one, never the other way; so it says in its `apps.py` how what it holds is
read.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

#: What is held about the resident of a number, as values that can be written as JSON.
Reader: TypeAlias = Callable[[int], Any]

_readers: dict[str, Reader] = {}


def tell_what_is_held(name: str, read: Reader) -> None:
    """Let the file have a part of this name."""
    _readers[name] = read


def read_what_is_held(resident_id: int) -> Mapping[str, Any]:
    """All these parts, for the resident to read."""
    return {name: read(resident_id) for name, read in _readers.items()}
