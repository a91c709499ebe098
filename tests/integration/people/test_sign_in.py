# SPDX-License-Identifier: EUPL-1.2
"""Residents sign in by a code that is sent to their phone."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tereze.core import events
from tereze.people import rules, services
from tereze.people.errors import BadPhone, CodeSpent, TooManyCodes, TooManyTries, WrongCode
from tereze.people.events import CodeIssued
from tereze.people.models import Attempts, SignInCode

pytestmark = pytest.mark.django_db

PHONE = "+77011234567"
STRANGE = "+77770000000"
ADDRESS = "8.8.8.8"


@pytest.fixture
def sent() -> Iterator[list[CodeIssued]]:
    """The codes on their way to phones."""
    issued: list[CodeIssued] = []
    events.subscribe(CodeIssued, issued.append)
    yield issued
    events._subscribers[CodeIssued].remove(issued.append)


@pytest.fixture
def send(sent: list[CodeIssued], now):
    def act(phone=PHONE, *, at=now, address=None) -> str:
        services.send_sign_in_code(phone=phone, now=at, address=address, language="kk")
        return sent[-1].code

    return act


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def check(code, now, phone=PHONE, address=None):
    return services.check_sign_in_code(phone=phone, code=code, now=now, address=address)


def test_the_code_is_six_digits_and_lasts_ten_minutes(send, sent, now) -> None:
    code = send()
    assert len(code) == 6
    assert code.isdecimal()
    assert (sent[0].phone, sent[0].language) == (PHONE, "kk")
    assert sent[0].expires_at == now + timedelta(minutes=10)


def test_the_right_code_opens_everybody_who_shares_the_phone(register, send, aru, now) -> None:
    resident = register()
    assert check(send(), now) == (resident,)


def test_the_code_may_be_typed_with_spaces(send, now) -> None:
    code = send()
    assert check(f" {code[:3]} {code[3:]} ", now) == ()


def test_a_phone_that_nobody_has_is_proven_too(send, now) -> None:
    assert check(send(STRANGE), now, phone=STRANGE) == ()


def test_a_code_works_once(send, now) -> None:
    code = send()
    check(code, now)
    with pytest.raises(CodeSpent):
        check(code, now)


def test_a_code_of_another_phone_opens_nothing(send, now) -> None:
    code = send()
    other = send(STRANGE)
    if code != other:
        with pytest.raises(WrongCode):
            check(other, now)


def test_a_code_is_too_old_after_ten_minutes(send, now) -> None:
    code = send()
    with pytest.raises(CodeSpent):
        check(code, now + timedelta(minutes=10))


def test_a_new_code_replaces_the_old_one(send, now) -> None:
    old = send()
    new = send()
    if old != new:
        with pytest.raises(WrongCode):
            check(old, now)
    assert check(new, now) == ()


def test_after_five_wrong_tries_even_the_right_code_opens_nothing(send, now) -> None:
    code = send()
    for left in (4, 3, 2, 1):
        with pytest.raises(WrongCode) as caught:
            check(wrong(code), now)
        assert caught.value.tries_left == left
    with pytest.raises(CodeSpent):
        check(wrong(code), now)
    with pytest.raises(CodeSpent):
        check(code, now)


def test_a_phone_gets_three_codes_in_a_quarter_of_an_hour(send, now) -> None:
    for minute in range(3):
        send(at=now + timedelta(minutes=minute))
    with pytest.raises(TooManyCodes) as caught:
        send(at=now + timedelta(minutes=3))
    assert caught.value.retry_at == now + timedelta(minutes=15)
    send(at=caught.value.retry_at)


def test_signing_in_does_not_give_the_codes_back(send, now) -> None:
    for _ in range(3):
        check(send(), now)
    with pytest.raises(TooManyCodes):
        send()


def test_a_refused_code_leaves_the_last_one_working(send, now) -> None:
    code = [send() for _ in range(3)][-1]
    with pytest.raises(TooManyCodes):
        send()
    assert check(code, now) == ()


def test_a_phone_gets_ten_codes_a_day(send, now) -> None:
    for number in range(10):
        send(at=now + timedelta(minutes=20 * number))
    with pytest.raises(TooManyCodes) as caught:
        send(at=now + timedelta(hours=4))
    assert caught.value.retry_at == now + timedelta(days=1)


def test_one_network_does_not_flood_the_phones_of_a_city(
    send, now, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "NETWORK_LIMITS", ((3, timedelta(minutes=15)),))
    for number in range(3):
        send(f"+7701000000{number}", address=ADDRESS)
    with pytest.raises(TooManyCodes):
        send("+77010000009", address=ADDRESS)
    send("+77010000009", address="8.8.4.4")


def test_one_network_does_not_try_one_code_on_every_phone(
    send, now, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "WRONG_LIMITS", ((3, timedelta(hours=1)),))
    for number in range(3):
        phone = f"+7701000000{number}"
        code = send(phone)
        with pytest.raises(WrongCode):
            check(wrong(code), now, phone=phone, address=ADDRESS)
    code = send()
    with pytest.raises(TooManyTries):
        check(code, now, address=ADDRESS)
    assert check(code, now, address="8.8.4.4") == ()


def test_what_is_no_phone_gets_no_code(send) -> None:
    with pytest.raises(BadPhone):
        send("12345")


def test_nobody_learns_who_is_registered(register, send, now) -> None:
    """Known or not: the same statements, the same answers, the same errors."""
    register()
    statements = []
    for phone in (PHONE, STRANGE):
        with CaptureQueriesContext(connection) as asked:
            code = send(phone)
        with pytest.raises(WrongCode) as caught:
            check(wrong(code), now, phone=phone)
        assert caught.value.tries_left == 4
        # Names of savepoints are numbered through: "…_x9" is shorter than "…_x10".
        said = [query["sql"] for query in asked.captured_queries]
        statements.append([len(sql) for sql in said if "SAVEPOINT" not in sql])
    known, unknown = statements
    assert known == unknown


def test_the_code_itself_is_not_kept(send, now) -> None:
    code = send()
    row = SignInCode.objects.get()
    assert code.encode() not in bytes(row.digest)
    assert PHONE.encode() not in bytes(row.phone_index)


def test_what_is_over_is_deleted(send, now) -> None:
    send(address=ADDRESS)
    assert services.delete_expired_codes(now + timedelta(minutes=10)) == 1
    assert services.delete_expired_codes(now + timedelta(minutes=15)) == 1
    assert services.delete_expired_codes(now + timedelta(days=1)) == 1
    assert not SignInCode.objects.exists()
    assert not Attempts.objects.exists()
