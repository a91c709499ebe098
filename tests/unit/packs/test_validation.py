# SPDX-License-Identifier: EUPL-1.2
"""What is wrong between the parts of a pack is named where its author wrote it."""

import pytest

from tereze.packs.errors import PackRefused
from tereze.packs.reading import read_files

EMERGENCY = "{id: emergency, emergency: true, duration: {minutes: 180}}"
CURFEW = 'curfews: [{id: over-65, hours: [{from: "21:00", until: 05:00}]}]\n'
NEEDS_ALSO = "purposes:\n  - {id: needs, duration: {minutes: 5}}\n"


def spoil(files: dict[str, str], path: str, old: str, new: str) -> list[str]:
    assert old in files[path]
    with pytest.raises(PackRefused) as refused:
        read_files({**files, path: files[path].replace(old, new, 1)})
    return [str(problem) for problem in refused.value.problems]


REGIME_CASES = [
    # references
    ("[needs-a-day]", "[needs-a-dya]", 'There is no counter in counters: "needs-a-dya". Did you'),
    ("except_purposes: [work]", "except_purposes: [wrok]", 'There is no purpose in purposes: "wro'),
    (
        "within: KZ-61",
        "within: KZ-16",
        'There is no place in places: "KZ-16". Did you mean "KZ-61"',
    ),
    ("within: KZ-61", "within: KZ-LOCKED", 'There is no place in places: "KZ-LOCKED"'),
    ("places: [KZ-61-TURKISTAN]", "places: [KZ-79]", 'There is no place in places: "KZ-79"'),
    (
        "{age: {at_least: 65}}",
        "{home: [KZ-X]}",
        'There is no place or zone in places and zones: "K',
    ),
    (
        "{age: {at_least: 65}}",
        "{document: [id]}",
        'There is no type of document in documents: "id"',
    ),
    ("{age: {at_least: 65}}", "{not: {door: [kiosk]}}", "Doors here: web, sms, api."),
    ("{age: {at_least: 65}}", "{any: [{kind: [exit]}]}", "There is no kind in the regime's kinds"),
    (
        "  - id: work\n",
        "  - id: work\n    doors: [app]\n",
        "There is no door in the regime's doors: \"app",
    ),
    (
        "limit: 1,",
        "limit: 1, of: place, by_place: {KZ-9: 5},",
        "regime.yaml:19: counters.needs-a-day.by_place.KZ-9: There is no place or zone",
    ),
    (
        "documents:\n",
        "identification: {unverified_may_ask: [meds]}\ndocuments:\n",
        'identification.unverified_may_ask.1: There is no purpose in purposes: "meds"',
    ),
    # numbers and names without measure, which a calendar or a table could not hold
    ("minutes: 180", "minutes: 99999999999999", "has to be 527040 or less"),
    ("limit: 1,", "limit: 99999999999,", "has to be 1000000000 or less"),
    ("id: over-65", f"id: {'o' * 41}", "40"),
    ("counters: [needs-a-day]", "counters: [needs-a-day, needs-a-day]", "is named 2 times"),
    # a word where keys belong, and keys where a word might
    ("duration: {minutes: 120}", "duration: 120", "key: value. Known: minutes, choose, until"),
    ("per: day", "per: {days: 6}", '"days" is no key here. Known: rolling_hours, calendar_days.'),
    # names
    ("purposes:\n", NEEDS_ALSO, 'purposes.needs.id: "needs" is used 2 times.'),
    ("needs-a-day: {", "over-65: {limit: 1}\n  needs-a-day: {", '"over-65" is used 2 times.'),
    ("code: KZ-LOCKED", "code: KZ-61", 'zones.KZ-61.code: "KZ-61" is used 2 times.'),
    ("counters:\n", f"{CURFEW}counters:\n", 'curfews.over-65.id: "over-65" is used 2 times.'),
    (
        'sms: ["2"]',
        'sms: ["a", "A"]',
        'purposes.needs.sms.2: "a" is used 2 times. Give each purpose',
    ),
    (
        "counters:\n",
        f"{CURFEW.replace('over-65', 'night')}counters:\n",
        "rules lacks: night.",
    ),
    # sense
    ("{code: KZ-61}", "{code: KZ-61, within: KZ-61-TURKISTAN}", "KZ-61 lies within itself."),
    (
        "    counters: [needs-a-day]\n",
        "",
        "counters.needs-a-day: No purpose draws on this counter.",
    ),
    (
        EMERGENCY,
        "{id: emergency, duration: {minutes: 1}}",
        "There is no purpose for danger to life",
    ),
    (
        "emergency: true",
        "emergency: true, crossings: once",
        "purposes.emergency.crossings: Says nothing here: an emergency always passes. Take it out.",
    ),
    (
        "emergency: true",
        "emergency: true, counters: [needs-a-day]",
        "purposes.emergency.counters: Says nothing here: an emergency always passes. Take it out.",
    ),
    (
        "emergency: true",
        "emergency: true, start: {delay_minutes: 5}",
        "An emergency begins at once.",
    ),
    (
        "{minutes: 180}",
        "{until_stated: {at_most: 60}}",
        "In an emergency nobody can be asked first",
    ),
    (
        "duration: {minutes: 120}\n",
        "duration: {minutes: 120}\n    durations: [{when: {any: [{days: [sun]}]}, duration: {minutes: 5}}]\n",
        "purposes.needs.durations.1.when.any.1.days: A length can go by who asks",
    ),
    (
        "duration: {minutes: 120}\n",
        "duration: {minutes: 120}\n    overlaps: true\n    alone_in: household\n",
        "purposes.needs.alone_in: May be held beside another permit, but only",
    ),
    (
        "except_purposes: [work]",
        "only_purposes: [emergency]",
        '"emergency" is an emergency: no bar',
    ),
    (
        "except_purposes: [work]",
        "except_purposes: [work], only_purposes: [work]",
        '"work" is in only_purposes and in except_purposes.',
    ),
    ("doors: [web, sms]", "doors: [web]", "Messages are described, but sms is not in doors."),
    (
        'sms: {number: "8103", fields: [purpose, document]}\n',
        "",
        "nothing says how they are written",
    ),
    ("fields: [purpose, document]", "fields: [document]", "A message does not say what it is for."),
    ("fields: [purpose, document]", "fields: [purpose]", "a message does not hold one."),
    ('    sms: ["2"]\n', "", "No purpose has a code for messages."),
    ("  - id: work\n", "  - id: work\n    doors: [sms]\n", "Can be asked for only by message"),
    ('until: "20:00"', "until: 08:00", "The window from 08:00 until 08:00 has no length."),
    ('until: "20:00"', "until: 20:00, days: []", "Opens on no day."),
    ("{age: {at_least: 65}}", "{home: []}", "bars.over-65.when.home: Is an empty list"),
    ("{age: {at_least: 65}}", "{plate_digit: {among: []}}", "Holds for no digit."),
    (
        "per: day}",
        "per: day, of: employer}",
        "counts by employer, but the purpose is not asked for by",
    ),
    (
        "{limit: 1, per: day}",
        "{limit: 1, limits: [{when: {sex: male}, limit: 2, percent_of_staff: 5}]}",
        "Only goes with of: employer.",
    ),
    # documents
    (
        'pattern: "[0-9]{12}"',
        'pattern: "[0-9]{12"',
        "The pattern is no regular expression that can",
    ),
    ('pattern: "[0-9]{12}"', 'pattern: "(?=a)a"', "look-around"),
    (
        'example: "850101150019"',
        'example: "85010115001"',
        '"85010115001" does not match the pattern.',
    ),
    ('example: "850101150019"', 'example: "850101150018"', "does not pass its own check digit"),
    ('example: "850101150019"', 'example: "850101150018"', 'With "9" at its end it would pass.'),
    (
        "{named: kz-iin}",
        "{weights: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 10], modulus: 11}",
        "No last digit makes this one pass: take another number.",
    ),
    (
        'example: "850101150019"',
        'example: "859901150019"',
        "tells no birth date in the way of kz-iin",
    ),
    ("named: kz-iin", "named: kz-iim", 'There is no check named "kz-iim". Known: kz-iin,'),
    ("{named: kz-iin}", "{weights: [1, 2], modulus: 11}", "There are 2 weights for the 11 digits"),
]


