# SPDX-License-Identifier: EUPL-1.2
"""Whoever did not say their language is written to in that of the place."""

from datetime import timedelta

import pytest
from django.conf import settings

from tereze.core.caching import forget_everything
from tereze.people.types import Person
from tereze.permits.letters import language_of
from town import NOON, SHIPPED, turkistan

pytestmark = pytest.mark.django_db(transaction=True)

BAKU = Person(name="Pəncərə", home="AZ-BA")


def test_who_says_no_language_is_written_to_in_that_of_the_place() -> None:
    forget_everything()
    assert language_of(BAKU, NOON) == settings.LANGUAGE_CODE, "no order is in force"
    turkistan(starts_at=NOON - timedelta(days=2))
    assert language_of(Person(name="Терезе", home="KZ-61"), NOON) == "kk"
    turkistan(folder=SHIPPED / "az-8103" / "2020-04")
    assert language_of(BAKU, NOON) == "az"
    assert language_of(Person(name="Терезе", home="KZ-61"), NOON) == "kk"
    assert language_of(Person(name="Окно", home="AZ-BA", language="ru"), NOON) == "ru"
