# SPDX-License-Identifier: EUPL-1.2
"""Forms say what they want, and what went wrong, to eyes and to screen readers."""

import re

from django import forms
from django.template import Context, Template

from tereze.core.forms import Form, HintedLabel


class AskForm(Form):
    phone = forms.CharField(label="Phone", help_text="With the country")
    where = forms.ChoiceField(
        label="Where",
        widget=forms.RadioSelect,
        choices=(("home", HintedLabel("Near home", "Up to 2 km")), ("city", "In the city")),
    )
    note = forms.CharField(label="Note", required=False)


class QuestionForm(Form):
    one_question = True
    phone = forms.CharField(label="Your phone?")


def draw(template: str, form: forms.Form) -> str:
    drawn = Template("{% load tereze %}" + template).render(Context({"form": form}))
    return re.sub(r"\s*\n\s*", "", drawn)


def test_a_field_names_its_hint_and_its_error() -> None:
    drawn = draw("{{ form }}", AskForm({}))
    assert 'aria-describedby="id_phone_helptext id_phone_error"' in drawn
    assert 'id="id_phone_helptext"' in drawn
    assert 'id="id_phone_error"' in drawn
    assert 'aria-invalid="true"' in drawn


def test_choices_are_one_group_with_a_legend_and_hints() -> None:
    drawn = draw("{{ form }}", AskForm())
    assert "<legend>Where</legend>" in drawn
    assert '<span class="hint">Up to 2 km</span>' in drawn
    assert drawn.count('class="choice"') == 2


def test_only_what_is_optional_is_marked() -> None:
    assert draw("{{ form }}", AskForm()).count('class="optional"') == 1


def test_the_summary_leads_to_the_first_element_of_each_wrong_field() -> None:
    drawn = draw("{% error_summary form %}", AskForm({}))
    assert 'href="#id_phone"' in drawn
    assert 'href="#id_where_0"' in drawn
    assert 'tabindex="-1" autofocus' in drawn


def test_the_only_question_of_a_page_is_its_heading() -> None:
    drawn = draw("{{ form }}", QuestionForm())
    assert '<label for="id_phone"><h1>Your phone?</h1></label>' in drawn


def test_the_browser_does_not_check_in_its_own_language() -> None:
    assert "required" not in draw("{{ form }}", AskForm())


def test_what_a_person_typed_is_shown_as_text() -> None:
    assert "<script>" not in draw("{{ form }}", AskForm({"phone": "<script>"}))


def test_the_summary_says_which_field_when_two_have_the_same_mistake() -> None:
    drawn = draw("{% error_summary form %}", AskForm({}))
    assert ">Phone: This field is required.</a>" in drawn
    assert ">Where: This field is required.</a>" in drawn
    assert ">This field is required.</a>" in draw("{% error_summary form %}", QuestionForm({}))
