# SPDX-License-Identifier: EUPL-1.2
"""Signatures: who vouches for a pack, and whether a file changed since.

The manifest is signed as a DSSE envelope, the form that the software-supply-chain tools use, with
an Ed25519 key. The envelope holds the manifest itself, so what was signed can't be mistaken, and
it names the key, so a city that trusts several publishers knows whose word it has.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import Error as EnvelopeError
from securesystemslib.signer import CryptoSigner, SSlibKey

from tereze.packs.errors import (
    FilesChanged,
    KeyUnreadable,
    NotSigned,
    SignatureWrong,
    SignerNotTrusted,
)
from tereze.packs.files import MANIFEST, SIGNATURE, PackFiles
from tereze.packs.manifest import write_manifest

PAYLOAD_TYPE = "application/vnd.tereze.pack-manifest+json"

_PUBLIC_BLOCK = re.compile(r"-----BEGIN PUBLIC KEY-----.*?-----END PUBLIC KEY-----", re.DOTALL)


@dataclass(frozen=True, kw_only=True, slots=True)
class TrustedKey:
    """A public key, and whose it is."""

    name: str
    key: SSlibKey

    @property
    def id(self) -> str:
        """What signatures call the key: a digest of it."""
        return str(self.key.keyid)


@dataclass(frozen=True, kw_only=True, slots=True)
class NewKey:
    """A key pair as its two files."""

    private: str
    public: str
    id: str


def make_key(name: str, passphrase: str | None) -> NewKey:
    """A new signing key; the private half is encrypted when there is a passphrase."""
    key = Ed25519PrivateKey.generate()
    encryption = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption).decode()
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return NewKey(
        private=private,
        public=f"{name}\n{public.decode()}",
        id=SSlibKey.from_crypto(key.public_key()).keyid,
    )


def sign_files(files: PackFiles, private_key: str, passphrase: str | None) -> dict[str, str]:
    """The two files that make a pack a signed one: the manifest and its envelope."""
    manifest = write_manifest(files)
    envelope = Envelope(manifest.encode(), PAYLOAD_TYPE, {})
    envelope.sign(CryptoSigner(_read_private_key(private_key, passphrase)))
    return {MANIFEST: manifest, SIGNATURE: json.dumps(envelope.to_dict(), indent=2) + "\n"}


def read_trusted_keys(text: str) -> tuple[TrustedKey, ...]:
    """Public keys in PEM form, one after the other; the line before each says whose it is."""
    keys: list[TrustedKey] = []
    end = 0
    for block in _PUBLIC_BLOCK.finditer(text):
        before = text[end : block.start()].strip().splitlines()
        name = before[-1].lstrip("# ").strip() if before else ""
        key = _read_public_key(block[0])
        keys.append(TrustedKey(name=name or key.keyid[:16], key=key))
        end = block.end()
    if not keys:
        raise KeyUnreadable(
            "There is no public key in this file; one begins with BEGIN PUBLIC KEY."
        )
    return tuple(keys)


def verify_files(files: PackFiles, trusted: Sequence[TrustedKey]) -> TrustedKey:
    """Whose trusted signature holds for exactly these files; raises `SignatureWrong`."""
    envelope = _read_envelope(files)
    check_unchanged(files)
    by_id = {one.id: one for one in trusted}
    try:
        accepted = envelope.verify([one.key for one in by_id.values()], 1) if by_id else {}
    except EnvelopeError:
        accepted = {}
    for key_id in accepted:
        return by_id[key_id]
    raise SignerNotTrusted


def check_unchanged(files: PackFiles) -> None:
    """Raises `FilesChanged` unless the files are those that the signed manifest lists."""
    signed = _read_envelope(files).payload.decode(errors="replace")
    if signed == write_manifest(files) == files.get(MANIFEST, signed):
        return
    raise FilesChanged(list(_changes(signed, files)))


def signer_ids(files: PackFiles) -> list[str]:
    """The keys that the envelope names. Only `verify_files` tells whether they really signed."""
    return list(_read_envelope(files).signatures)


def _changes(signed: str, files: PackFiles) -> Iterable[str]:
    now = json.loads(write_manifest(files))["files"]
    try:
        before = dict(json.loads(signed)["files"])
    except (ValueError, KeyError, TypeError):
        raise SignatureWrong("What was signed is not a manifest of a pack.") from None
    for path in sorted(before.keys() | now.keys()):
        if path not in now:
            yield f"{path} is missing"
        elif path not in before:
            yield f"{path} was added"
        elif before[path] != now[path]:
            yield f"{path} was changed"
    if files.get(MANIFEST, signed) != signed:
        yield f"{MANIFEST} was changed"


def _read_envelope(files: PackFiles) -> Envelope:
    if SIGNATURE not in files:
        raise NotSigned
    try:
        envelope = Envelope.from_dict(json.loads(files[SIGNATURE]))
    except (ValueError, KeyError, TypeError, AttributeError, EnvelopeError):
        raise SignatureWrong(f"{SIGNATURE} is not a signature envelope.") from None
    if envelope.payload_type != PAYLOAD_TYPE:
        raise SignatureWrong(f"{SIGNATURE} signs something else: {envelope.payload_type}.")
    return envelope


def _read_private_key(pem: str, passphrase: str | None) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(pem.encode(), passphrase.encode() if passphrase else None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise KeyUnreadable from None
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyUnreadable
    return key


def _read_public_key(pem: str) -> SSlibKey:
    try:
        key = load_pem_public_key(pem.encode())
    except (ValueError, UnsupportedAlgorithm):
        raise KeyUnreadable from None
    if not isinstance(key, Ed25519PublicKey):
        raise KeyUnreadable
    return SSlibKey.from_crypto(key)
