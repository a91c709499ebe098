# SPDX-License-Identifier: EUPL-1.2
"""Two people at the same moment, on two real connections."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

import pytest
from django.db import connections

from tereze.core import events
from tereze.people import rules, services
from tereze.people.errors import CodeSpent, TooManyCodes, WrongCode
from tereze.people.events import CodeIssued
from tereze.people.models import Resident, SignInCode
from tereze.people.register_file import RegisterRow
from tereze.people.services import importing, residents
from tereze.people.types import PaperDocument, Person

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2020, 4, 2, 9, tzinfo=UTC)
PHONE = "+77011234567"
ARU = Person(name="Aru Bek", born=date(1990, 2, 1), phone=PHONE, address="Window St 1")
IIN = PaperDocument(type="kz-iin", number="900201450017")
ROW = RegisterRow(
    line=2,
    cells={
        "document_type": IIN.type,
        "document_number": IIN.number,
        "name": "Aru Bek",
        "born": "1990-02-01",
    },
    raw=(),
)

T = TypeVar("T")


def at_once(*acts: Callable[[], T]) -> list[Future[T]]:
    """Do all acts at the same moment, each on a connection of its own."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], T]) -> T:
        try:
            start.wait()
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [pool.submit(run, act) for act in acts]


def meet(act: Callable[..., T], count: int) -> Callable[..., T]:
    """Do `act`, then wait until all have done it once: they all have looked before one writes."""
    met = threading.Barrier(count)
    own = threading.local()

    def done(*args, **kwargs):
        result = act(*args, **kwargs)
        if not getattr(own, "met", False):
            own.met = True
            met.wait(timeout=60)
        return result

    return done


def register() -> int:
    return services.register_resident(
        person=ARU, documents=[IIN], source="self", verified=False, actor="test", now=NOW
    ).id


def import_row() -> int:
    return services.import_residents(
        [ROW],
        spoken=frozenset({"name", "born"}),
        source="register:city.csv",
        check=lambda type, number: number,
        reject=lambda row, reason: None,
        actor="test",
        now=NOW,
    ).rows


def send() -> str:
    """A code on its way to the phone."""
    codes: list[str] = []

    def listen(event: CodeIssued) -> None:
        codes.append(event.code)

    events.subscribe(CodeIssued, listen)
    services.send_sign_in_code(phone=PHONE, now=NOW)
    events._subscribers[CodeIssued].remove(listen)
    return codes[0]


def test_of_two_who_guess_at_once_with_one_try_left_only_one_is_compared() -> None:
    code = send()
    SignInCode.objects.update(tries=rules.MOST_TRIES - 1)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"

    def check(typed: str) -> object:
        return services.check_sign_in_code(phone=PHONE, code=typed, now=NOW)

    answers = at_once(lambda: check(wrong), lambda: check(wrong))
    assert [type(answer.exception()) for answer in answers] == [CodeSpent, CodeSpent]
    assert SignInCode.objects.get().tries == rules.MOST_TRIES


def test_two_who_guess_at_once_spend_two_tries() -> None:
    """Without the lock both would read the same number of tries, and one of them would be free."""
    code = send()
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"

    def check() -> object:
        return services.check_sign_in_code(phone=PHONE, code=wrong, now=NOW)

    answers = at_once(check, check, check, check)
    left = sorted(
        error.tries_left for answer in answers if isinstance(error := answer.exception(), WrongCode)
    )
    assert left == [1, 2, 3, 4]


def test_a_code_that_is_typed_twice_at_once_signs_in_once() -> None:
    code = send()

    def check() -> object:
        return services.check_sign_in_code(phone=PHONE, code=code, now=NOW)

    answers = at_once(check, check)
    errors = [answer.exception() for answer in answers]
    assert sorted(type(error).__name__ for error in errors) == ["CodeSpent", "NoneType"]


def test_however_many_ask_at_once_a_phone_gets_three_codes() -> None:
    def ask() -> None:
        services.send_sign_in_code(phone=PHONE, now=NOW + timedelta(seconds=1), address="8.8.8.8")

    answers = at_once(*[ask] * 6)
    refused = [answer for answer in answers if isinstance(answer.exception(), TooManyCodes)]
    assert [answer.exception() for answer in answers if answer not in refused] == [None] * 3
    assert len(refused) == 3


def test_two_who_register_the_same_document_at_once_are_one_resident(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(residents, "_lock_holder", meet(residents._lock_holder, 2))
    first, second = (answer.result() for answer in at_once(register, register))
    assert first == second
    assert Resident.objects.count() == 1


def test_two_who_declare_themselves_from_one_phone_at_once_are_one_resident() -> None:
    def declare() -> int:
        return services.declare_resident(person=ARU, now=NOW).id

    found = {answer.result() for answer in at_once(*[declare] * 4)}
    assert len(found) == 1
    assert Resident.objects.count() == 1


def test_a_register_and_a_registration_of_the_same_person_at_once_are_one_resident(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Both look before the other writes; who comes second looks again."""
    both = threading.Barrier(2)
    own = threading.local()

    def wait_once() -> None:
        if not getattr(own, "met", False):
            own.met = True
            both.wait(timeout=60)

    look, look_in_batch = residents._lock_holder, importing._lock_holders

    def lock_holder(documents):
        found = look(documents)
        wait_once()
        return found

    def lock_holders(indexes):
        found = look_in_batch(indexes)
        wait_once()
        return found

    monkeypatch.setattr(residents, "_lock_holder", lock_holder)
    monkeypatch.setattr(importing, "_lock_holders", lock_holders)
    for answer in at_once(register, import_row):
        answer.result()
    resident = Resident.objects.get()
    assert resident.verified_at == NOW
    assert resident.source == "register:city.csv"
