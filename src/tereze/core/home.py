# SPDX-License-Identifier: EUPL-1.2
"""What an instance is told by its environment, and its data folder: where the embedded database,
the secret and static files live. Without Django, because the gate asks here too.
"""

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from tereze.core import postgres


def folder() -> Path:
    """The data folder: TEREZE_HOME, else the user's data folder, else (as root) /var/lib/tereze."""
    if chosen := os.environ.get("TEREZE_HOME"):
        return Path(chosen).expanduser().resolve()
    if os.geteuid() == 0:
        return Path("/var/lib/tereze")
    data = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(data).expanduser() / "tereze"


def adopt_secret(home: Path) -> None:
    """Take the instance's secret from its folder when the environment names none."""
    file = home / "secret"
    if not os.environ.get("TEREZE_SECRET") and os.access(file, os.R_OK):
        os.environ["TEREZE_SECRET"] = file.read_text().strip()


def make_secret(home: Path) -> bool:
    """Make the instance's secret if there is none anywhere; True when one was made.

    Only `tereze up` calls this: a secret made in passing, by a command pointed at somebody's
    database by mistake, would seal data that nobody else can open.
    """
    adopt_secret(home)
    if os.environ.get("TEREZE_SECRET"):
        return False
    try:
        home.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(home / "secret", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise postgres.FolderNotWritable(folder=home, reason=error.strerror) from None
    with os.fdopen(descriptor, "w") as stream:
        stream.write(secrets.token_urlsafe(48) + "\n")
    adopt_secret(home)
    return True


def database_url(home: Path) -> str:
    """The database of this instance: TEREZE_DATABASE_URL, else the embedded one of the folder."""
    return os.environ.get("TEREZE_DATABASE_URL") or postgres.address_of(home)


def public_url() -> str:
    """Where people reach this instance, as links and QR codes say it: TEREZE_URL."""
    return os.environ.get("TEREZE_URL", "http://localhost:8000")


def public_host() -> str:
    """The name or address in `public_url`, as browsers say it in the header Host, without a port."""
    host = urlsplit(public_url()).hostname or "localhost"
    return f"[{host}]" if ":" in host else host


def region() -> str:
    """The country in which a phone number without + is dialled: TEREZE_REGION."""
    return os.environ.get("TEREZE_REGION", "KZ")
