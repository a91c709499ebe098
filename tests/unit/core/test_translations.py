# SPDX-License-Identifier: EUPL-1.2
"""Every word on every screen is there in every language, and no translation is broken."""

from pathlib import Path

import pytest
from babel.messages.mofile import read_mo

from tereze.core import catalogues
from tereze.core.compile_messages import compile_messages

HOMES = [home for home in catalogues.homes() if len(catalogues.said(home)) > 1]


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
@pytest.mark.parametrize("home", HOMES, ids=lambda home: home[0].parent.name)
def test_everything_that_is_said_is_translated(home: catalogues.Home, language: str) -> None:
    missing = catalogues.untranslated(home, language)
    assert not missing, f"run scripts/messages, then translate into {language}: {missing}"


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
@pytest.mark.parametrize("home", HOMES, ids=lambda home: home[0].parent.name)
def test_translations_use_only_placeholders_that_their_original_offers(
    home: catalogues.Home, language: str
) -> None:
    assert catalogues.misplaced(home, language) == []


def test_words_are_found_in_python_and_in_templates(tmp_path: Path) -> None:
    room = tmp_path / "room"
    (room / "templates").mkdir(parents=True)
    (room / "__init__.py").write_text('WORD = pgettext_lazy("door", "Open")\n')
    (room / "templates" / "page.html").write_text(
        '{% if open %}\n    {% translate "It\'s open" %}\n  {% endif %}\n'
        "{% blocktranslate count n=n trimmed %}one\n door{% plural %}{{ n }} doors{% endblocktranslate %}"
    )
    said = catalogues.said((tmp_path / "locale", (room,)), house=tmp_path)
    assert {(message.context, message.id) for message in said if message.id} == {
        ("door", "Open"),
        (None, "It's open"),
        (None, ("one door", "%(n)s doors")),
    }


def test_a_room_inside_a_room_has_its_own_words(tmp_path: Path) -> None:
    for room, words in {"outer": "outside", "outer/inner": "inside"}.items():
        (tmp_path / room).mkdir()
        for file, text in {"__init__.py": f'gettext("{words}")', "apps.py": ""}.items():
            (tmp_path / room / file).write_text(text)
    said = {
        home[0].parent.name: [message.id for message in catalogues.said(home, house=tmp_path)][1:]
        for home in catalogues.homes(tmp_path)
        if home[1]
    }
    assert said == {"outer": ["outside"], "inner": ["inside"]}


def test_updating_keeps_translations_and_drops_what_is_no_longer_said(tmp_path: Path) -> None:
    room = tmp_path / "room"
    room.mkdir()
    home = (tmp_path / "locale", (room,))
    source = room / "words.py"
    source.write_text('gettext("stays")\ngettext("goes")\n')
    catalogues.update(home, "ru", house=tmp_path)
    catalogue = catalogues.translated(home, "ru")
    catalogue["stays"].string = "остаётся"
    catalogues.write(home, "ru", catalogue)

    source.write_text('gettext("stays")\ngettext("comes")\n')
    file = catalogues.update(home, "ru", house=tmp_path)

    assert file is not None
    assert 'msgstr "остаётся"' in file.read_text()
    assert "goes" not in file.read_text()
    assert catalogues.untranslated(home, "ru", house=tmp_path) == ["comes"]


def test_a_translation_is_compiled_once_and_again_when_it_changed(tmp_path: Path) -> None:
    folder = tmp_path / "locale" / "ru" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source = folder / "django.po"
    source.write_text('msgid ""\nmsgstr "Language: ru\\n"\n\nmsgid "yes"\nmsgstr "да"\n')

    assert compile_messages(tmp_path) == [folder / "django.mo"]
    assert compile_messages(tmp_path) == []

    with (folder / "django.mo").open("rb") as stream:
        assert read_mo(stream)["yes"].string == "да"
