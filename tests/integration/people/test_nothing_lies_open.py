# SPDX-License-Identifier: EUPL-1.2
"""No number, phone, name or address of a resident stands readable anywhere in the database."""

import base64
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpRequest

from tereze.people import selectors, services, sessions
from tereze.people.errors import WrongCode
from tereze.people.models import Resident
from tereze.people.types import PaperDocument, Person


def dump() -> Iterator[tuple[str, str]]:
    """Every row of every table, as text; bytes as hexadecimal."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608 (names of our tables)
            for (row,) in cursor.fetchall():
                yield table, row
    for session in Session.objects.all():
        yield "what a session holds", str(session.get_decoded())


def disguises(secret: str) -> Iterator[str]:
    """The ways in which text lies readable in a row."""
    yield secret
    yield secret.encode().hex()
    # The two middle thirds of base64 do not depend on where in the text the secret begins.
    for shift in range(3):
        yield base64.b64encode(b"\0" * shift + secret.encode()).decode()[4:-4]


def test_after_all_that_people_do_nothing_about_them_lies_open(
    register, employ, aru, iin, now
) -> None:
    other = PaperDocument(type="passport", number="N98765432")
    guardian = register()
    register(replace(aru, tags=("large-family",)), iin, other, verified=True)
    services.add_dependant(
        guardian_id=guardian.id,
        person=Person(name="Дана Терезеқызы"),
        documents=[PaperDocument(type="kz-iin", number="120509500042")],
        relation="child",
        now=now,
    )
    services.declare_resident(
        person=Person(name="Дәурен Есікұлы", address="Есік 2", phone="+77770000000"), now=now
    )
    services.send_sign_in_code(phone="+77012222222", now=now, address="8.8.8.8", language="kk")
    with pytest.raises(WrongCode):
        services.check_sign_in_code(phone="+77012222222", code="x", now=now, address="8.8.8.8")
    selectors.search_residents_for_staff(
        staff=employ("operator"), document=other, phone="+77013333333", why="Call 1", now=now
    )
    helper = register(
        Person(name="Көмекші Біреу"),
        PaperDocument(type="passport", number="N11112222"),
        verified=True,
    )
    code, _ = services.give_mandate(
        giver_id=guardian.id, scope="ask", permits_at_most=1, lasting=timedelta(days=1), now=now
    )
    services.accept_mandate(helper_id=helper.id, code=code, now=now)
    waiting, _ = services.give_mandate(
        giver_id=guardian.id, scope="see", permits_at_most=0, lasting=timedelta(days=1), now=now
    )
    request = HttpRequest()
    request.session = SessionStore()
    sessions.sign_in(request, guardian)
    request.session.save()

    secrets = (
        *("900201450017", "N98765432", "120509500042", "N11112222", "Көмекші"),
        *(code.replace(" ", ""), waiting.replace(" ", "")),
        *("7011234567", "7770000000", "7012222222", "7013333333", "8.8.8.8"),
        *("Терезеқызы", "Дәурен", "Терезе көшесі", "Есік 2"),
    )
    rows = list(dump())
    assert len({table for table, _ in rows}) > 8, "the dump must see what was written"
    for table, row in rows:
        for secret in secrets:
            for disguise in disguises(secret):
                assert disguise not in row, f"{secret} stands readable in {table}"


def test_the_dump_would_see_what_lies_open(db: None, now) -> None:
    """The test above proves nothing if its dump is blind."""
    Resident.objects.create(sealed="Дәурен".encode(), source="N98765432", registered_at=now)
    text = " ".join(row for _, row in dump())
    for secret in ("Дәурен", "N98765432"):
        assert any(disguise in text for disguise in disguises(secret))
