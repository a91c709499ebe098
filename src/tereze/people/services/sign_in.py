# SPDX-License-Identifier: EUPL-1.2
"""Residents sign in by proving that they hold a phone: a code is sent there and typed back.

A code goes to every phone that asks, known or not, and the answer is the same: nobody learns here
who is registered. Who the phone belongs to is told only after it was proven.
"""

import hmac
import secrets
from datetime import datetime

from django.conf import settings
from django.db import transaction

from tereze.core import events
from tereze.core.errors import TerezeError
from tereze.core.sealing import blind_index
from tereze.people import rules, sealed, selectors
from tereze.people.errors import CodeSpent, TooManyCodes, TooManyTries, WrongCode
from tereze.people.events import CodeIssued
from tereze.people.models import SignInCode
from tereze.people.phones import read_phone
from tereze.people.services import attempts
from tereze.people.types import ResidentFacts

_NO_DIGEST = bytes(32)


@transaction.atomic
def send_sign_in_code(
    *, phone: str, now: datetime, address: str | None = None, language: str | None = None
) -> None:
    """Send a new code to a phone; it replaces the one sent before.

    `address` is the network address that asks, `language` that of the message. Raises BadPhone, and
    TooManyCodes when this phone or this network asked too often.
    """
    phone = read_phone(phone, region=settings.REGION)
    phone_index = sealed.index_phone(phone)
    limits = {phone_index: rules.PHONE_LIMITS}
    if network := rules.network_of(address or ""):
        limits[attempts.index_network(network, what="asked")] = rules.NETWORK_LIMITS
    if wait := attempts.try_once_more(limits, now=now):
        raise TooManyCodes(retry_at=wait)
    code = f"{secrets.randbelow(1_000_000):06d}"
    expires_at = now + rules.CODE_LIFE
    SignInCode.objects.update_or_create(
        phone_index=phone_index,
        defaults={"digest": _digest(phone, code), "expires_at": expires_at, "tries": 0},
    )
    events.publish(
        CodeIssued(
            phone=phone,
            code=code,
            language=language or settings.LANGUAGE_CODE,
            issued_at=now,
            expires_at=expires_at,
        )
    )


def check_sign_in_code(
    *, phone: str, code: str, now: datetime, address: str | None = None
) -> tuple[ResidentFacts, ...]:
    """Everybody who shares the phone, once the code proves it; empty: proven, but nobody's yet.

    Raises WrongCode or CodeSpent, and TooManyTries when the network `address` guessed too often.
    A code works once.
    """
    # Durable: a caller that rolls back after a wrong code would give the try back.
    with transaction.atomic(durable=True):
        found = try_sign_in_code(phone=phone, code=code, now=now, address=address)
    if isinstance(found, TerezeError):
        raise found
    return found


@transaction.atomic
def try_sign_in_code(
    *, phone: str, code: str, now: datetime, address: str | None = None
) -> tuple[ResidentFacts, ...] | WrongCode | TooManyTries:
    """The same inside a transaction of the caller, which goes on whatever comes of it: so the error
    is an answer, and is not raised.
    """
    phone = read_phone(phone, region=settings.REGION)
    error = _spend_try(phone, code, now=now, address=address)
    return error or selectors.list_residents_by_phone(phone)


@transaction.atomic
def delete_expired_codes(now: datetime) -> int:
    """Delete codes that work no more, and counts that no limit looks at; says how many rows."""
    codes, _ = SignInCode.objects.filter(expires_at__lte=now).delete()
    return codes + attempts.delete_old_attempts(now)


def _spend_try(
    phone: str, code: str, *, now: datetime, address: str | None
) -> WrongCode | TooManyTries | None:
    """Compare under the code's lock, so that two who try at once spend two tries."""
    row = (
        SignInCode.objects.select_for_update().filter(phone_index=sealed.index_phone(phone)).first()
    )
    expected = bytes(row.digest) if row else _NO_DIGEST
    right = hmac.compare_digest(_digest(phone, code), expected)
    if row is None or row.expires_at <= now or row.tries >= rules.MOST_TRIES:
        return CodeSpent()
    if network := rules.network_of(address or ""):
        wrong = {attempts.index_network(network, what="wrong"): rules.WRONG_LIMITS}
        if wait := attempts.try_once_more(wrong, now=now, count=not right):
            return TooManyTries(retry_at=wait)
    if right:
        row.delete()
        return None
    row.tries += 1
    row.save(update_fields=["tries"])
    tries_left = rules.MOST_TRIES - row.tries
    return WrongCode(tries_left=tries_left) if tries_left else CodeSpent()


def _digest(phone: str, code: str) -> bytes:
    """Keyed, because a million codes are hashed in a second; bound to the phone."""
    digits = "".join(filter(str.isdecimal, code))
    return blind_index(f"{phone}:{digits}", context="people.sign-in")
