# SPDX-License-Identifier: EUPL-1.2
"""The small CBOR reader: it reads what cbor2 writes of our kinds, and nothing else at all."""

import cbor2
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tereze.permits.credential.strict_cbor import MAX_ARGUMENT, MalformedCbor, Value, loads

numbers = st.integers(-MAX_ARGUMENT - 1, MAX_ARGUMENT)
texts = st.text(st.characters(exclude_categories=["Cs"]))
leaves = numbers | st.binary() | texts
lists = st.lists(leaves).map(tuple)
values = (
    leaves
    | lists
    | st.dictionaries(numbers | texts, leaves | lists | st.dictionaries(numbers, lists))
)


@given(values)
def test_what_cbor2_writes_of_our_kinds_is_read(value: Value) -> None:
    assert loads(cbor2.dumps(value)) == value


@given(st.binary(max_size=40))
@example(bytes.fromhex("9f00ff"))
@example(bytes.fromhex("5f4100ff"))
@example(bytes.fromhex("a20000 0000"))
@example(bytes.fromhex("1800"))
@example(bytes.fromhex("1b0020000000000000"))
@example(bytes.fromhex("c249010000000000000000"))
@example(bytes.fromhex("61ff"))
@example(bytes.fromhex("f5"))
@example(bytes.fromhex("a1410000"))
@example(bytes.fromhex("bbffffffffffffffff"))
@example(b"\x81" * 4000)
def test_whatever_is_read_has_no_second_spelling(data: bytes) -> None:
    try:
        value = loads(data)
    except MalformedCbor:
        return
    assert cbor2.dumps(value) == data


@pytest.mark.parametrize("depth", [3, 4])
def test_nesting_ends_at_four_levels(depth: int) -> None:
    nested = b"\x81" * depth + b"\x00"
    if depth < 4:
        assert loads(nested) == (((0,),),)
    else:
        with pytest.raises(MalformedCbor, match="too deep"):
            loads(nested)
