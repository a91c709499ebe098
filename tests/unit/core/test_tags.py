# SPDX-License-Identifier: EUPL-1.2
"""Template tags."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.template import Context, Template

from tereze.core import clock
from tereze.core.icons import ICONS


def draw(template: str, **context: object) -> str:
    return Template("{% load tereze %}" + template).render(Context(context)).strip()


@pytest.mark.parametrize("name", sorted(ICONS))
def test_every_icon_is_well_formed_and_silent(name: str) -> None:
    drawing = ElementTree.fromstring(draw("{% icon name %}", name=name))  # noqa: S314 (our own)
    assert drawing.get("aria-hidden") == "true"


def test_an_icon_with_a_label_speaks() -> None:
    assert 'role="img" aria-label="Bread &amp; salt"' in draw(
        '{% icon "food" label=word %}', word="Bread & salt"
    )


def test_a_state_is_told_by_colour_icon_and_word() -> None:
    drawn = draw('{% tag "stop" "Withdrawn" %}')
    assert 'class="tag stop"' in drawn
    assert "<svg" in drawn
    assert "Withdrawn" in drawn


def test_a_purpose_with_an_icon_that_nobody_drew_still_has_one() -> None:
    drawn = draw('{% purpose url="/ask" icon="unheard-of" title="Beekeeping" %}')
    assert ICONS["movement"] in drawn


def test_a_step_says_in_words_that_it_is_done() -> None:
    drawn = draw('{% steps 2 "Why" "When" %}')
    assert "(done)" in drawn
    assert '<li aria-current="step">When</li>' in drawn


def test_a_code_is_read_in_groups_of_four() -> None:
    assert draw("{{ code|code }}", code="7K3PQ9XA") == (
        '<span class="code"><span>7K3P</span><span>Q9XA</span></span>'
    )


@pytest.mark.parametrize(
    ("left", "is_shown"), [(timedelta(hours=23), True), (timedelta(days=30), False)]
)
def test_only_the_last_day_is_counted_down(
    monkeypatch: pytest.MonkeyPatch, left: timedelta, *, is_shown: bool
) -> None:
    now = datetime(2026, 11, 20, 7, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: now)
    assert (" hidden" not in draw("{% countdown until %}", until=now + left)) == is_shown
