# SPDX-License-Identifier: EUPL-1.2
"""What the body of a request asks for, as the rules read it; whether it is answered at once or gets
a receipt."""

from datetime import datetime, timedelta
from decimal import Decimal

from tereze.core.errors import BadInput
from tereze.packs.types import DoorKind
from tereze.permits.gate.contract import PermitRequest
from tereze.permits.types import Request

#: A start beyond this is no wish but a mistake, and near the end of the calendar no rule can add
#: hours to it.
_FAR = timedelta(days=10_000)


def read_request(body: PermitRequest, *, door: DoorKind, now: datetime) -> Request:
    """All that the body says by itself: its employer is still to be looked up. Raises BadInput."""
    if body.from_ is not None and abs(body.from_ - now) > _FAR:
        raise BadInput("This start is decades away.", field="from")
    return Request(
        purpose=body.purpose,
        door=door,
        kind=body.kind,
        place=body.place,
        starts_at=body.from_,
        minutes=body.minutes,
        party=body.party,
        plate=body.plate,
        transport=body.transport,
        distance_km=_as_written(body.distance_km),
        certificate=body.certificate,
        certificate_number=body.certificate_number,
    )


def _as_written(number: float | None) -> Decimal | None:
    """The decimal that a float was read from: 3 kilometres, and not 3.0."""
    return None if number is None else Decimal(str(number).removesuffix(".0"))
