# SPDX-License-Identifier: EUPL-1.2
"""Sealing: personal data are encrypted at rest and found again only by blind index.

One secret (`TEREZE_SECRET`) is the root; every use has a key of its own, derived from it, so that
a key that leaks from one use opens nothing else. The secret may hold several values separated by
commas: the first seals, the others still open what was sealed before (rotation).

A sealed value is AES-256-GCM with a random nonce, bound to a context ("people.resident"): a value
moved into another column does not open.
"""

import os
from collections.abc import Callable
from functools import cache, lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tereze.core.caching import forget_with_everything
from tereze.core.errors import Misconfigured, TerezeError

_NONCE = 12
_VERSION = b"\x01"


class MissingSecret(Misconfigured):
    """No secret is set, so personal data can neither be sealed nor opened.
    Set TEREZE_SECRET to at least 32 random characters (keep them: without them the data are lost),
    or start once with `tereze up`, which makes a secret and keeps it in the data folder.
    """


class NotOurs(TerezeError):
    """A sealed value does not open: another secret sealed it, or somebody changed it.
    Check that TEREZE_SECRET is the one this database was filled with.
    """

    code = "not-ours"


def derive(use: str, secret: str) -> bytes:
    """The 32-byte key for one use, derived from the root secret (HKDF-SHA-256)."""
    if len(secret) < 32:
        raise MissingSecret
    return HKDF(algorithm=SHA256(), length=32, salt=b"tereze", info=use.encode()).derive(
        secret.encode()
    )


@cache
def secrets_from_environment() -> tuple[str, ...]:
    """The secrets of this process, the sealing one first. They don't change while it lives."""
    # Kept, because each request at the gate asks for them seven times.
    values = tuple(part for part in os.environ.get("TEREZE_SECRET", "").split(",") if part)
    if not values:
        raise MissingSecret
    return values


forget_with_everything(secrets_from_environment.cache_clear)


@lru_cache(maxsize=64)
def _key(use: str, secret: str) -> bytes:
    return derive(use, secret)


@lru_cache(maxsize=16)
def _cipher(secret: str) -> AESGCM:
    return AESGCM(_key("seal", secret))


@lru_cache(maxsize=64)
def _mac(key: bytes) -> HMAC:
    """HMAC-SHA-256 that has its key already; a copy of it takes a third of beginning anew."""
    return HMAC(key, SHA256())


def key_for(use: str) -> bytes:
    """The 32-byte key of this process for one named use."""
    return _key(use, secrets_from_environment()[0])


def keys_for(use: str) -> tuple[bytes, ...]:
    """The same under each secret, the sealing one first: for what was made before a rotation."""
    return tuple(_key(use, secret) for secret in secrets_from_environment())


def seal(plain: bytes, *, context: str) -> bytes:
    """Encrypt `plain` so that only this instance opens it, and only in this context.

    >>> os.environ["TEREZE_SECRET"] = "a secret for the documentation only"
    >>> unseal(seal(b"Aru", context="people.resident"), context="people.resident")
    b'Aru'
    """
    nonce = os.urandom(_NONCE)
    cipher = _cipher(secrets_from_environment()[0])
    return _VERSION + nonce + cipher.encrypt(nonce, plain, context.encode())


def unseal(sealed: bytes, *, context: str) -> bytes:
    """Open what `seal` closed. Raises NotOurs when it was changed, moved or sealed elsewhere."""
    return unsealer(context=context)(sealed)


def unsealer(*, context: str) -> Callable[[bytes], bytes]:
    """`unseal` for many values: the secrets are looked up once."""
    ciphers = [_cipher(secret) for secret in secrets_from_environment()]
    bound = context.encode()

    def open_one(sealed: bytes) -> bytes:
        if sealed[:1] != _VERSION:
            raise NotOurs
        nonce, body = sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
        for cipher in ciphers:
            try:
                return cipher.decrypt(nonce, body, bound)
            except InvalidTag:
                continue
        raise NotOurs

    return open_one


def blind_index(value: str, *, context: str) -> bytes:
    """32 bytes by which an exact value is found again, and from which it can't be told.

    It changes with the sealing secret; after a rotation the indexes have to be made anew.
    """
    mac = _mac(key_for("index:" + context)).copy()
    mac.update(value.encode())
    return mac.finalize()


def blind_number(value: str, *, context: str) -> int:
    """A blind index as a positive 63-bit number, for keys that have to be bigints."""
    return int.from_bytes(blind_index(value, context=context)[:8]) >> 1
