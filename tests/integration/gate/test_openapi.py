# SPDX-License-Identifier: EUPL-1.2
"""What the description says is what the API does: a fuzzer holds one against the other, over HTTP,
with gate and Django behind one port as in production."""

import copy
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import schemathesis
from hypothesis import settings
from pytest_django import DjangoDbBlocker
from schemathesis import Case
from schemathesis.checks import CHECKS, load_all_checks

from gate_client import database_url_of_test
from serving import serving
from tereze.config.asgi import OnePort
from tereze.config.pages import Pages
from tereze.permits.checkpoints.services import open_device
from tereze.permits.gate.app import Gate
from tereze.permits.gate.openapi import describe
from town import Town, add_checkpoint

pytestmark = pytest.mark.django_db

load_all_checks()
#: Whether a document is somebody's and a purpose fits the hour no schema can say.
CHECKED: list[Any] = [
    check for check in CHECKS.get_all() if check.__name__ != "positive_data_acceptance"
]
#: Where this test mends what was made to be wrong.
CHECKED_OF_THE_ANSWER: list[Any] = [
    check
    for check in CHECKED
    if check.__name__ not in {"negative_data_rejection", "use_after_free"}
]


@dataclass
class Known:
    """What a generated request has to name to be answered with more than that nobody knows it."""

    shown: dict[str, Any]
    codes: list[str]
    purposes: Iterator[str] = field(
        default_factory=lambda: itertools.cycle(["emergency", "walk", "treatment"])
    )

    def code(self) -> str:
        """A code for each request; the last one stays."""
        return self.codes.pop() if len(self.codes) > 1 else self.codes[0]


schema = schemathesis.openapi.from_dict(copy.deepcopy(describe()))


def test_the_description_is_a_valid_openapi_3_1() -> None:
    assert describe()["openapi"] == "3.1.0"
    schema.validate()


@pytest.fixture(scope="module")
def address(shared_town: Town) -> Iterator[str]:
    gate = Gate(database_url=database_url_of_test(), url="https://permits.example.kz")
    with serving(lambda _: OnePort(gate=gate, pages=Pages())) as address:
        yield address


@pytest.fixture(scope="module")
def known(shared_town: Town) -> Known:
    """Somebody in the register, with permits to show and to take back."""
    shown = shared_town.add_resident().shown
    body = {"document": shown, "purpose": "emergency"}
    answers = [shared_town.gate.post("/api/v1/permits", body) for _ in range(20)]
    return Known(shown=shown, codes=[answer.json["code"] for answer in answers])


@schema.parametrize()
@settings(max_examples=25, deadline=None, derandomize=True)
def test_no_answer_is_a_failure_of_ours_or_goes_beyond_the_description(
    case: Case[Any], address: str, shared_town: Town
) -> None:
    case.call_and_validate(
        base_url=address,
        headers={"Authorization": f"Bearer {shared_town.key}"},
        checks=CHECKED,
    )


@schema.include(path_regex="^/api/v1/permits").parametrize()
@settings(max_examples=25, deadline=None, derandomize=True)
def test_nor_is_an_answer_about_people_and_permits_that_there_are(
    case: Case[Any], address: str, shared_town: Town, known: Known
) -> None:
    if "{code}" in case.path:
        case.path_parameters = {"code": known.code()}
    if isinstance(case.body, dict) and "purpose" in case.body:
        body = {name: value for name, value in case.body.items() if name != "declared"}
        case.body = {**body, "document": known.shown, "purpose": next(known.purposes)}
    case.call_and_validate(
        base_url=address,
        headers={"Authorization": f"Bearer {shared_town.key}"},
        checks=CHECKED_OF_THE_ANSWER,
    )


@pytest.fixture(scope="module")
def device_key(shared_town: Town, django_db_blocker: DjangoDbBlocker) -> str:
    """The key of a device at a checkpoint of the town."""
    town = shared_town
    with django_db_blocker.unblock():
        checkpoint = add_checkpoint(town.order.places[0], now=town.now)
        return open_device(checkpoint_id=checkpoint.id, lane=1, actor="tests", now=town.now)[1]


@schema.include(path_regex="^/api/v1/(checkpoint|crossings)$").parametrize()
@settings(max_examples=25, deadline=None, derandomize=True)
def test_nor_is_an_answer_to_a_device(case: Case[Any], address: str, device_key: str) -> None:
    case.call_and_validate(
        base_url=address,
        headers={"Authorization": f"Bearer {device_key}"},
        checks=CHECKED,
    )
