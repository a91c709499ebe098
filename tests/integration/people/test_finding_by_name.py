# SPDX-License-Identifier: EUPL-1.2
"""Who has a caller on the line finds them by name, and nobody goes through the register by names."""

from dataclasses import replace
from datetime import date

import pytest

from tereze.core.models import AuditEntry
from tereze.people import rules, selectors, services
from tereze.people.errors import NameTooShort, TooManyFound, TooManySearches, WrongRole
from tereze.people.models import Resident
from tereze.people.types import PaperDocument


@pytest.fixture
def search(employ, now):
    operator = employ("operator")

    def act(name: str, **parts):
        return services.search_residents_by_name(
            staff=operator, name=name, why="Call 12", now=now, **parts
        )

    return act


@pytest.mark.parametrize("said", ["Әру Терезеқызы", "терезекызы ару", "Aru Terezekyzy"])
def test_a_name_is_found_however_it_is_spelled_and_the_person_reads_of_it(
    register, search, said
) -> None:
    aru = register()
    assert search(said) == (aru,)
    (look,) = selectors.list_looks(aru.id)
    assert (look.what, look.why) == ("search", "Call 12")
    assert AuditEntry.objects.get(action="residents-searched").details == {
        "by": ["name"],
        "found": 1,
    }


def test_all_words_that_are_said_have_to_be_in_the_name(register, search, aru) -> None:
    register(replace(aru, name="Әру Есік Терезеқызы"))
    assert search("Әру Терезеқызы Жарық") == ()
    assert len(search("Терезеқызы Есік Әру")) == 1


@pytest.mark.parametrize("said", ["Әру", "Әру Ару", "", "Әру қызы"])
def test_nobody_is_looked_up_by_one_name(register, search, said) -> None:
    register()
    with pytest.raises(NameTooShort):
        search(said)


def test_a_frequent_name_shows_nobody_until_the_birth_date_is_said(
    register, search, aru, monkeypatch
) -> None:
    monkeypatch.setattr(selectors, "MOST_OF_A_NAME", 2)
    called_so = [
        register(
            replace(aru, phone=None, born=date(1990, 2, day)),
            PaperDocument(type="passport", number=f"N000000{day}"),
        )
        for day in (1, 2, 3)
    ]
    with pytest.raises(TooManyFound):
        search(aru.name)
    assert not selectors.list_looks(called_so[0].id)
    assert search(aru.name, born=date(1990, 2, 3)) == (called_so[2],)


def test_another_name_finds_nobody_and_the_new_one_does(register, search, aru, iin) -> None:
    register()
    register(replace(aru, name="Әру Жарықова"), iin, verified=True)
    assert search("Әру Терезеқызы") == ()
    assert len(search("Әру Жарықова")) == 1


def test_who_was_written_by_many_at_a_time_is_indexed_by_a_job(register, search, aru) -> None:
    known = register()
    Resident.objects.update(name_index=None)
    assert search(aru.name) == ()
    assert services.index_names() == 1
    assert services.index_names() == 0
    assert search(aru.name) == (known,)


def test_a_member_of_staff_looks_for_so_many_and_no_more(search, monkeypatch) -> None:
    monkeypatch.setattr(rules, "NAME_LIMITS", ((2, rules.CODE_LIFE),))
    search("Әру Терезеқызы")
    search("Әру Жарықова")
    with pytest.raises(TooManySearches):
        search("Әру Есікова")


def test_whose_work_needs_no_names_looks_for_nobody(employ, now) -> None:
    with pytest.raises(WrongRole):
        services.search_residents_by_name(
            staff=employ("administrator"), name="Әру Терезеқызы", why="Call 12", now=now
        )
