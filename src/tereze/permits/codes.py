# SPDX-License-Identifier: EUPL-1.2
"""The short code of a permit: ``7K3M 9QXA``, for people without a smartphone.

It is dictated over the telephone, comes back in an SMS, is written on paper and typed by an
inspector in the cold. So it has eight characters of Crockford's base32 (no I, L, O, U), is read
forgivingly, and its last character finds every single wrong character and every two neighbours
that changed places.

The seven characters before it hold 35 bits. Ten of them say where the permit is kept: the day of
issue modulo 32 and one of 32 shards, so the server goes to one partition of one shard and needs no
index over all. The other 25 are random. If these ten could be read, who knows today's date could
guess a thousand times better; so all 35 go through a small cipher (a four-round Feistel network of
keyed BLAKE2s), and what comes out looks uniformly random to whoever lacks the secret. Only
masking the ten with a hash of the 25 would not do: who holds one permit could keep its 25 bits and
try other days under the same mask. With the cipher a known code says nothing about any other, and
a guess is right with chance N / 2^35 for N permits that are in force, whatever else one knows.
"""

import os
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from hashlib import blake2s
from typing import NamedTuple

from tereze.core.errors import BadInput
from tereze.permits.shards import SHARDS, shard_of

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8
#: a code tells days apart only within so many: permits kept longer need another way to their day
DAYS = 32

_HINT_BITS, _RANDOM_BITS = 10, 25
_VALUES = {letter: value for value, letter in enumerate(ALPHABET)}
_EPOCH = date(1970, 1, 1)
_AS_WRITTEN = re.compile(f"[{ALPHABET}]{{{LENGTH}}}")
#: Python's own base 32 goes on after 9 with A to V and leaves out no letter
_AS_BASE_32 = str.maketrans(ALPHABET, "0123456789ABCDEFGHIJKLMNOPQRSTUV")

#: what is written for a character that only looks like it: Crockford's O, I and L, the letters of
#: Cyrillic (a Kazakh or Russian keyboard types them unseen), and Azerbaijani's dotted capital I
_LOOK_ALIKES = str.maketrans(
    "OIL" + "ОІЗАВСЕНКМРТУХ" + "İ",
    "011" + "013ABCEHKMPTYX" + "1",
)


class InvalidCode(BadInput):
    """This is not a permit code."""

    code = "code-invalid"


class WrongLength(InvalidCode):
    """A permit code has 8 characters. Please count them and type it again."""

    code = "code-length"

    def __init__(self, length: int) -> None:
        super().__init__(f"A permit code has {LENGTH} characters; this has {length}.")
        self.length = length


class WrongCharacter(InvalidCode):
    """A character does not occur in permit codes. Please compare it with the permit."""

    code = "code-character"

    def __init__(self, character: str, position: int) -> None:
        super().__init__(f"Character {position}, “{character}”, does not occur in permit codes.")
        self.character = character
        #: counted from 1
        self.position = position


class WrongCheck(InvalidCode):
    """A character is wrong, or two have changed places. Please compare the code with the permit."""

    code = "code-check"


@dataclass(frozen=True, kw_only=True, slots=True)
class CodeHint:
    """What a code says of where its permit is kept."""

    #: days since 1970-01-01, modulo 32, of the day of issue
    day_mod: int
    #: the resident's number, modulo 32
    shard: int


class Kept(NamedTuple):
    """Where the permit of a code is kept, if there is one."""

    day: date
    #: as the column `shard` has it
    shard: int


def new_code(day: date, shard: int, secret: bytes, random_bits: int | None = None) -> str:
    """A code for a permit issued on `day` and kept in `shard`.

    It is unique only very probably: the permit's insert must be ready to ask for another.

    >>> new_code(date(2026, 11, 21), 7, b"thirty-two bytes that are secret", random_bits=0)
    'N1J5M6QB'
    """
    if not 0 <= shard < SHARDS:
        raise ValueError(f"shard {shard} is not one of {SHARDS}")
    if random_bits is None:
        random_bits = int.from_bytes(os.urandom(4), "big") >> 32 - _RANDOM_BITS
    elif not 0 <= random_bits < 1 << _RANDOM_BITS:
        raise ValueError(f"random_bits has more than {_RANDOM_BITS} bits")
    hidden = _encipher(_epoch_day(day) % DAYS * SHARDS + shard, random_bits, secret)
    data = "".join([ALPHABET[hidden >> shift & 31] for shift in range(30, -1, -5)])
    return data + check_character(data)


