# SPDX-License-Identifier: EUPL-1.2
"""Keys of doors."""

import hashlib
import re

from tereze.messaging.keys import digest_key, new_key


def test_a_key_is_recognisable_and_safe_in_headers_and_addresses() -> None:
    assert re.fullmatch(r"tz_[A-Za-z0-9_-]{43}", new_key())


def test_no_two_keys_are_alike() -> None:
    assert len({new_key() for _ in range(100)}) == 100


def test_what_is_kept_is_the_digest_that_the_gate_computes() -> None:
    key = new_key()
    assert digest_key(key) == hashlib.sha256(key.encode()).digest()
