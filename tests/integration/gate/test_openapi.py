# SPDX-License-Identifier: EUPL-1.2
"""What the description says is what the API does: a fuzzer holds one against the other, over HTTP,
with gate and Django behind one port as in production."""

import copy
from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import settings
from schemathesis import Case
from schemathesis.checks import CHECKS, load_all_checks

from serving import serving
from tereze.config import asgi
from tereze.permits.gate.app import Gate
from tereze.permits.gate.openapi import describe
from town import Town, database_url_of_test

pytestmark = pytest.mark.django_db

load_all_checks()
#: Whether a document is somebody's and a purpose fits the hour no schema can say.
CHECKED = [check for check in CHECKS.get_all() if check.__name__ != "positive_data_acceptance"]


def test_the_description_is_a_valid_openapi_3_1() -> None:
    assert describe()["openapi"] == "3.1.0"
    schemathesis.openapi.from_dict(copy.deepcopy(describe())).validate()


@pytest.fixture(scope="module")
def address(shared_town: Town) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patched:
        gate = Gate(database_url=database_url_of_test(), url="https://permits.example.kz")
        patched.setattr(asgi, "gate", gate)
        with serving(asgi.application) as address:
            yield address


@pytest.fixture(scope="module")
def api(address: str, shared_town: Town) -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_url(f"{address}/api/v1/openapi.json")


schema = schemathesis.pytest.from_fixture("api")


@schema.parametrize()
@settings(max_examples=40, deadline=None, derandomize=True)
def test_no_answer_is_a_failure_of_ours_or_goes_beyond_the_description(
    case: Case, shared_town: Town
) -> None:
    case.call_and_validate(headers={"Authorization": f"Bearer {shared_town.key}"}, checks=CHECKED)
