# SPDX-License-Identifier: EUPL-1.2
"""The short code: found errors, forgiven spellings, and a hint that only the server can read."""

import json
from collections import Counter
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tereze.permits.codes import (
    ALPHABET,
    CodeHint,
    InvalidCode,
    WrongCharacter,
    WrongCheck,
    WrongLength,
    find_kept,
    group,
    hint,
    new_code,
    normalise,
)
from tereze.permits.shards import shard_of

VECTORS = json.loads(
    (Path(__file__).parents[1] / "vectors" / "credential.json").read_text(encoding="utf-8")
)
SECRET = b"thirty-two bytes that are secret"
OTHER_SECRET = b"another thirty-two secret bytes."
TODAY = date(2026, 11, 21)

days = st.dates(date(2020, 1, 1), date(2100, 1, 1))
shards = st.integers(0, 31)
random_bits = st.integers(0, 2**25 - 1)
codes = st.builds(new_code, days, shards, st.just(SECRET), random_bits)


# What is mistyped


@given(codes, st.integers(0, 7), st.sampled_from(ALPHABET))
def test_every_single_wrong_character_is_found(code: str, position: int, letter: str) -> None:
    typed = code[:position] + letter + code[position + 1 :]
    if typed == code:
        assert normalise(typed) == code
    else:
        with pytest.raises(WrongCheck):
            normalise(typed)


@given(codes, st.integers(0, 6))
def test_every_two_neighbours_that_changed_places_are_found(code: str, position: int) -> None:
    first, second = code[position], code[position + 1]
    typed = code[:position] + second + first + code[position + 2 :]
    if first == second:
        assert normalise(typed) == code
    else:
        with pytest.raises(WrongCheck):
            normalise(typed)


@given(codes)
def test_a_code_is_read_in_groups_in_small_letters_and_with_hyphens(code: str) -> None:
    shown = group(code)
    assert shown == f"{code[:4]} {code[4:]}"
    for typed in (code, shown, shown.lower(), shown.replace(" ", "-"), f"\t{shown} \n"):
        assert normalise(typed) == code


@given(codes)
def test_a_cyrillic_keyboard_types_the_same_code(code: str) -> None:
    typed = code.translate(str.maketrans("ABCEHKMPTYX013", "АВСЕНКМРТУХОІЗ"))
    assert normalise(typed) == code
    assert normalise(typed.lower()) == code


@pytest.mark.parametrize("vector", VECTORS["codes"], ids=lambda vector: repr(vector["typed"]))
def test_the_vectors_are_read_as_they_should_be(vector: dict[str, Any]) -> None:
    code, wrong = None, None
    try:
        code = normalise(vector["typed"])
    except InvalidCode as error:
        wrong = error.code
    assert (code, wrong) == (vector["code"], vector["error"])


def test_the_error_says_what_to_look_at() -> None:
    with pytest.raises(WrongLength, match="has 8 characters; this has 7"):
        normalise("N1J5M6Q")
    with pytest.raises(WrongCharacter, match="Character 5, “Ж”") as wrong:
        normalise("n1j5 ж6qb")
    assert (wrong.value.character, wrong.value.position) == ("Ж", 5)
    with pytest.raises(WrongCheck, match="changed places"):
        normalise("1NJ5M6QB")


@given(st.text())
def test_whatever_is_typed_the_answer_is_a_code_or_a_designed_error(text: str) -> None:
    with suppress(InvalidCode):
        assert normalise(normalise(text)) == normalise(text)


# What the code holds


@given(days, shards, random_bits)
def test_the_server_reads_day_and_shard_from_the_code(day: date, shard: int, bits: int) -> None:
    code = new_code(day, shard, SECRET, bits)
    assert hint(code, SECRET) == CodeHint(day_mod=(day - date(1970, 1, 1)).days % 32, shard=shard)


@given(days, st.integers(0, 31), st.integers(0, 31), shards, random_bits)
def test_where_a_permit_is_kept_is_found_as_long_as_it_is(
    today: date, keep: int, age: int, shard: int, bits: int
) -> None:
    day = today - timedelta(days=min(age, keep))
    code = new_code(day, shard, SECRET, bits)
    assert find_kept(code, SECRET, today, keep) == (day, shard_of(shard))


def test_a_day_of_more_than_a_month_ago_cannot_be_told() -> None:
    with pytest.raises(ValueError, match="only 32 days"):
        find_kept(new_code(TODAY, 0, SECRET), SECRET, TODAY, 32)


@given(st.data(), days, shards)
def test_different_random_bits_make_different_codes(
    data: st.DataObject, day: date, shard: int
) -> None:
    first, second = data.draw(st.lists(random_bits, min_size=2, max_size=2, unique=True))
    assert new_code(day, shard, SECRET, first) != new_code(day, shard, SECRET, second)


def test_codes_of_one_day_and_shard_look_like_chance() -> None:
    """Each character of the data is one of 32 alike, though ten of the 35 bits are the same."""
    made = [new_code(TODAY, 0, SECRET, bits * 8191) for bits in range(4096)]
    for position in range(7):
        counts = Counter(code[position] for code in made)
        chi_square = sum((counts[letter] - 128) ** 2 / 128 for letter in ALPHABET)
        assert chi_square < 80, "31 degrees of freedom: chance exceeds 80 once in 300,000"


def test_a_known_code_does_not_help_to_find_one_of_another_day() -> None:
    """What a plain mask would allow: the same 25 bits, the ten bits shifted to the next day."""
    shift = 1 << 30  # the day is the highest five of 35 bits; 10 and 11 differ in the last
    found = 0
    for bits in range(2048):
        known = new_code(TODAY, 0, SECRET, bits)
        tomorrow = new_code(TODAY + timedelta(days=1), 0, SECRET, bits)
        found += (number(known) ^ number(tomorrow)) == shift
    assert found == 0


def test_without_the_secret_the_hint_says_nothing() -> None:
    right = sum(
        hint(new_code(TODAY, 7, SECRET, bits), OTHER_SECRET)
        == hint(new_code(TODAY, 7, SECRET, bits), SECRET)
        for bits in range(4096)
    )
    assert right < 20, "four of 4,096 by chance"


def test_codes_are_random_when_nothing_is_given() -> None:
    assert len({new_code(TODAY, 0, SECRET) for _ in range(100)}) == 100


def test_what_does_not_fit_into_a_code_is_an_error_of_the_program() -> None:
    with pytest.raises(ValueError, match="shard"):
        new_code(TODAY, 32, SECRET)
    with pytest.raises(ValueError, match="random_bits"):
        new_code(TODAY, 0, SECRET, 2**25)
    with pytest.raises(ValueError, match="secret"):
        new_code(TODAY, 0, b"short")


def number(code: str) -> int:
    value = 0
    for letter in code[:-1]:
        value = value * 32 + ALPHABET.index(letter)
    return value
