# SPDX-License-Identifier: EUPL-1.2
"""The keys that sign permits."""

from datetime import datetime

from django.db import transaction

from tereze.core import audit
from tereze.permits import selectors
from tereze.permits.credential import SigningKey
from tereze.permits.issuing import seal_private
from tereze.permits.models import SigningKey as SigningKeyRow


@transaction.atomic(durable=True)
def ensure_signing_key(*, actor: str, now: datetime) -> None:
    """Make the first key, if there is none."""
    if not SigningKeyRow.objects.filter(retired_at=None).exists():
        _add_key(actor=actor, now=now)


@transaction.atomic(durable=True)
def rotate_signing_key(*, actor: str, now: datetime) -> str:
    """Sign with a new key from now on; returns its kid.

    The private half of the old one is forgotten. Its public half stays published as long as a
    permit that it signed may be in somebody's pocket.
    """
    # Two rotations at once must not leave two active keys.
    list(SigningKeyRow.objects.select_for_update().filter(retired_at=None))
    SigningKeyRow.objects.filter(retired_at=None).update(retired_at=now, sealed_private=b"")
    return _add_key(actor=actor, now=now)


def _add_key(*, actor: str, now: datetime) -> str:
    key = SigningKey.generate()
    row = SigningKeyRow.objects.create(
        kid=key.kid.hex(),
        sealed_private=seal_private(key),
        public_jwk=key.public.to_jwk(),
        made_at=now,
    )
    audit.record(actor=actor, action="signing-key-added", subject=f"key:{row.kid}", at=now)
    transaction.on_commit(selectors.get_key_ring.forget)
    return str(row.public_jwk["kid"])