@pytest.mark.parametrize(("old", "new", "said"), REGIME_CASES)
def test_a_regime_that_makes_no_sense_is_told_why(files, old, new, said):
    problems = spoil(files, "regime.yaml", old, new)
    assert any(said in problem for problem in problems), problems


def test_a_plate_counter_needs_plates(files):
    files["regime.yaml"] = files["regime.yaml"].replace("per: day}", "per: day, of: plate}")
    old = "    counters: [needs-a-day]\n"
    problems = spoil(files, "regime.yaml", old, old + "    plate: none\n")
    assert any("draws on a counter of plates" in problem for problem in problems)


def test_documents_are_needed_where_people_are_known_by_them(files):
    start = files["regime.yaml"].index("documents:")
    end = files["regime.yaml"].index("places:")
    problems = spoil(files, "regime.yaml", files["regime.yaml"][start:end], "")
    assert any("no type of document is defined" in problem for problem in problems)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  work: {title: Work}\n", "", "texts/en.yaml:3: purposes: purposes lacks: work."),
        (
            "KZ-LOCKED: The",
            "KZ-LOCKD: The",
            'regime.yaml has no "KZ-LOCKD" for these words. Did you',
        ),
        ("documents: {kz-iin: {title: IIN}}\n", "", "documents lacks: kz-iin."),
        ("certificates: {letter: {title: Letter}}\n", "", "certificates lacks: letter."),
        ("sectors: {food: Food}\n", "", "sectors lacks: food."),
        ("  over-65: Please stay at home.\n", "", "rules lacks: over-65."),
        ("{used} of", "{usd} of", 'Nothing fills {usd}. Did you mean "used"?'),
        ("{used} of", "{used.__class__} of", "Nothing fills {used.__class__}."),
        ("Please stay at home.", '" "', "rules.over-65: Is empty."),
    ],
)
def test_texts_have_every_word_and_none_too_many(files, old, new, said):
    problems = spoil(files, "texts/en.yaml", old, new)
    assert any(said in problem for problem in problems), problems


