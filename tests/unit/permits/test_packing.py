"""What was packed once can be unpacked for ever."""

import json

from hypothesis import given
from hypothesis import strategies as st

from tereze.permits.packing import pack, unpack

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(st.dictionaries(st.text(), VALUES))
def test_whatever_is_packed_comes_back(values: dict[str, object]) -> None:
    written = json.dumps(values).encode()

    assert unpack(pack(written)) == written


def test_rows_of_years_ago_open() -> None:
    # Fails when the text changes that is usual, and with it every row would be lost.
    packed = bytes.fromhex(
        "01c39617cc4c6079019a05507228d076acc91591a151b22534b529191a383a191a1983523b92e38ff5eb295c9aa5a7540b00"
    )

    assert unpack(packed).decode() == (
        '{"applicant":{"age":64,"sex":"male","home":"AZ-BA"},"request":{"purpose":"medical",'
        '"door":"sms","plate":"10AB123"},"initials":"Ə. Қ."}'
    )


def test_what_was_written_before_packing_stays_as_it_is() -> None:
    assert unpack(b'{"applicant":{}}') == b'{"applicant":{}}'
