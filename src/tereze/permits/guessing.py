# SPDX-License-Identifier: EUPL-1.2
"""Limits for who guesses short codes, which never stop somebody who checks permits all day.

Only a wrong code costs: one of the right form under which there is no permit. One that was mistyped
fails its check character before anybody looks it up, tells a guesser nothing and costs nothing.

Two buckets are charged, that of the asker's network and one of all. When the first is empty, the
network waits. When the second is, many networks guess together: then only networks without a wrong
code go on, and a wrong one costs them as much as many. docs/internals/guessing-codes.md counts what
that leaves to a guesser.

What a wrong code costs is charged to the whole instance (`core/buckets.py`), by whoever looks it up:
the gate in `gate/looking_up.py`, pages in `services/looking_up.py`. A right code writes nothing. No
Django here: gate and pages of a process share what they know.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil
from threading import Lock
from time import monotonic

from tereze.core.buckets import Buckets, Charge, learn
from tereze.core.caching import forget_with_everything
from tereze.permits.errors import TooManyGuesses

#: Wrong codes from one network at once, and seconds until it may try one more. A mobile operator
#: puts thousands of phones behind one address.
AT_ONCE = 30
SECONDS = 120
#: The same for all networks together, and what a wrong code costs while they are too many.
ALL_AT_ONCE = 500
ALL_SECONDS = 1
CROWDED_COST = 10

#: Networks that a process remembers, each in some 150 bytes.
NETWORKS = 100_000

_ALL = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Guess:
    """A code that is looked up and may be wrong."""

    network: str | None
    #: all networks together guess too much
    is_crowded: bool


class Guessing:
    """What a process knows of what was guessed lately."""

    def __init__(self, *, now: Callable[[], float] = monotonic) -> None:
        self._networks = Buckets("guessing", size=AT_ONCE, seconds=SECONDS, most=NETWORKS, now=now)
        self._all = Buckets("guessing", size=ALL_AT_ONCE, seconds=ALL_SECONDS, most=1, now=now)
        # Whoever sends a thousand guesses at once must not have them all looked up before the first
        # is found wrong: what is on its way counts as wrong until it is known.
        self._under_way: Counter[str] = Counter()
        self._lock = Lock()

    @contextmanager
    def one(self, network: str | None) -> Iterator[Guess]:
        """Look one code up inside, and if it is wrong charge for it inside, too.

        `network` is None where askers can't be told apart; they share the bucket of all. Raises
        TooManyGuesses, before anything is looked up.
        """
        with self._lock:
            is_crowded = self._admit(network)
            self._under_way.update(_holders(network))
        try:
            yield Guess(network=network, is_crowded=is_crowded)
        finally:
            with self._lock:
                self._leave(network)

    def charges(self, guess: Guess) -> tuple[Charge, ...]:
        """What it costs to be wrong."""
        of_all = self._all.charge(_ALL, 1)
        if guess.network is None:
            return (of_all,)
        if guess.is_crowded:
            return (self._networks.charge(guess.network, CROWDED_COST),)
        return (self._networks.charge(guess.network, 1), of_all)

    def learn(
        self, guess: Guess, charges: tuple[Charge, ...], full_in: Mapping[bytes, float]
    ) -> None:
        """Believe what was answered to the charges. Raises TooManyGuesses where it turns out that
        other processes saw too many already: then nobody is told that the code was wrong."""
        with self._lock:
            learn(charges, full_in)
            holder, buckets = guess.network or _ALL, charges[0].buckets
            # Clocks and crossing answers blur what is left by much less than one.
            if buckets.left(holder) < -0.5:
                raise _too_many(buckets.wait(holder, 1))

    def forget(self) -> None:
        """Know nothing, as a process does that has just begun."""
        self._networks.forget()
        self._all.forget()

    def _admit(self, network: str | None) -> bool:
        """Whether all networks together guess too much. Raises TooManyGuesses."""
        is_crowded = self._all.left(_ALL) < self._under_way[_ALL] + 1
        if network is None:
            if is_crowded:
                raise _too_many(self._all.wait(_ALL, 1))
            return False
        left = self._networks.left(network)
        if left < self._under_way[network] + 1:
            raise _too_many(self._networks.wait(network, 1))
        if is_crowded and left < AT_ONCE:
            raise _too_many(self._networks.wait(network, AT_ONCE))
        return is_crowded

    def _leave(self, network: str | None) -> None:
        for holder in _holders(network):
            self._under_way[holder] -= 1
            if not self._under_way[holder]:
                del self._under_way[holder]


def _holders(network: str | None) -> tuple[str, ...]:
    return (_ALL,) if network is None else (_ALL, network)


def _too_many(seconds: float) -> TooManyGuesses:
    return TooManyGuesses(seconds=max(1, ceil(seconds)))


#: Gate and pages of one process know the same.
OF_THIS_PROCESS = Guessing()
forget_with_everything(OF_THIS_PROCESS.forget)
