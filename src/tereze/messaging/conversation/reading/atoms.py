# SPDX-License-Identifier: EUPL-1.2
"""A message as runs of letters and runs of digits, with what stands between them."""

import re
from dataclasses import dataclass

_RUN = re.compile(r"[^\W\d_]+(?:['’`ʼ][^\W\d_]+)*|[0-9]+")
_BREAK = re.compile(r"[\n;!?]|[.,:](?=\s|$)|\s[-–—]\s")


@dataclass(frozen=True, slots=True)
class Atom:
    """A run of letters, or of digits."""

    text: str
    start: int
    end: int
    #: what stands before it, since the last run
    gap: str

    @property
    def is_number(self) -> bool:
        return self.text[0] in "0123456789"

    @property
    def glued(self) -> bool:
        """Nothing stands between it and the last run."""
        return not self.gap and self.start > 0

    @property
    def after_break(self) -> bool:
        """A sentence or a line begins with it."""
        return not self.start or _BREAK.search(self.gap) is not None


def split(text: str) -> tuple[Atom, ...]:
    """The runs of a message in their order.

    >>> [(one.text, one.gap) for one in split("2,AZE 1234")]
    [('2', ''), ('AZE', ','), ('1234', ' ')]
    """
    atoms: list[Atom] = []
    last = 0
    for found in _RUN.finditer(text):
        atoms.append(Atom(found[0], found.start(), found.end(), text[last : found.start()]))
        last = found.end()
    return tuple(atoms)
