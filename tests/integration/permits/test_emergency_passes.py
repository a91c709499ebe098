# SPDX-License-Identifier: EUPL-1.2
"""A pass for somebody in danger is always there, and never somebody else's."""

import pytest

from tereze.permits import codes
from tereze.permits.models import EmergencyPass
from tereze.permits.services import declare_emergency, take_emergency_pass
from town import NOON

pytestmark = pytest.mark.django_db(transaction=True)


def draw_the_same_code_again(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    make, taken = codes.new_code, [code]
    monkeypatch.setattr(codes, "new_code", lambda *parts: taken.pop() if taken else make(*parts))


def test_a_code_that_is_taken_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    first = take_emergency_pass(now=NOON)
    draw_the_same_code_again(monkeypatch, first.code)

    second = take_emergency_pass(now=NOON)

    assert second.code != first.code
    assert EmergencyPass.objects.count() == 2


def test_who_took_no_pass_never_declares_somebody_else_s(monkeypatch: pytest.MonkeyPatch) -> None:
    told = declare_emergency(code=None, resident_id=1, account="My father fell.", now=NOON)
    draw_the_same_code_again(monkeypatch, told.code)

    declare_emergency(code=None, resident_id=2, account="A fire.", now=NOON)

    assert EmergencyPass.objects.get(code=told.code).resident_id == 1
    assert EmergencyPass.objects.count() == 2
