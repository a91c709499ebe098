# SPDX-License-Identifier: EUPL-1.2
"""Messages as people write them, read by the grammars of the shipped packs."""

import pytest

from unit.permits.messages_read import granted, read_in_baku


@pytest.mark.parametrize(
    "text",
    [
        "2 AZE12345678",
        "2AZE12345678",
        "AZE12345678-2",
        "2.AZE 1234 5678",
        "2,AZE№12345678",
        "AZE12345678\n2",
        '"2" (AZE-12345678)',
        "Salam, 2 AZE 12 34 56 78 sağ olun",
        "iki aze12345678",
        "2️⃣AZE12345678",
        "２　ＡＺＥ１２３４５６７８",
        "٢ AZE١٢٣٤٥٦٧٨",
        "2&nbsp;AZE12345678",
        "2 АЗЕ12345678",
        "2 АZЕ12345678",
        "2 AZEl2345678",
        "2-ci kod, vəsiqə: AZE12345678",
        "Продукты. Удостоверение AZE 12345678",
        "азық-түлік AZE12345678",
        "need food please, my id AZE12345678",
        "bazara gedirem, 34 yasim var, AZE12345678",
    ],
)
def test_a_message_is_read_however_it_is_written(text: str) -> None:
    assert granted(read_in_baku(text)) == [("needs", "AZE12345678")]


def test_two_requests_in_one_message_are_two() -> None:
    read_both = read_in_baku("2 AZE12345678\n1 AA1234567")
    assert granted(read_both) == [("needs", "AZE12345678"), ("medical", "AA1234567")]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2 AZE1234567", "document-short"),
        ("2 AZE123456789", "document-long"),
        ("AZE123456782", "document-long"),
        ("2 AZE1234S678", "document-form"),
        ("2 12345678", "document-form"),
        ("2 AB1234567", "document-form"),
        ("1 2 AZE12345678", "several-purposes"),
        ("12 AZE12345678", "unknown-code"),
        ("2 AZE12345678 AA1234567", "several-documents"),
        ("2 AZE00000000", "example"),
        ("iş AZE12345678", "not-by-message"),
        ("2 AZE12345678 həkim", "several-purposes"),
        ("2 yox 1 AZE12345678", "refused-word"),
    ],
)
def test_what_may_be_wrong_is_asked_about(text: str, kind: str) -> None:
    understood = read_in_baku(text)
    assert not understood.requests
    assert kind in {doubt.kind for doubt in understood.doubts}


@pytest.mark.parametrize("text", ["2 nəfər", "3 saat", "saat 2-də", "2-ci mərtəbə", "05.04.2020"])
def test_an_amount_or_a_time_is_no_purpose(text: str) -> None:
    understood = read_in_baku(f"{text} AZE12345678")
    assert understood.missing == ("purpose",)
    assert not understood.requests