def test_a_language_needs_its_file_and_a_file_its_language(files):
    problems = spoil(files, "pack.yaml", "[en]", "[en, en, ru]")
    assert 'texts/ru.yaml: The file is missing. pack.yaml names the language "ru".' in problems
    assert "pack.yaml:3: languages.2: Is there twice." in problems
    files["texts/ru.yaml"] = files["texts/en.yaml"]
    with pytest.raises(PackRefused, match=r'"ru" is not among the languages'):
        read_files(files)


def test_a_language_without_standard_messages_brings_its_own(files):
    files["texts/el.yaml"] = files["texts/en.yaml"]
    problems = spoil(files, "pack.yaml", "[en]", "[en, el]")
    assert len(problems) == 1
    assert "refusals lacks messages for: no-order, after-sunset" in problems[0]
    assert "Tereze brings its own only in az, en, kk, ru" in problems[0]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "purpose: needs",
            "purpose: need",
            'when.purpose: There is no purpose in purposes: "need"',
        ),
        ("purpose: needs", "purpose: needs, place: KZ-9", "There is no place or zone"),
        ("purpose: needs", "purpose: needs, kind: exit", "There is no kind"),
        ("purpose: needs", "purpose: needs, door: app", "There is no door"),
        ("purpose: needs", "purpose: needs, certificate: x", "There is no purpose that accepts"),
        ("purpose: needs", "purpose: needs, employer: {sector: x}", "There is no rule that names"),
        ("09:00}", "09:00, applicant: {home: KZ-9}}", "There is no place in places"),
        ("09:00}", "09:00, applicant: {tagged: [x]}}", "There is no rule that asks for this tag"),
        ("09:00}", "09:00, applicant: {document: x}}", "There is no type of document"),
        (
            "09:00}",
            "09:00, tallies: [{counter: needs-a-day, used: 1}]}",
            "is not shared: it is count",
        ),
        (
            "expect: granted",
            "expect: {refused: {code: barred, rule: x}}",
            "No bar, counter, curfew or purpose",
        ),
        (
            "expect: granted",
            "expect: {refused: {code: barred, purposes: [work, shop]}}",
            'expect.refused.purposes.2: There is no purpose in purposes: "shop"',
        ),
        ("expect: granted", "expect: {refused: bared}", 'Did you mean "barred"?'),
        ("expect: granted", "expect: {granted: {}, refused: barred}", "needs exactly one of"),
        (
            "expect: granted",
            "expect: {granted: {from: 2020-04-06 10:00, until: 2020-04-06 09:00}}",
            "Ends before it begins.",
        ),
    ],
)
def test_a_scenario_speaks_of_this_regime(files, old, new, said):
    problems = spoil(files, "scenarios.yaml", old, new)
    assert any(said in problem for problem in problems), problems


