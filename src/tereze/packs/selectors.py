# SPDX-License-Identifier: EUPL-1.2
"""Reading installed packs."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial

from tereze.core.errors import BadInput
from tereze.packs.document_checks import check_number
from tereze.packs.errors import DocumentNumberWrong, NumberFormWrong, PackNotInstalled
from tereze.packs.models import InstalledPack
from tereze.packs.reading import read_installed
from tereze.packs.types import DocumentType, Pack


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
    return read_installed(files, digest)


def find_pack(pack: str, version: str) -> Pack:
    """The pack by name and version; the one installed last, when there are several contents.

    Raises PackNotInstalled.
    """
    rows = InstalledPack.objects.filter(pack=pack, version=version).order_by("-installed_at", "-pk")
    digest = rows.values_list("digest", flat=True).first()
    if digest is None:
        known = ", ".join(f"{one.pack} {one.version}" for one in list_packs()) or "none"
        raise PackNotInstalled(
            f"{pack} {version} is not installed. Installed: {known}. See tereze pack install."
        )
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


def check_document(document_type: str, number: str) -> str:
    """The number of a document as it is stored, checked by what the installed packs say of its type.

    Packs may differ about a type; a number is right when one of them takes it.
    """
    return get_document_check()(document_type, number)


def get_document_check() -> Callable[[str, str], str]:
    """The same for many documents, a register's for instance, by the packs installed at this moment."""
    known = _document_types(
        tuple(InstalledPack.objects.order_by("-pk").values_list("digest", flat=True))
    )
    return partial(_check_document, known)


def _check_document(
    known: Mapping[str, tuple[DocumentType, ...]], document_type: str, number: str
) -> str:
    if document_type not in known:
        raise BadInput(
            f'No installed pack knows documents of the type "{document_type}". '
            f"Known: {', '.join(sorted(known)) or 'none'}.",
            field="document",
        )
    refusal: DocumentNumberWrong | None = None
    for one in known[document_type]:
        try:
            return check_number(one, number)
        except DocumentNumberWrong as wrong:
            refusal = refusal or wrong
    raise refusal or NumberFormWrong


@lru_cache(maxsize=2)
def _document_types(digests: tuple[str, ...]) -> Mapping[str, tuple[DocumentType, ...]]:
    """What packs say of document types, the pack installed last first."""
    types: defaultdict[str, dict[DocumentType, None]] = defaultdict(dict)
    for digest in digests:
        for name, document_type in get_pack(digest).regime.documents.items():
            types[name][document_type] = None
    return {name: tuple(some) for name, some in types.items()}
