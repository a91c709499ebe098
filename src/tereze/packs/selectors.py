# SPDX-License-Identifier: EUPL-1.2
"""Reading installed packs."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from tereze.packs.errors import PackNotInstalled
from tereze.packs.models import InstalledPack
from tereze.packs.reading import read_files
from tereze.packs.types import Pack


@dataclass(frozen=True, kw_only=True, slots=True)
class PackSummary:
    """An installed pack as lists show it."""

    pack: str
    version: str
    digest: str
    #: whose trusted key signed it; empty when nobody's was asked for
    signer: str
    installed_at: datetime
    installed_by: str


@lru_cache(maxsize=64)
def get_pack(digest: str) -> Pack:
    """The installed pack with this digest. Never stale: a digest names its content for ever."""
    files = InstalledPack.objects.filter(digest=digest).values_list("files", flat=True).first()
    if files is None:
        raise PackNotInstalled
    return read_files(files)


def find_pack(pack: str, version: str) -> Pack:
    """The pack by name and version; the one installed last, when there are several contents."""
    rows = InstalledPack.objects.filter(pack=pack, version=version).order_by("-installed_at", "-pk")
    digest = rows.values_list("digest", flat=True).first()
    if digest is None:
        raise PackNotInstalled
    return get_pack(digest)


def list_packs() -> tuple[PackSummary, ...]:
    """All installed packs by name and version, of one version the latest first."""
    rows = InstalledPack.objects.order_by("pack", "version", "-installed_at", "-pk").defer("files")
    return tuple(
        PackSummary(
            pack=row.pack,
            version=row.version,
            digest=row.digest,
            signer=row.signer,
            installed_at=row.installed_at,
            installed_by=row.installed_by,
        )
        for row in rows
    )
