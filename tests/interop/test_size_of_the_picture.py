# SPDX-License-Identifier: EUPL-1.2
"""A person's permit fits a QR code that a cheap camera reads, whatever the person and the place are
called: version 10 at error level M, drawn as the permit's page draws it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from tereze.packs.reading import read_folder
from tereze.packs.types import Kind, Pack
from tereze.people.types import Person
from tereze.permits.credential import KeyRing
from tereze.permits.issuing import issue_credential
from tereze.permits.types import PermitFacts

PACKS = [read_folder(folder) for folder in sorted(Path(__file__).parents[2].glob("packs/*/*"))]
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
RING = KeyRing.generate()
#: as long as an agency's host may be for version 10 to hold: 24 letters
URL = "https://permits.turkistan.gov.kz"
ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдежзийклмнопрстуфхцчшщыэюяәғқңөұүһі",
    "abcçdeəfgğhxıijkqlmnoöprsştuüvyz",
    "αβγδεζηθικλμνξοπρστυφχψω",
    "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
)

names = st.sampled_from(ALPHABETS).flatmap(
    lambda alphabet: st.lists(
        st.text(alphabet, min_size=1, max_size=12), min_size=1, max_size=5
    ).map(" ".join)
)


def places_of(pack: Pack) -> list[str]:
    return [*(place.code for place in pack.regime.places), *(z.code for z in pack.regime.zones)]


def permit_of(name: str, *, place: str, purpose: str, kind: Kind = "movement") -> PermitFacts:
    """What a person on foot may hold, in one place or zone."""
    return PermitFacts(
        resident_id=1,
        code="N1J5M6QB",
        order_id=1,
        regime_name="of-no-matter",
        digest="",
        purpose=purpose,
        kind=kind,
        door="web",
        places=(place,),
        party=9,
        asked_at=NOW,
        starts_at=NOW,
        ends_at=NOW + timedelta(hours=24),
        basis="rules",
        initials=Person(name=name).initials,
        document_digest=b"\x10\xe3\xbe",
    )


@st.composite
def permits(draw: st.DrawFn) -> PermitFacts:
    """What somebody may hold under a shipped pack."""
    pack: Pack = draw(st.sampled_from(PACKS))
    return permit_of(
        draw(names),
        place=draw(st.sampled_from(places_of(pack))),
        purpose=draw(st.sampled_from([purpose.id for purpose in pack.regime.purposes])),
        kind=draw(st.sampled_from(pack.regime.kinds)),
    )


def version_of(permit: PermitFacts) -> int:
    return int(segno.make_qr(issue_credential(permit, RING, url=URL).text, error="m").version)


@given(permits())
def test_a_person_s_permit_is_at_most_version_ten(permit: PermitFacts) -> None:
    assert version_of(permit) <= 10


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: f"{pack.info.pack} {pack.info.version}")
def test_so_is_that_of_four_names_with_the_longest_place_and_purpose(pack: Pack) -> None:
    permit = permit_of(
        "Әлихан Қуандық Ғабит Үмітұлы",
        place=max(places_of(pack), key=len),
        purpose=max((purpose.id for purpose in pack.regime.purposes), key=len),
    )
    assert version_of(permit) <= 10
