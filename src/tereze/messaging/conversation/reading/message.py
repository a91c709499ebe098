# SPDX-License-Identifier: EUPL-1.2
"""A message while it is read: its atoms, and which of them are spoken for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tereze.messaging.conversation.reading.atoms import Atom, split
from tereze.messaging.conversation.reading.lexicon import Lexicon, Meaning, values

_LABEL = frozenset((Meaning("document_label", "", ""),))


@dataclass(slots=True)
class Message:
    """The atoms of a cleaned message; every reader takes those that it understands."""

    text: str
    lexicon: Lexicon
    #: words that a grammar knows besides: the letters that documents begin with
    known: frozenset[str] = frozenset()
    atoms: tuple[Atom, ...] = ()
    taken: list[bool] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.atoms = split(self.text)
        self.taken = [False] * len(self.atoms)

    def take(self, first: int, last: int) -> None:
        """These atoms are understood."""
        for place in range(first, last + 1):
            self.taken[place] = True

    def is_free(self, place: int) -> bool:
        """There is such an atom, and nobody has taken it."""
        return 0 <= place < len(self.atoms) and not self.taken[place]

    def free(self) -> Iterator[int]:
        """The atoms that nobody has taken yet."""
        return (place for place in range(len(self.atoms)) if not self.taken[place])

    def between(self, first: int, last: int) -> str:
        """The piece of the message from one atom to another."""
        return self.text[self.atoms[first].start : self.atoms[last].end]

    def meanings(self, place: int) -> frozenset[Meaning]:
        """What an atom can be; nothing for a number, or where there is none."""
        if not 0 <= place < len(self.atoms) or self.atoms[place].is_number:
            return frozenset()
        text = self.atoms[place].text
        return _LABEL if text.upper() in self.known else self.lexicon.look_up(text)

    def has_role(self, place: int, *roles: str) -> bool:
        """Whether an atom can be one of these."""
        return any(one.role in roles for one in self.meanings(place))

    def numbers(self, place: int) -> set[str]:
        """The number that an atom is, written out or in digits."""
        if not 0 <= place < len(self.atoms):
            return set()
        atom = self.atoms[place]
        return {atom.text} if atom.is_number else values(self.meanings(place), "number")

    def tokens(self) -> Iterator[tuple[int, int]]:
        """First and last of the free atoms that are glued together."""
        place = 0
        while place < len(self.atoms):
            if self.taken[place]:
                place += 1
                continue
            last = place
            while self.is_free(last + 1) and self.atoms[last + 1].glued:
                last += 1
            yield place, last
            place = last + 1

    def take_all(self, places: Iterable[int]) -> None:
        """These single atoms are understood."""
        for place in places:
            self.taken[place] = True
