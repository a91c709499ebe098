# SPDX-License-Identifier: EUPL-1.2
"""Azerbaijan's rules in force in Baku, and two people who live there."""

import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tereze.people.services import register_resident
from tereze.people.types import PaperDocument, Person, ResidentFacts
from town import NOON, SHIPPED, turkistan

LALE_PHONE = "+994501112233"
STRANGER = "+994559998877"


def baku_resident(number: str, **parts: Any) -> ResidentFacts:
    """Somebody of Baku with this card."""
    person = Person(
        **{
            "name": "Lalə Nümunəyeva",
            "born": date(1990, 5, 1),
            "sex": "female",
            "phone": LALE_PHONE,
            "home": "AZ-BA",
            "language": "az",
            **parts,
        }
    )
    return register_resident(
        person=person,
        documents=[PaperDocument(type="az-id", number=number)],
        source="register:tests",
        verified=True,
        actor="tests",
        now=NOON,
    )


@pytest.fixture
def baku(db: None) -> None:
    turkistan(folder=SHIPPED / "az-8103" / "2020-04")


@pytest.fixture
def lale(baku: None) -> ResidentFacts:
    return baku_resident("AZE12345678")


@pytest.fixture
def every_door(db: None, tmp_path: Path) -> None:
    """The same rules, asked for through messengers too."""
    turkistan(folder=open_doors(SHIPPED / "az-8103" / "2020-04", tmp_path))


def open_doors(folder: Path, tmp_path: Path) -> Path:
    """A copy of a pack that opens every door for every purpose that a message can ask for."""
    copy = tmp_path / folder.parent.name / folder.name
    shutil.copytree(folder, copy)
    regime = copy / "regime.yaml"
    text = regime.read_text()
    every = "doors: [web, app, sms, desk, telegram, vk, messenger, employer, kiosk, api]"
    regime.write_text(re.sub(r"^doors: .*$", every, text, flags=re.MULTILINE))
    return copy
