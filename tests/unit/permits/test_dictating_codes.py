# SPDX-License-Identifier: EUPL-1.2
"""A code is dictated so that whoever listens writes it down right."""

import pytest
from django.conf import settings

from tereze.permits.codes import ALPHABET
from tereze.permits.desk.spelling import spell


@pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES])
def test_each_character_of_codes_has_a_word_of_its_own(language: str) -> None:
    words = [word for _, word in spell(ALPHABET, language)]
    assert len({*words}) == len(ALPHABET)
    assert all(words)


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_where_people_write_cyrillic_letters_are_named(language: str) -> None:
    said = dict(spell("HPXB", language))
    assert said["H"].startswith("аш")
    assert said["P"].startswith("пэ")
    assert said["X"] == "икс"


def test_a_language_without_a_table_gets_the_words_of_pilots() -> None:
    assert spell("K", "ka") == (("K", "Kilo"),)
