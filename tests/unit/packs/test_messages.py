# SPDX-License-Identifier: EUPL-1.2
"""Words for refusals: every code in every language, filled in safely."""

from typing import get_args

import pytest

from tereze.packs.messages import (
    PLACEHOLDERS,
    fill_message,
    find_message,
    placeholders_in,
    standard_languages,
    standard_refusals,
    tell_basis,
)
from tereze.packs.reading import read_files
from tereze.packs.types import RefusalCode

CODES: tuple[RefusalCode, ...] = get_args(RefusalCode)


def test_tereze_speaks_four_languages():
    assert standard_languages() == ("az", "en", "kk", "ru")
    with pytest.raises(KeyError):
        standard_refusals("../en")


@pytest.mark.parametrize("language", standard_languages())
def test_every_refusal_has_a_message_that_stands_without_its_facts(language):
    messages = standard_refusals(language)
    assert set(messages) == set(CODES)
    for message in messages.values():
        assert set(placeholders_in(message)) <= set(PLACEHOLDERS)
        bare = fill_message(message, {})
        assert bare.endswith((".", "…"))
        assert "{" not in bare
        assert "…" not in bare


@pytest.mark.parametrize("code", CODES)
def test_all_languages_tell_the_same_facts(code):
    told = {
        tuple(sorted(placeholders_in(standard_refusals(one)[code]))) for one in standard_languages()
    }
    assert len(told) == 1


def test_the_packs_own_words_come_before_the_standard_ones(files):
    files["texts/en.yaml"] += "refusals: {curfew: Good night.}\n"
    pack = read_files(files)
    assert find_message(pack, "en", "curfew", "curfew") == "Good night."
    assert (
        find_message(pack, "en", "quota-used", "needs-a-day") == "You have used {used} of {limit}."
    )
    assert find_message(pack, "en", "too-far", "needs-a-day").startswith("That is too far")


def test_a_language_that_the_pack_lacks_is_answered_in_its_main_one(files):
    pack = read_files(files)
    assert find_message(pack, "ka", "barred", "over-65") == "Please stay at home."


def test_the_regimes_own_act_is_told_by_its_title_in_the_readers_language(files):
    files["pack.yaml"] = files["pack.yaml"].replace("[en]", "[en, ru]")
    files["texts/ru.yaml"] = files["texts/en.yaml"] + "legal_basis: Указ\n"
    pack = read_files(files)
    told = [tell_basis(pack, "ru", basis) for basis in ("An act", "", "An act, article 4")]
    assert told == ["Указ", "Указ", "An act, article 4"]
    assert tell_basis(pack, "en", "An act") == "An act"


def test_a_message_is_filled_without_looking_into_our_objects():
    assert fill_message("{a.b} {used!r} {used}", {"used": "{limit}"}) == "… … {limit}"
    assert fill_message("Used {used} of {limit}.", {"used": "1"}) == "Used 1 of …."
    assert fill_message("A. B {until}! C?", {"until": ""}) == "A. C?"
