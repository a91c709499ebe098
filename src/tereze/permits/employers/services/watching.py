# SPDX-License-Identifier: EUPL-1.2
"""What makes an officer look at an organisation: sudden growth, and standing out in its sector.

An alarm takes nothing from anybody: a hospital grows by half in a day when an epidemic comes. It says
where to look first, with the numbers and without names.
"""

from collections import Counter
from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Count

from tereze.people import organisations
from tereze.permits.employers import rules
from tereze.permits.employers.models import Alarm, Worker
from tereze.permits.employers.rules import Size

_A_DAY: Final = timedelta(days=1)
#: Over so long it is added up for how many people somebody signed.
_LATELY: Final = timedelta(days=30)


def look_at_growth(organisation_id: int, *, now: datetime) -> None:
    """Raise an alarm when an organisation has far more permits than a day ago."""
    active = Worker.objects.filter(organisation=organisation_id, state=Worker.State.ACTIVE)
    after = active.count()
    before = active.filter(added_at__lte=now - _A_DAY).count()
    if rules.grew_suddenly(before, after):
        _raise(organisation_id, Alarm.Kind.GROWTH, now, before=before, after=after)


def look_for_outliers(*, now: datetime) -> int:
    """Raise alarms for organisations, and for those who sign for them, that stand out in their
    sector; says how many stand out."""
    sizes = _sizes()
    sector = {size.organisation_id: size.sector for size in sizes}
    found = rules.share_outliers(sizes)
    for number, distance in found.items():
        permits = next(size.permits for size in sizes if size.organisation_id == number)
        _raise(number, Alarm.Kind.SHARE, now, permits=permits, distance=distance)
    signers = _signers(sector, now)
    for number, people in signers.items():
        _raise(number, Alarm.Kind.APPROVER, now, people=people)
    return len(found) + len(signers)


def _sizes() -> list[Size]:
    counted = Worker.objects.filter(state=Worker.State.ACTIVE).values_list("organisation")
    permits = dict(counted.annotate(Count("id")).order_by("organisation"))
    return [
        Size(
            organisation_id=one.id,
            sector=one.sector,
            permits=permits.get(one.id, 0),
            staff=one.staff,
        )
        for one in organisations.list_organisations()
        if permits.get(one.id)
    ]


def _signers(sector: dict[int, str], now: datetime) -> dict[int, int]:
    """Organisations in which one person brought in far more people lately than others of the sector
    do, with how many."""
    rows = Worker.objects.filter(state=Worker.State.ACTIVE, added_at__gt=now - _LATELY)
    brought = rows.values_list("organisation", "added_by").annotate(Count("id"))
    people = Counter({(one, by): count for one, by, count in brought.order_by("organisation")})
    found: dict[int, int] = {}
    for name in set(sector.values()):
        of_sector = {key: count for key, count in people.items() if sector.get(key[0]) == name}
        numbered = dict(enumerate(of_sector))
        far = rules.find_outliers({n: float(of_sector[key]) for n, key in numbered.items()})
        found |= {numbered[n][0]: of_sector[numbered[n]] for n in far}
    return found


def _raise(organisation_id: int, kind: Alarm.Kind, now: datetime, **facts: float) -> None:
    """One alarm for what goes on: the numbers of an open one are brought up to date."""
    same = Alarm.objects.filter(organisation=organisation_id, kind=kind, closed_at=None)
    if same.update(facts=facts):
        return
    try:
        with transaction.atomic():
            Alarm.objects.create(organisation_id=organisation_id, kind=kind, facts=facts, at=now)
    except IntegrityError:
        same.update(facts=facts)