@pytest.mark.parametrize(
    ("when", "expect"),
    [
        ("{purpose: dancing}", "unknown-purpose"),
        ("{purpose: needs, place: KZ-75}", "place-not-covered"),
        ("{purpose: needs, door: app}", "door-closed"),
        ("{purpose: needs, kind: exit}", "kind-not-offered"),
        ("{purpose: work, certificate: ticket}", "certificate-needed"),
        ("{purpose: work, employer: {sector: fun}}", "sector-not-allowed"),
    ],
)
def test_a_scenario_may_ask_for_what_is_not_there_when_that_is_the_point(files, when, expect):
    files["scenarios.yaml"] = (
        f"- {{name: One, given: {{now: 2020-04-06}}, when: {when}, expect: {{refused: {expect}}}}}\n"
    )
    assert len(read_files(files).scenarios) == 1


def test_an_emergency_may_come_through_any_door(files):
    files["scenarios.yaml"] = files["scenarios.yaml"].replace(
        "{purpose: needs}", "{purpose: emergency, door: telegram, kind: exit}"
    )
    assert len(read_files(files).scenarios) == 1


def test_scenarios_have_names_of_their_own_across_files(files):
    files["scenarios/more.yaml"] = files["scenarios.yaml"]
    with pytest.raises(PackRefused, match=r"scenarios\.yaml has a scenario of this name already\."):
        read_files(files)
    del files["scenarios.yaml"]
    assert len(read_files(files).scenarios) == 1


def test_a_scenario_that_can_not_be_read_is_no_missing_scenario(files):
    files["scenarios.yaml"] = files["scenarios.yaml"].replace("when:", "wenn:", 1)
    with pytest.raises(PackRefused) as refused:
        read_files(files)
    assert not any("There is no scenario." in str(one) for one in refused.value.problems)


def test_a_pack_without_scenarios_is_refused(files):
    files["scenarios.yaml"] = "[]\n"
    with pytest.raises(PackRefused, match=r"There is no scenario\."):
        read_files(files)


SHARING = """\
given:
  applicant: {age: 34, home: KZ-61}
  order: {places: [KZ-LOCKED], ends: 2020-05-01}
scenarios:
  - name: Needs are granted.
    given: {now: 2020-04-06 09:00}
    when: {purpose: needs}
    expect: granted
  - name: The elderly stay at home.
    given: {now: 2020-04-06 09:00, applicant: {age: 65}, order: {ends: 2020-04-20}}
    when: {purpose: needs}
    expect: {refused: barred}
"""


def test_scenarios_of_one_file_may_share_what_is_given(files):
    files["scenarios.yaml"] = SHARING
    young, old = (one.given for one in read_files(files).scenarios)
    assert (young.applicant.age, young.applicant.home) == (34, "KZ-61")
    assert (old.applicant.age, old.applicant.home) == (65, "KZ-61")
    assert (young.order.places, old.order.places) == (("KZ-LOCKED",), ("KZ-LOCKED",))
    assert str(young.order.ends).startswith("2020-05-01")
    assert str(old.order.ends).startswith("2020-04-20")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "home: KZ-61}",
            "home: KZ-62}",
            "scenarios.yaml:2: given.applicant.home: There is no place",
        ),
        ("age: 34", "aeg: 34", 'scenarios.yaml:2: given.applicant.aeg: "aeg" is no key here.'),
        ("purpose: needs", "purpose: need", 'yaml:7: scenarios."Needs are granted.".when.purpose'),
        ("order: {places", "now: 2020-04-06\n  order: {places", 'given.now: "now" is no key here.'),
        ("The elderly stay at home.", "Needs are granted.", "has a scenario of this name already"),
    ],
)
def test_what_is_wrong_with_shared_scenarios_is_said_once_and_where_it_stands(
    files, old, new, said
):
    problems = spoil({**files, "scenarios.yaml": SHARING}, "scenarios.yaml", old, new)
    assert len(problems) == 1
    assert said in problems[0]
