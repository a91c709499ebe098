# SPDX-License-Identifier: EUPL-1.2
"""Which part of the hot tables a row lies in, where they are spread over machines.

A resident's permits, refusals and ledger lie together, in one of 32 shards: the one of their number
modulo 32. These five bits are all of it that the code of a permit carries, so a code leads to its
row as well as the resident does, and no look-up has to ask every machine.

The column `shard` does not hold these five bits themselves. A cluster finds the place of a row by
the hash of the column, and the hashes of 0 to 31 fall unevenly: of 32 places they leave eleven
empty and put three in another. So it holds 32 small numbers that were chosen by their hash: each has
one of 32 places to itself, and two of them have each of 16.
"""

#: as many as a code can tell apart
SHARDS = 32

#: The first numbers whose hash (PostgreSQL's `hashint2`) lies in the first, second, … part of 32.
# Rows carry them: another choice is another table.
_NUMBERS = (
    *(8, 1, 31, 24, 10, 48, 5, 50, 4, 17, 16, 85, 36, 0, 37, 3),
    *(52, 62, 136, 28, 6, 21, 39, 13, 2, 27, 58, 41, 9, 22, 11, 18),
)


def shard_of(number: int) -> int:
    """The value of the column `shard` in the rows of a resident, or of a ledger's holder. What a
    code carries of the resident's number leads to the same.

    >>> shard_of(7_340_033), shard_of(7_340_033 % SHARDS)
    (1, 1)
    """
    return _NUMBERS[number % SHARDS]