def hint(code: str, secret: bytes) -> CodeHint:
    """Where the permit of `code` is kept. The code is as `normalise` gives it."""
    hidden = 0
    for letter in code[:-1]:
        hidden = hidden << 5 | _VALUES[letter]
    day_mod, shard = divmod(_decipher(hidden, secret), SHARDS)
    return CodeHint(day_mod=day_mod, shard=shard)


def find_kept(code: str, secret: bytes, today: date, keep_days: int = DAYS - 1) -> Kept:
    """The one day on which a permit of this code can have been issued, and its shard.

    Permits are kept for `keep_days`, 31 at most: of the 32 days that begin so long ago, exactly
    one has the code's day. With less than 31 to keep, the last of these days lie in the future.
    """
    if not 0 <= keep_days < DAYS:
        raise ValueError(f"a code tells only {DAYS} days apart")
    oldest = today - timedelta(days=keep_days)
    said = hint(code, secret)
    later = (said.day_mod - _epoch_day(oldest)) % DAYS
    return Kept(oldest + timedelta(days=later), shard_of(said.shard))


def normalise(text: str) -> str:
    """The code that somebody meant, in its one spelling; an `InvalidCode` says what is wrong.

    >>> normalise(" n1j5–м6qв ")  # Cyrillic м and в
    'N1J5M6QB'
    """
    if _AS_WRITTEN.fullmatch(text) and check_character(text[:-1]) == text[-1]:
        return text
    letters = [
        letter
        for letter in text.upper().translate(_LOOK_ALIKES)
        if not letter.isspace() and unicodedata.category(letter) not in ("Pd", "Cf")
    ]
    if len(letters) != LENGTH:
        raise WrongLength(len(letters))
    for position, letter in enumerate(letters, start=1):
        if letter not in _VALUES:
            raise WrongCharacter(letter, position)
    code = "".join(letters)
    if check_character(code[:-1]) != code[-1]:
        raise WrongCheck
    return code


def group(code: str) -> str:
    """As it is shown and read aloud.

    >>> group("7K3M9QXA")
    '7K3M 9QXA'
    """
    return f"{code[:4]} {code[4:]}"


def to_bytes(code: str) -> bytes:
    """Its forty bits, for lists of many codes; they sort as the codes do.

    >>> to_bytes("7K3M9QXA").hex()
    '3cc744dfaa'
    """
    return int(code.translate(_AS_BASE_32), 32).to_bytes(5)


def check_character(data: str) -> str:
    """Damm's check character over GF(32), with x∘y = 2·(x + y).

    A wrong character changes the sum by a factor that is never zero; two neighbours x and y that
    change places change it by 6·(x + y), which is zero only if they are the same.
    """
    state = 0
    for letter in data:
        state = (state ^ _VALUES[letter]) << 1
        if state & 0b100000:
            state ^= 0b100101  # x⁵ + x² + 1, irreducible
    return ALPHABET[state]


def _epoch_day(day: date) -> int:
    return (day - _EPOCH).days


# Four rounds: three make a cipher that nobody without the secret can tell from chance, the fourth
# keeps it so for who may also ask which codes exist, which is what checking a code is.


def _encipher(hint_bits: int, random_bits: int, secret: bytes) -> int:
    hint_bits ^= _round(0, random_bits, _HINT_BITS, secret)
    random_bits ^= _round(1, hint_bits, _RANDOM_BITS, secret)
    hint_bits ^= _round(2, random_bits, _HINT_BITS, secret)
    random_bits ^= _round(3, hint_bits, _RANDOM_BITS, secret)
    return hint_bits << _RANDOM_BITS | random_bits


def _decipher(hidden: int, secret: bytes) -> int:
    """The ten bits of the hint."""
    hint_bits, random_bits = divmod(hidden, 1 << _RANDOM_BITS)
    random_bits ^= _round(3, hint_bits, _RANDOM_BITS, secret)
    hint_bits ^= _round(2, random_bits, _HINT_BITS, secret)
    random_bits ^= _round(1, hint_bits, _RANDOM_BITS, secret)
    return hint_bits ^ _round(0, random_bits, _HINT_BITS, secret)


def _round(number: int, value: int, bits: int, secret: bytes) -> int:
    keyed = _keyed(secret).copy()
    keyed.update((number << 32 | value).to_bytes(5, "big"))
    return int.from_bytes(keyed.digest(), "big") >> 32 - bits


@lru_cache(maxsize=8)
def _keyed(secret: bytes) -> blake2s:
    if len(secret) < 16:
        raise ValueError("the secret of the codes needs 16 bytes at least")
    return blake2s(key=secret[:32], digest_size=4, person=b"TZcode1")
