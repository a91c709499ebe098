# SPDX-License-Identifier: EUPL-1.2
"""An organisation's list outlasts the secret under which it was sealed."""

import os
from datetime import timedelta

import pytest

from offices import PURPOSE, Office, hire, run_job
from tereze.core.caching import forget_everything
from tereze.people.services import reseal_residents
from tereze.permits.employers import selectors, services
from town import NOON, turkistan

pytestmark = pytest.mark.django_db

NEW = "a newer secret for tests that is long enough"


def test_a_list_is_sealed_anew_with_the_people_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    turkistan()
    clinic, workers = Office.found(), [hire(number) for number in range(3)]
    clinic.get_permits(workers)
    before = selectors.list_workers(clinic.organisation.id, states=["active"])

    monkeypatch.setenv("TEREZE_SECRET", f"{NEW},{os.environ['TEREZE_SECRET']}")
    forget_everything()
    reseal_residents(actor="tests", now=NOON)
    monkeypatch.setenv("TEREZE_SECRET", NEW)
    forget_everything()

    assert selectors.list_workers(clinic.organisation.id, states=["active"]) == before
    clinic.now = later = NOON + timedelta(days=50)
    turkistan(now=later)
    renewal = services.make_renewal(signing=clinic.signing, purpose=PURPOSE, now=later)
    assert run_job(clinic.confirm(renewal), now=later).counts == {"granted": 3}
