# SPDX-License-Identifier: EUPL-1.2
"""Reading packs: a right one becomes a value, a wrong one a list of problems that help."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tereze.packs.errors import PackRefused
from tereze.packs.files import LARGEST_FILE, load_folder
from tereze.packs.reading import read_files, read_folder
from tereze.packs.types import Pack
from unit.packs.right_pack import FILES

SHIPPED = sorted(
    file.parent for file in (Path(__file__).parents[3] / "packs").glob("*/*/pack.yaml")
)


def problems_of(files: dict[str, str]) -> list[str]:
    with pytest.raises(PackRefused) as refused:
        read_files(files)
    return [str(problem) for problem in refused.value.problems]


def spoil(files: dict[str, str], path: str, old: str, new: str) -> list[str]:
    assert old in files[path]
    return problems_of({**files, path: files[path].replace(old, new, 1)})


def write(folder: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_bytes(text.encode())
    return folder


def test_a_right_pack_is_read(files):
    pack = read_files(files)
    assert pack.info.pack == "test-city"
    assert pack.regime.purposes[0].hours[0].from_ == "08:00"
    assert pack.texts["en"].title == "Permits"
    assert [one.name for one in pack.scenarios] == ["Needs are granted."]
    assert len(pack.digest) == 64


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda one: f"{one.parent.name}-{one.name}")
def test_shipped_packs_are_right_and_lie_where_their_name_says(folder):
    info = read_folder(folder).info
    assert (info.pack, info.version) == (folder.parent.name, folder.name)


def test_what_yaml_would_guess_stays_what_was_written(files):
    files["pack.yaml"] = files["pack.yaml"].replace('"1.0"', "1.10")
    files["regime.yaml"] = files["regime.yaml"].replace('["2"]', "[no, 010]")
    pack = read_files(files)
    assert pack.info.version == "1.10"
    assert pack.regime.purposes[0].sms == ("no", "010")


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (
            "duration: {minutes: 120}",
            "duratoin: {minutes: 120}",
            (
                'regime.yaml:23: purposes.needs.duratoin: "duratoin" is no key here. '
                'Did you mean "duration"?'
            ),
        ),
        (
            "    duration: {minutes: 120}\n",
            "",
            'regime.yaml:21: purposes.needs.duration: "duration" is missing.',
        ),
        (
            'until: "20:00"',
            "until: 8:00",
            (
                'regime.yaml:24: purposes.needs.hours.1.until: "8:00" is not written in the right form. '
                'A local clock time, "06:00" to "24:00". Example: 08:00'
            ),
        ),
        (
            "per: day",
            "per: dya",
            (
                'regime.yaml:19: counters.needs-a-day.per: "dya" is not one of the words allowed here. '
                'Did you mean "day"?'
            ),
        ),
        (
            "minutes: 120",
            "minutes: two",
            (
                'regime.yaml:23: purposes.needs.duration.minutes: "two" is not a whole number. '
                "Always so many minutes."
            ),
        ),
        (
            "minutes: 120",
            "minutes: 0",
            (
                'regime.yaml:23: purposes.needs.duration.minutes: "0" has to be more than 0. '
                "Always so many minutes."
            ),
        ),
        (
            "{minutes: 120}",
            '{minutes: 120, until: "20:00"}',
            (
                "regime.yaml:23: purposes.needs.duration: needs exactly one of: minutes, choose, until, "
                "until_end_of, until_stated."
            ),
        ),
        (
            "[needs-a-day]",
            "needs-a-day",
            (
                'regime.yaml:25: purposes.needs.counters: "needs-a-day" has to be a list: [one, two], '
                "or lines that begin with a hyphen. The counters that it draws on."
            ),
        ),
        (
            "timezone: Asia/Almaty",
            "timezone: Asia",
            (
                'regime.yaml:1: timezone: "Asia" is not a time zone of the IANA list; write for example '
                "Asia/Almaty."
            ),
        ),
        (
            "purposes:\n",
            "purposes:\n  - id:\n    duration: {minutes: 5}\n",
            "regime.yaml:21: purposes.1.id: Is empty. Write a value, or take the key out.",
        ),
        (
            "check: {named: kz-iin}",
            "check: {weights: [1], modulus: none}",
            'regime.yaml:9: documents.kz-iin.check.modulus: "none" is not a whole number.',
        ),
        (
            "when: {age: {at_least: 65}}",
            "when: {hours: [{from: 25:00, until: 26:00}]}",
            (
                'regime.yaml:17: bars.over-65.when.hours.1.from: "25:00" is not written in the right '
                'form. A local clock time, "06:00" to "24:00". Example: 08:00'
            ),
        ),
        (
            "when: {age: {at_least: 65}}",
            "when: {dates: [20200501]}",
            (
                'regime.yaml:17: bars.over-65.when.dates.1: "20200501" is not a day; write year, month '
                "and day: 2020-04-05."
            ),
        ),
        (
            "when: {age: {at_least: 65}}",
            "when: {dates: [2020-02-30]}",
            'regime.yaml:17: bars.over-65.when.dates.1: "2020-02-30" is no day of the calendar.',
        ),
        (
            "emergency: true",
            "emergency: maybe",
            (
                'regime.yaml:30: purposes.emergency.emergency: "maybe" is neither true nor false. Danger '
                "to life: always granted, at any hour, to anybody, at no cost of quota."
            ),
        ),
    ],
)
def test_a_problem_of_shape_names_line_and_what_would_be_right(files, old, new, line):
    assert line in spoil(files, "regime.yaml", old, new)


def test_a_key_in_the_wrong_form_is_told(files):
    problems = spoil(files, "texts/en.yaml", "  over-65:", "  Over 65:")
    assert problems == [
        (
            'texts/en.yaml:12: rules.Over 65: "Over 65" is not written in the right form. '
            "Lower-case letters, digits, hyphens."
        )
    ]
    problems = spoil(files, "texts/en.yaml", "rules:", "refusals: {curfw: Night.}\nrules:")
    assert problems == [
        (
            'texts/en.yaml:11: refusals.curfw: "curfw" is not one of the words allowed here. '
            'Did you mean "curfew"?'
        )
    ]


def test_a_comma_without_quotes_is_explained(files):
    problems = spoil(files, "texts/en.yaml", "{title: Needs}", "{title: Needs, and more}")
    assert problems == [
        (
            'texts/en.yaml:4: purposes.needs.and more: "and more" is no key here. '
            "A text with a comma needs quotes inside { }."
        )
    ]


def test_all_problems_of_all_files_are_reported_at_once(files):
    files["pack.yaml"] += "autor: me\n"
    files["regime.yaml"] = files["regime.yaml"].replace("minutes: 120", "minutes: x")
    files["texts/en.yaml"] = "title: [\n"
    files["scenarios.yaml"] += "- {name: Half}\n"
    del files["README.md"]
    assert {problem.partition(":")[0] for problem in problems_of(files)} == {
        "pack.yaml",
        "regime.yaml",
        "texts/en.yaml",
        "scenarios.yaml",
        "README.md",
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\na: 2\n", 'regime.yaml:2: "a" is here twice; the first is in line 1.'),
        ("a: !!python/object:os.system {}\n", "The tag tag:yaml.org,2002:python/object:os.system"),
        ("a: *b\n", "regime.yaml:1: Nothing above is marked &b."),
        ("a: &a [*a]\n", "regime.yaml:1: Nothing above is marked &a."),
        ("a: 1\n---\nb: 2\n", "regime.yaml:2: A second document begins. Take out the ---."),
        ("a: b: c\n", 'A text that holds ": " needs quotes around it.'),
        ("a:\n\tb: c\n", "Indent with spaces, not tabs"),
        ("a: [1, 2\nb: 3\n", "A bracket [ is not closed"),
        ("[" * 60 + "]" * 60, "Is nested more than 40 deep."),
        ("? [a]\n: b\n", "regime.yaml:1: A key is not a word. Write key: value."),
        ("", "regime.yaml: Is empty."),
        ("- a\n", "has to be lines of key: value."),
    ],
)
def test_yaml_that_is_not_plain_is_refused_with_a_hint(files, text, said):
    problems = problems_of({**files, "regime.yaml": text})
    assert any(said in problem for problem in problems), problems


def test_aliases_repeat_a_value(files):
    files["scenarios.yaml"] = (
        "- &first\n  name: One\n  given: &monday {now: 2020-04-06 09:00}\n"
        "  when: {purpose: needs}\n  expect: granted\n"
        "- {name: Two, given: *monday, when: {purpose: needs}, expect: granted}\n"
    )
    one, two = read_files(files).scenarios
    assert one.given == two.given


def test_a_small_file_can_not_unfold_into_a_large_one(files):
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    problems = problems_of({**files, "regime.yaml": "\n".join(lines)})
    assert problems == ["regime.yaml:5: The file holds more than 100000 values."]


def test_a_number_may_have_thousands_of_digits_and_is_only_wrong(files):
    problems = spoil(files, "regime.yaml", "minutes: 120", f"minutes: {'9' * 6000}")
    assert problems == [
        "regime.yaml:23: purposes.needs.duration.minutes: is too large. Always so many minutes."
    ]


# --- folders --------------------------------------------------------------------------------------


def test_a_folder_is_read_as_its_files(files, tmp_path):
    assert read_folder(write(tmp_path, files)) == read_files(files)


def test_a_missing_folder_is_a_problem_not_a_crash(tmp_path):
    with pytest.raises(PackRefused, match=r"There is no such folder\."):
        read_folder(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("regime.yml", "Name it regime.yaml."),
        ("run.py", "Does not belong in a pack."),
        ("texts/en.py", "Does not belong in a pack."),
        (".hidden.md", "Does not belong in a pack."),
        ("../pack.yaml", "Does not belong in a pack."),
        ("/etc/passwd", "Does not belong in a pack."),
        ("scenarios/../x.yaml", "Does not belong in a pack."),
    ],
)
def test_files_of_other_names_are_refused(files, path, said):
    assert any(path in one and said in one for one in problems_of({**files, path: ""}))


def test_symbolic_links_are_refused(files, tmp_path):
    write(tmp_path, files)
    (tmp_path / "README.md").unlink()
    (tmp_path / "README.md").symlink_to("/etc/passwd")
    with pytest.raises(PackRefused, match=r"README\.md: Is a symbolic link\."):
        load_folder(tmp_path)


def test_a_linked_folder_is_refused(files, tmp_path):
    write(tmp_path, files)
    (tmp_path / "scenarios").symlink_to("/etc")
    with pytest.raises(PackRefused, match=r"scenarios: Is a symbolic link\."):
        load_folder(tmp_path)


def test_a_pipe_in_the_folder_does_not_hold_up_the_reader(files, tmp_path):
    write(tmp_path, files)
    os.mkfifo(tmp_path / "LICENSE")
    with pytest.raises(PackRefused, match=r"LICENSE: Is not a file\."):
        load_folder(tmp_path)


def test_large_files_and_packs_are_refused(files, tmp_path):
    write(tmp_path, {**files, "README.md": "x" * (LARGEST_FILE + 1)})
    with pytest.raises(PackRefused, match=r"README\.md: Is larger than 1 MB\."):
        load_folder(tmp_path)
    many = {f"page-{number}.md": "x" * LARGEST_FILE for number in range(11)}
    assert any("over 10 MB" in one for one in problems_of({**files, **many}))


def test_too_many_files_are_refused(files, tmp_path):
    write(tmp_path, {**files, **{f"page-{number}.md": "" for number in range(200)}})
    with pytest.raises(PackRefused, match="at most 200 files"):
        load_folder(tmp_path)


def test_text_that_can_not_be_stored_is_refused(files, tmp_path):
    assert "README.md:2: Holds the control character U+0000. Take it out." in problems_of(
        {**files, "README.md": "one\ntwo\x00\n"}
    )
    write(tmp_path, files)
    (tmp_path / "README.md").write_bytes(b"\xff\xfe")
    with pytest.raises(PackRefused, match=r"README\.md: Is not UTF-8 text"):
        load_folder(tmp_path)


# --- whatever comes -------------------------------------------------------------------------------

PATHS = st.sampled_from(["pack.yaml", "regime.yaml", "texts/en.yaml", "scenarios.yaml"])
WORDS = st.sampled_from(
    [
        "purposes:",
        "- id: a",
        "  ",
        "\n",
        "{",
        "}",
        "[",
        "]",
        ": ",
        "&a",
        "*a",
        "!!x ",
        "when",
        "any",
        "counters",
        "hours",
        "from",
        "1",
        "-",
        "null",
        "'",
        '"',
        "|",
        ">-",
        "#",
        "age",
        "limit",
        ",",
    ]
)


@given(path=PATHS, text=st.one_of(st.text(), st.lists(WORDS).map("".join)))
def test_any_text_is_a_pack_or_a_list_of_problems(path, text):
    base = {"pack.yaml": "pack: a\nversion: 1.0\nlanguages: [en]\npublisher: b\n"}
    try:
        assert isinstance(read_files({**base, path: text}), Pack)
    except PackRefused as refused:
        assert refused.problems  # noqa: PT017 (either outcome is fine, anything else is not)


@given(data=st.data())
def test_a_right_pack_with_one_piece_changed_is_read_or_refused_but_never_crashes(data):
    files = dict(FILES)
    path = data.draw(PATHS)
    text = files[path]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 12)))
    files[path] = text[:start] + data.draw(st.one_of(WORDS, st.text(max_size=6))) + text[end:]
    try:
        read_files(files)
    except PackRefused as refused:
        assert refused.problems  # noqa: PT017 (either outcome is fine, anything else is not)
