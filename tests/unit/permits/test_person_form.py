# SPDX-License-Identifier: EUPL-1.2
"""What a service objects to stands beside the field that it is about; what is broken is no objection."""

from datetime import UTC, datetime

import pytest

from tereze.core.errors import BadInput, TerezeError
from tereze.packs.reading import read_files
from tereze.people.errors import DocumentTaken
from tereze.permits.errors import TooBusy
from tereze.permits.forms.people import CounterForm, PersonForm
from tereze.permits.words import Words
from unit.packs.right_pack import FILES
from unit.permits.regimes import make_order


def fill_in(kind: type[PersonForm] = PersonForm) -> PersonForm:
    pack = read_files(FILES)
    words = Words(pack, now=datetime(2020, 6, 26, 6, tzinfo=UTC), language="en")
    return kind({}, order=make_order(pack.regime, places=("KZ-61",)), words=words)


@pytest.mark.parametrize(
    ("objection", "field", "told"),
    [
        (DocumentTaken(field="documents"), "number", "Somebody is known here by this document"),
        (BadInput("…", field="documents"), "number", "Check the number of the document."),
        (BadInput("…", field="born"), "born", "Check the year of the date of birth."),
        (BadInput("…", field="tags"), "__all__", "This did not work."),
        (BadInput("…"), "__all__", "This did not work."),
    ],
)
def test_an_objection_stands_beside_its_field(
    objection: TerezeError, field: str, told: str
) -> None:
    form = fill_in()
    with form.showing_objections():
        raise objection
    assert any(one.startswith(told) for one in form.errors[field])


def test_who_works_here_is_told_to_look_whose_a_document_is() -> None:
    form = fill_in(CounterForm)
    with form.showing_objections():
        raise DocumentTaken(field="documents")
    assert "Look them up by its number." in form.errors["number"][-1]


def test_what_is_broken_or_busy_is_for_others_to_tell() -> None:
    form = fill_in()
    told = dict(form.errors)
    with pytest.raises(TooBusy), form.showing_objections():
        raise TooBusy
    assert form.errors == told
