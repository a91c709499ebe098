# SPDX-License-Identifier: EUPL-1.2
"""Of the demonstration the part in Baku, where people ask by message.

The practice of Turkistan had no messages, and that of Azerbaijan no messengers; both packs stay what
they were. So that a newcomer can try every door, the demonstration puts an adaptation in force in
Azerbaijan, which says what it changed, as any adaptation does.
"""

import shutil
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Final

from tereze.config.cast import BAKU_RESIDENTS
from tereze.config.preparation import shipped_packs
from tereze.packs.services import install_pack
from tereze.packs.types import Pack
from tereze.people import services as people
from tereze.people.types import PaperDocument
from tereze.permits import services

TITLE: Final = "Quarantine in Azerbaijan (demonstration of every door)"
FROM: Final = ("az-8103", "2020-04")
PACK: Final = """\
# SPDX-License-Identifier: EUPL-1.2
pack: baku-every-door
version: 1.0
languages: [az, ru, en, kk]
publisher: The Tereze project
licence: CC-BY-4.0
derived_from:
  pack: az-8103
  version: 2020-04
  changes:
    - what: Telegram, Messenger, WhatsApp, terminals and programs are doors too.
      why: In a demonstration one should be able to try every door.
"""
#: All but one: a scenario of the pack wants to see a door that is closed.
DOORS: Final = "doors: [sms, telegram, messenger, web, app, desk, employer, kiosk, api]"
_REAL_DOORS: Final = "doors: [sms, employer, web, desk]"


def put_in_force(*, starts_at: datetime, ends_at: datetime, actor: str, now: datetime) -> None:
    """The adaptation's rules in Azerbaijan."""
    pack = install_adaptation(actor=actor, now=now)
    services.prepare_order(
        title=TITLE,
        digest=pack.digest,
        places=["AZ"],
        starts_at=starts_at,
        ends_at=ends_at,
        legal_basis=pack.regime.legal_basis.title,
        signed_by="Demonstration",
        actor=actor,
        now=now,
    )


def document(serial: int) -> PaperDocument:
    """Of the resident with that number, counted from 1."""
    return PaperDocument(type="az-id", number=f"AZE{serial:08}")


def register_residents(*, now: datetime, actor: str) -> None:
    """Mother and daughter who share a phone."""
    for serial, person in enumerate(BAKU_RESIDENTS, start=1):
        people.register_resident(
            person=person,
            documents=[document(serial)],
            source="demo",
            verified=True,
            actor=actor,
            now=now,
        )


def install_adaptation(*, actor: str, now: datetime) -> Pack:
    """The shipped pack with more doors, under its own name."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "pack"
        shutil.copytree(shipped_packs().joinpath(*FROM), copy)
        (copy / "pack.yaml").write_text(PACK, encoding="utf-8")
        regime = copy / "regime.yaml"
        text = regime.read_text(encoding="utf-8")
        regime.write_text(text.replace(_REAL_DOORS, DOORS), encoding="utf-8")
        return install_pack(folder=copy, actor=actor, now=now)
