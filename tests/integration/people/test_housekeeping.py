# SPDX-License-Identifier: EUPL-1.2
"""What nobody needs any more goes by itself."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from tereze.core import clock
from tereze.people import tasks

pytestmark = pytest.mark.django_db


def test_sessions_that_are_over_are_deleted() -> None:
    for lasts in (timedelta(days=1), timedelta(days=-1)):
        session = SessionStore()
        session["people.next"] = "/permits"
        session.set_expiry(clock.now() + lasts)
        session.save()

    tasks.delete_expired_sessions(timestamp=0)

    assert Session.objects.count() == 1
