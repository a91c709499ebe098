# SPDX-License-Identifier: EUPL-1.2
"""Those who work here: they sign in with a password, which is theirs to change, and have roles."""

import logging
import secrets
from datetime import datetime

from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from tereze.core import audit
from tereze.core.errors import BadInput, NotAllowed
from tereze.core.sealing import blind_index
from tereze.people import roles, rules, selectors
from tereze.people.errors import (
    EverybodysPassword,
    NameTaken,
    TooManyPasswords,
    UnknownStaff,
    WeakPassword,
    WrongPassword,
)
from tereze.people.models import Staff
from tereze.people.services import attempts
from tereze.people.types import ROLES, Role, StaffFacts

_PASSWORD_BYTES = 12

logger = logging.getLogger(__name__)


@transaction.atomic
def add_staff(*, name: str, role: Role, actor: str, now: datetime) -> tuple[StaffFacts, str]:
    """Let somebody work here. Also gives their first password, which is shown once."""
    try:
        Staff.username_validator(name)
    except ValidationError as error:
        raise BadInput(" ".join(error.messages), field="name") from None
    if Staff.objects.filter(username__iexact=name).exists():
        raise NameTaken(field="name")
    password = secrets.token_urlsafe(_PASSWORD_BYTES)
    staff = _add(name, role, password, now=now)
    audit.record(actor=actor, action="staff-added", subject=f"staff:{staff.pk}", at=now, role=role)
    return selectors.staff_facts(staff), password


@transaction.atomic
def close_staff(*, name: str, actor: str, now: datetime) -> StaffFacts:
    """Let somebody who left sign in no more; what they did stays on record under their number."""
    staff = _lock(name)
    if staff.is_active:
        staff.is_active = False
        staff.save(update_fields=["is_active"])
        audit.record(actor=actor, action="staff-closed", subject=f"staff:{staff.pk}", at=now)
    return selectors.staff_facts(staff)


def check_staff_password(
    *, name: str, password: str, address: str | None, now: datetime
) -> Staff | None:
    """Who signs in with this name and password; None when they do not fit.

    `address` is the network address that tries. Raises TooManyPasswords when this name or this
    network was tried too often; the password is not looked at then, or the wait would slow nobody.
    """
    staff = _try_password(name, password, address, now=now)
    if staff:
        with transaction.atomic():
            audit.record(
                actor=f"staff:{staff.pk}",
                action="staff-signed-in",
                subject=f"staff:{staff.pk}",
                at=now,
            )
    return staff


def change_own_password(
    *, staff: Staff, old: str, new: str, address: str | None, now: datetime
) -> Staff:
    """Give oneself another password; every session that was opened by the old one ends.

    Whoever finds a machine that was left open must know the old password, and may not guess it:
    tries count as they do when signing in. Raises WrongPassword, WeakPassword, TooManyPasswords.
    """
    _expect_own_password(staff)
    if _try_password(staff.username, old, address, now=now) is None:
        raise WrongPassword(field="old")
    with transaction.atomic():
        return _set_password(_lock(staff.username), new, actor=f"staff:{staff.pk}", now=now)


@transaction.atomic
def set_staff_password(*, name: str, new: str, actor: str, now: datetime) -> StaffFacts:
    """Give somebody another password who lost theirs; their sessions end."""
    staff = _lock(name)
    _expect_own_password(staff)
    return selectors.staff_facts(_set_password(staff, new, actor=actor, now=now))


@transaction.atomic
def ensure_demo_staff(*, password: str, now: datetime) -> tuple[StaffFacts, ...]:
    """One member of staff of each role, named as the role, with a password that everybody knows."""
    if not settings.DEMO:
        raise NotAllowed("Staff with a known password exist only where TEREZE_DEMO=1.")
    for role in ROLES:
        staff = Staff.objects.filter(username=role).first() or _add(role, role, password, now=now)
        if not staff.is_active or not staff.check_password(password):
            staff.is_active = True
            staff.set_password(password)
            staff.save(update_fields=["is_active", "password"])
    return tuple(facts for facts in selectors.list_staff() if facts.name in ROLES)


def close_demo_staff(*, password: str, actor: str, now: datetime) -> None:
    """Let nobody in any more by the password that everybody knows: the demonstration is over."""
    for staff in Staff.objects.filter(username__in=ROLES, is_active=True):
        if staff.check_password(password):
            close_staff(name=staff.username, actor=actor, now=now)


def _try_password(name: str, password: str, address: str | None, *, now: datetime) -> Staff | None:
    holder = blind_index(name.casefold(), context="people.staff-name")
    limits = {holder: rules.STAFF_NAME_LIMITS}
    if network := rules.network_of(address or ""):
        limits[attempts.index_network(network, what="staff")] = rules.STAFF_NETWORK_LIMITS
    # Counted before the password is hashed, which takes long: those who try at once all count.
    with transaction.atomic(durable=True):
        wait = attempts.try_once_more(limits, now=now)
    if wait:
        logger.warning("passwords are tried too often")
        raise TooManyPasswords(retry_at=wait)
    staff = authenticate(username=name, password=password)
    if not isinstance(staff, Staff):
        # The name that was typed is not for the log: it may be a password in the wrong field.
        number = Staff.objects.filter(username=name).values_list("pk", flat=True).first()
        logger.warning("a wrong password for %s", f"staff:{number}" if number else "nobody")
        return None
    attempts.forget_attempts(holder)
    return staff


def _set_password(staff: Staff, new: str, *, actor: str, now: datetime) -> Staff:
    try:
        validate_password(new, user=staff)
    except ValidationError as error:
        raise WeakPassword(" ".join(error.messages), field="new") from None
    staff.set_password(new)
    staff.save(update_fields=["password"])
    audit.record(actor=actor, action="staff-password-set", subject=f"staff:{staff.pk}", at=now)
    return staff


def _expect_own_password(staff: Staff) -> None:
    if roles.is_everybodys(staff):
        raise EverybodysPassword


def _lock(name: str) -> Staff:
    staff = Staff.objects.select_for_update().filter(username=name).first()
    if staff is None:
        raise UnknownStaff
    return staff


def _add(name: str, role: Role, password: str, *, now: datetime) -> Staff:
    staff = Staff.objects.create_user(
        username=name,
        password=password,
        # The Django admin is for administrators; other roles have pages of their own.
        is_staff=role == "administrator",
        date_joined=now,
    )
    staff.groups.add(Group.objects.get(name=role))
    return staff
