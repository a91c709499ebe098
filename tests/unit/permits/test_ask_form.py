# SPDX-License-Identifier: EUPL-1.2
"""A paper that is not needed, on the page where one asks: it may be stated, and nothing else waits
for it."""

from datetime import UTC, datetime

import pytest

from tereze.packs.reading import read_files
from tereze.permits.forms.asking import AskForm
from tereze.permits.words import Words
from unit.packs.right_pack import FILES
from unit.permits.regimes import make_order

NOW = datetime(2020, 6, 26, 6, tzinfo=UTC)
DOCTOR = """
purposes:
  - id: doctor
    duration: {minutes: 120}
    durations: [{when: {certificate: [letter]}, duration: {until_stated: {at_most: 600}}}]
    certificate: {accepted: ACCEPTED, needed: false, number: true}
"""
TITLES = {"letter": "{title: Letter}", "card": "{title: Card}"}


def ask(*accepted: str, **answers: str) -> AskForm:
    """The form for a visit to the doctor, with answers."""
    papers = ", ".join(f"{name}: {TITLES[name]}" for name in accepted)
    doctor = DOCTOR.replace("ACCEPTED", f"[{', '.join(accepted)}]")
    regime, texts = FILES["regime.yaml"], FILES["texts/en.yaml"]
    texts = texts.replace("  work:", "  doctor: {title: Doctor}\n  work:")
    files = {
        **FILES,
        "regime.yaml": regime.replace("\npurposes:\n", doctor),
        "texts/en.yaml": texts.replace("{letter: {title: Letter}}", f"{{{papers}}}"),
    }
    pack = read_files(files)
    return AskForm(
        {"key": "1", **answers},
        order=make_order(pack.regime, places=("KZ-61",)),
        purpose=pack.regime.purposes[0],
        home=None,
        words=Words(pack, now=NOW, language="en"),
    )


@pytest.mark.parametrize("accepted", [("letter",), ("letter", "card")])
@pytest.mark.parametrize(
    ("answers", "stated"),
    [
        ({}, (None, None)),
        ({"certificate": "letter", "certificate_number": "7"}, ("letter", "7")),
    ],
)
def test_a_paper_that_is_not_needed_may_be_stated(
    accepted: tuple[str, ...], answers: dict[str, str], stated: tuple[str | None, str | None]
) -> None:
    form = ask(*accepted, minutes="120", **answers)
    assert form.is_valid(), form.errors
    request = form.request()
    assert (request.certificate, request.certificate_number) == stated
    assert request.minutes == 120


def test_one_of_several_papers_may_be_none_of_them() -> None:
    page = str(ask("letter", "card")["certificate"])
    assert page.count('type="radio"') == 3
    assert "None of these" in page
