# SPDX-License-Identifier: EUPL-1.2
"""Tables, residents and a client for the baseline: `python -m bench.with_django bench.drf.furnish
RESIDENTS KEY`.
"""

import sys
from datetime import date
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from bench.drf.authentication import digest
from bench.drf.models import Client, Resident
from bench.inhabitants import iin, person

_BATCH = 10_000


def furnish(residents: int, key: str) -> None:
    """Bring the database to where it can be asked, with nobody having asked yet."""
    call_command("migrate", run_syncdb=True, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE drf_permit, drf_quota")
    Client.objects.get_or_create(name="bench", defaults={"key_digest": digest(key)})
    Client.objects.filter(name="bench").update(key_digest=digest(key))
    for first in range(Resident.objects.count(), residents, _BATCH):
        serials = range(first, min(first + _BATCH, residents))
        Resident.objects.bulk_create(map(_resident, serials))
    _make_key(Path(settings.SIGNING_KEY))


def _resident(serial: int) -> Resident:
    known = person(serial)
    return Resident(
        iin=iin(serial),
        name=known.name,
        born=known.born or date(1990, 1, 1),
        phone=known.phone or "",
        home=known.home or "",
    )


def _make_key(file: Path) -> None:
    if file.exists():
        return
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(pem)


if __name__ == "__main__":
    furnish(int(sys.argv[1]), sys.argv[2])
