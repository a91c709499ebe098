# SPDX-License-Identifier: EUPL-1.2
"""The manifest lists every file of a pack with its SHA-256; its own SHA-256 names the pack.

It is written in one way only (sorted, no spaces), so the same files give the same digest on every
machine. An order holds this digest: the rules under it can't change without it being seen.
"""

import hashlib
import json

from tereze.packs.files import MANIFEST, SIGNATURE, PackFiles


def write_manifest(files: PackFiles) -> str:
    """The manifest of these files, as it is written to manifest.json and signed.

    >>> print(write_manifest({"README.md": "Hello\\n"}))
    {"files":{"README.md":{"sha256":"66a045b452102c59d840ec097d59d9467e13a3f34f6494e539ffd32c1bb35f18","size":6}},"format":1}
    """
    listed = {
        path: {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
        for path, content in ((path, text.encode()) for path, text in files.items())
        if path not in (MANIFEST, SIGNATURE)
    }
    return json.dumps(
        {"format": 1, "files": listed}, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )


def digest_of(files: PackFiles) -> str:
    """The digest by which a pack with these files is known."""
    return hashlib.sha256(write_manifest(files).encode()).hexdigest()
