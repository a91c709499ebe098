# SPDX-License-Identifier: EUPL-1.2
"""Rules and their changes in plain words."""

import pytest
from pydantic import TypeAdapter

from tereze.packs.diff import compare_packs
from tereze.packs.reading import read_files
from tereze.packs.types import Condition, Counter, Curfew, Duration, DurationWhen, Hours, Start
from tereze.packs.words import in_words, regime_lines
from unit.packs.right_pack import FILES


def changed(*changes: tuple[str, str, str]) -> list[str]:
    files = dict(FILES)
    for path, old, new in changes:
        assert old in files[path]
        files[path] = files[path].replace(old, new)
    differences = compare_packs(read_files(FILES), read_files(files))
    return [difference.in_words() for difference in differences]


def test_a_pack_does_not_differ_from_itself():
    assert changed() == []


@pytest.mark.parametrize(
    ("path", "old", "new", "words"),
    [
        ("regime.yaml", "minutes: 120", "minutes: 180", "purpose needs: duration 120 → 180 minutes"),
        ("regime.yaml", "limit: 1,", "limit: 2,", "counter needs-a-day: limit 1 → 2"),
        ("regime.yaml", "at_least: 65", "at_least: 70", "bar over-65: when aged 65 or more → aged 70 or more"),
        ("regime.yaml", "[web, sms]", "[web, sms, desk]", "regime: doors web, sms → web, sms, desk"),
        ("regime.yaml", "duration: {minutes: 120}", "crossings: once\n    duration: {minutes: 120}", "purpose needs: crossings any → once"),
        ("regime.yaml", "doors:", "outage_minutes: 30\ndoors:", "regime: outage minutes 120 → 30"),
        ("pack.yaml", '"1.0"', '"1.1"', "pack: version 1.0 → 1.1"),
        ("pack.yaml", '"1.0"\n', '"1.0"\nderived_from: {pack: az-8103, version: 2020-04, changes: [{what: A, why: B}, {what: C, why: D}]}\n', "pack: derived from none → az-8103 2020-04 (changes explained: 2)"),
        ("texts/en.yaml", "Ask first.", "Ask.", "texts en: summary Ask first. → Ask."),
    ],
)  # fmt: skip
def test_a_change_is_told_in_one_line(path, old, new, words):
    assert changed((path, old, new)) == [words]


def test_what_is_new_and_what_is_gone_is_told():
    told = changed(
        ("regime.yaml", "  - {code: KZ-61-TURKISTAN", "  - {code: KZ-79}\n  - {code: KZ-61-TURKISTAN"),
        ("texts/en.yaml", "{KZ-61: Tur", "{KZ-79: Shymkent, KZ-61: Tur"),
        ("regime.yaml", "  - {id: over-65, when: {age: {at_least: 65}}, except_purposes: [work]}", "  []"),
        ("texts/en.yaml", "  over-65: Please stay at home.\n", ""),
        ("scenarios.yaml", "Needs are granted.", "Shopping is granted."),
    )  # fmt: skip
    assert "place KZ-79: new" in told
    assert "bar over-65: gone: when aged 65 or more; except purposes work" in told
    assert "texts en: new: places.KZ-79 Shymkent" in told
    assert "texts en: gone: rules.over-65 Please stay at home." in told
    assert any(line.startswith("scenario Shopping is granted.: new") for line in told)


def test_a_new_language_is_one_line():
    told = changed(("pack.yaml", "[en]", "[en]"))
    assert told == []
    files = {**FILES, "texts/ru.yaml": FILES["texts/en.yaml"]}
    files["pack.yaml"] = files["pack.yaml"].replace("[en]", "[en, ru]")
    lines = [one.in_words() for one in compare_packs(read_files(FILES), read_files(files))]
    assert lines == ["pack: languages en → en, ru", "texts ru: new: Permits"]


def test_where_a_rule_is_from_is_no_rule():
    source = "minutes: 120}\n    source: https://example.org/"
    assert changed(("regime.yaml", "minutes: 120}", source)) == []


@pytest.mark.parametrize(
    ("shape", "value", "words"),
    [
        (Duration, {"choose": {"at_most": 60, "usual": 30}}, "chosen, 1 to 60, usually 30 minutes"),
        (Duration, {"until": "22:00"}, "until 22:00"),
        (Duration, {"until_end_of": "order"}, "until the end of the order"),
        (Duration, {"until_stated": {"at_most": 9}}, "until the time stated, 1 to 9 minutes"),
        (Start, {}, "at once; up to 1440 minutes ahead"),
        (Start, {"delay_minutes": 15, "delay_by_door": {"web": 5}, "ahead_minutes": 0}, "15, 5 through web minutes after asking"),
        (Hours, {"from": "21:00", "until": "06:00", "days": ["sun", "sat"]}, "21:00 to 06:00 on sat and sun"),
        (Counter, {"limit": None, "per": {"rolling_hours": 72}}, "unlimited permits per any 72 hours, by resident"),
        (Counter, {"limit": 1, "per": {"calendar_days": 3}, "of": "household"}, "1 permit per any 3 days, by household"),
        (Counter, {"limit": 5, "of": "employer", "percent_of_staff": 50, "limits": [{"when": {"sector": ["food"]}, "limit": None}]}, "5 or 50% of staff permits per day, by employer; unlimited if employer in food"),
        (Counter, {"limit": 9, "of": "place", "by_place": {"AA": 2}, "counts": "people"}, "9 people per day, by place; 2 in AA"),
        (Counter, {"limit": 1, "per": "week", "when": {"days": ["sun", "sat"]}}, "1 permit per week, by resident, on sat and sun"),
        (DurationWhen, {"when": {"age": {"under": 14}}, "duration": {"minutes": 60}}, "60 minutes if aged less than 14"),
        (Curfew, {"id": "young", "hours": [{"from": "21:00", "until": "05:00"}], "when": {"age": {"under": 18}}}, "hours 21:00 to 05:00; when aged less than 18"),
        (Condition, {"sex": "female", "days": ["tue", "mon"]}, "female and on mon and tue"),
        (Condition, {"any": [{"verified": False}, {"not": {"has_plate": True}}]}, "(not confirmed or not (with a plate))"),
        (Condition, {"plate_digit": {"among": [1, 2], "from_end": 2}, "date_parity": "odd"}, "plate's last digit 1 or 2 (2 from the end) and on odd dates"),
        (Condition, {"dates": ["2020-05-01", {"first": "2020-05-07", "last": "2020-05-09"}]}, "on 2020-05-01, 2020-05-07 to 2020-05-09"),
        (Condition, {"party": {"at_least": 2, "under": 5}, "distance_km": {"under": 3}}, "2 to less than 5 people and less than 3 km from home"),
    ],
)  # fmt: skip
def test_values_are_said_as_one_would_say_them(shape, value, words):
    assert in_words(TypeAdapter(shape).validate_python(value)) == words


def test_every_key_of_a_condition_has_words():
    from tereze.packs.words import _CONDITION_WORDS

    assert set(_CONDITION_WORDS) == set(Condition.model_fields)


def test_a_regime_is_told_rule_by_rule():
    pack = read_files(FILES)
    titles = {name: named.title for name, named in pack.texts["en"].purposes.items()}
    lines = regime_lines(pack.regime, titles)
    assert "needs: Needs" in lines
    assert "  hours: 08:00 to 20:00" in lines
    assert "  needs-a-day: 1 permit per day, by resident" in lines
    assert "bar over-65: when aged 65 or more; except purposes work" in lines
