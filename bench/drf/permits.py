# SPDX-License-Identifier: EUPL-1.2
"""Granting a permit, and signing it."""

import secrets
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import cwt
from cwt.cose_key_interface import COSEKeyInterface
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from rest_framework.exceptions import APIException

from bench.drf.models import Client, Permit, Quota, Resident

PURPOSES = {"needs": (timedelta(hours=2), 1)}
OLDEST = 65
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class Refused(APIException):
    """The rules say no."""

    status_code = 422
    default_code = "refused"


@transaction.atomic
def grant(*, client: Client, resident: Resident, purpose: str, key: str) -> tuple[Permit, bool]:
    """A permit for a resident, and whether it is new."""
    known = Permit.objects.filter(client=client, idempotency_key=key).first()
    if known is not None:
        return known, False
    now = timezone.now()
    length, limit = PURPOSES[purpose]
    today = timezone.localdate(now)
    _check_age(resident, now)
    if resident.permits.filter(valid_from__lt=now + length, valid_until__gt=now).exists():
        raise Refused("There is another permit at this time.")
    Quota.objects.get_or_create(resident=resident, purpose=purpose, day=today)
    quota = Quota.objects.select_for_update().get(resident=resident, purpose=purpose, day=today)
    if quota.used >= limit:
        raise Refused("The quota is used up.")
    quota.used = F("used") + 1
    quota.save(update_fields=["used"])
    permit = Permit.objects.create(
        code="".join(secrets.choice(ALPHABET) for _ in range(8)),
        resident=resident,
        client=client,
        purpose=purpose,
        place=resident.home,
        valid_from=now,
        valid_until=now + length,
        idempotency_key=key,
    )
    return permit, True


def sign(permit: Permit) -> str:
    """What a checkpoint reads."""
    claims = {
        1: "localhost",
        4: int(permit.valid_until.timestamp()),
        5: int(permit.valid_from.timestamp()),
        6: int(permit.made_at.timestamp()),
        7: permit.code.encode(),
        -65601: {1: permit.purpose, 2: [permit.place], 3: permit.resident.name[:1]},
    }
    return cwt.encode(claims, _signing_key()).hex()


@cache
def _signing_key() -> COSEKeyInterface:
    return cwt.COSEKey.from_pem(Path(settings.SIGNING_KEY).read_text(), kid="bench")


def _check_age(resident: Resident, now: datetime) -> None:
    born = resident.born
    age = now.year - born.year - ((now.month, now.day) < (born.month, born.day))
    if age >= OLDEST:
        raise Refused("People above 65 stay at home.")
