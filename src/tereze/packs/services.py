# SPDX-License-Identifier: EUPL-1.2
"""Installing packs: from then on an order can put them in force."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.db import transaction

from tereze.core import audit
from tereze.packs.files import load_folder
from tereze.packs.models import InstalledPack
from tereze.packs.reading import read_files
from tereze.packs.signing import TrustedKey, verify_files
from tereze.packs.types import Pack


def install_pack(
    *,
    folder: Path,
    actor: str,
    now: datetime,
    trusted: Sequence[TrustedKey] | None = None,
) -> Pack:
    """Install the pack in a folder; installing the same content again changes nothing.

    With `trusted` it must bear the signature of one of these keys. Without, nobody's signature is
    asked for: right for the packs that come with Tereze, and where the operator says so.
    """
    files = load_folder(folder)
    signer = verify_files(files, trusted).name if trusted is not None else ""
    pack = read_files(files)
    with transaction.atomic():
        _, is_new = InstalledPack.objects.get_or_create(
            digest=pack.digest,
            defaults={
                "pack": pack.info.pack,
                "version": pack.info.version,
                "files": files,
                "signer": signer,
                "installed_at": now,
                "installed_by": actor,
            },
        )
        if is_new:
            audit.record(
                actor=actor,
                action="pack-installed",
                subject=f"pack:{pack.info.pack}/{pack.info.version}",
                at=now,
                digest=pack.digest,
                signer=signer,
            )
    return pack
