# SPDX-License-Identifier: EUPL-1.2
"""`tereze`: the command line of an instance.

Each room brings its own group of commands in its `cli.py`; this module only puts them together and
gives them what they can't reach from where they are: the database, and what a pack says about
documents.
"""

import os
import sys
from collections.abc import Callable
from contextlib import ExitStack
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

import click
from typing_extensions import override

from tereze.config.preparation import expect_tables, shipped_packs
from tereze.core import home, postgres
from tereze.core.errors import TerezeError


class Instance:
    """The instance that a command works on; opened by the first command that needs it."""

    def __init__(self, resources: ExitStack) -> None:
        self._resources = resources

    @cached_property
    def _opened(self) -> bool:
        home.adopt_secret(home.folder())
        if not os.environ.get("TEREZE_DATABASE_URL"):
            url = self._resources.enter_context(postgres.use(home.folder(), report=tell))
            os.environ["TEREZE_DATABASE_URL"] = url
        expect_tables(os.environ["TEREZE_DATABASE_URL"])
        set_up_django()
        return True

    @property
    def shipped_packs(self) -> Path:
        """Where the packs lie that come with Tereze."""
        return shipped_packs()

    def open(self) -> None:
        """Make the database reachable, starting the embedded one for this command if need be."""
        assert self._opened  # noqa: S101 (opens at the first look)

    @property
    def check_document(self) -> Callable[[str, str], str]:
        """Normalise and check a document's number by the types that installed packs define."""
        self.open()
        check: Callable[[str, str], str]
        check = import_module("tereze.packs.selectors").get_document_check()
        return check


def set_up_django() -> None:
    """Make models importable."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tereze.config.settings")
    import_module("django").setup()  # many commands do without it, and start quicker


class Rooms(click.Group):
    """Groups of commands that are imported when they are used, so that `--help` is quick."""

    #: name → where it is, whether it needs the database, what it is for
    rooms = {
        "pack": ("tereze.packs.cli", False, "Read, check, test, sign and install packs."),
        "order": ("tereze.permits.cli", True, "Put packs in force: prepare, simulate, end."),
        "permit": ("tereze.permits.cli", True, "Look at permits, replay decisions, revoke."),
        "deletions": ("tereze.permits.cli", True, "The public log of deletions: verify it."),
        "key": ("tereze.permits.cli", True, "The keys that sign permits."),
        "sms": (
            "tereze.permits.conversation.sms_cli",
            False,
            "How messages are read: score, corpus.",
        ),
        "checkpoint": ("tereze.permits.checkpoints.cli", True, "Checkpoints: add, list, close."),
        "resident": ("tereze.people.cli", True, "Residents: import a register, add, find."),
        "staff": ("tereze.people.cli", True, "People who work here, and their roles."),
        "door": ("tereze.messaging.cli", True, "Doors: ways in for programs, with keys."),
        "carrier": ("tereze.messaging.cli", True, "Carriers of short messages: check them."),
        "bot": ("tereze.messaging.cli", True, "Bots in messengers: check them, connect them."),
        "db": ("tereze.config.database_cli", False, "The database: dump, restore, distribute."),
    }
    #: what else a group may be called
    others = {"database": "db"}

    @override
    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*super().list_commands(ctx), *self.rooms]

    @override
    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        cmd_name = self.others.get(cmd_name, cmd_name)
        if cmd_name not in self.rooms:
            return super().get_command(ctx, cmd_name)
        module, needs_database, _ = self.rooms[cmd_name]
        if needs_database:
            set_up_django()
        group: click.Group = getattr(import_module(module), cmd_name)
        if cmd_name == "pack":
            group.add_command(import_module("tereze.permits.scenario_cli").test)
        return group

    @override
    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0] if args else ""
        # Help needs no database, and must work where there is none yet.
        if self.rooms.get(name, ("", False, ""))[1] and "--help" not in args:
            ctx.obj.open()
        return super().resolve_command(ctx, args)

    @override
    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        own = [(name, self.commands[name].get_short_help_str(80)) for name in self.commands]
        rooms = [(name, text) for name, (_, _, text) in self.rooms.items()]
        with formatter.section("Commands"):
            formatter.write_dl([*own, *rooms])


@click.group(cls=Rooms, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tereze")
def tereze() -> None:
    """One window between people and public services.

    Start with `tereze up`. Everything that differs between places comes from the environment
    (TEREZE_HOME, TEREZE_SECRET, TEREZE_DATABASE_URL, TEREZE_HOSTS, TEREZE_URL); docs/howto tells
    what each does.
    """


@tereze.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="Port to listen on.")
@click.option("--workers", default=1, show_default=True, help="Web processes.")
@click.option("--demo", is_flag=True, help="Fictitious residents and sign-ins, readable outbox.")
def up(host: str, port: int, workers: int, demo: bool) -> None:
    """Start everything: database, web, worker. Ctrl-C stops it all."""
    from tereze.config import up as starting  # only this command needs it

    starting.run(
        address=starting.Address(host=host, port=port), demo=demo, workers=workers, report=tell
    )


@tereze.command()
@click.option("--gate", is_flag=True, help="Asking for and checking permits, without the pages.")
@click.option("--web", is_flag=True, help="The pages.")
@click.option("--worker", is_flag=True, help="What nobody waits for: messages, deletion.")
@click.option("--carrier", is_flag=True, help="Connections with carriers of short messages.")
@click.option("--polling", is_flag=True, help="Asking bots that can't post to us.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="Port to listen on.")
@click.option("--workers", default=1, show_default=True, help="Processes that answer.")
def serve(
    gate: bool,
    web: bool,
    worker: bool,
    carrier: bool,
    polling: bool,
    host: str,
    port: int,
    workers: int,
) -> None:
    """Start parts of an instance by themselves. `tereze up` starts them all."""
    from tereze.config import serve as serving  # only this command needs it
    from tereze.config.up import Address

    serving.run(
        address=Address(host=host, port=port),
        gate=gate,
        web=web,
        worker=worker,
        carrier=carrier,
        polling=polling,
        workers=workers,
        report=tell,
    )


def tell(line: str) -> None:
    """A line for the operator; on the error stream, so that --json stays readable by programs."""
    click.echo(line, err=True)


def main(arguments: list[str] | None = None) -> Any:
    """Run the command line; errors that we foresee are words, not tracebacks."""
    try:
        with ExitStack() as resources:
            return tereze(arguments, obj=Instance(resources))
    except TerezeError as error:
        click.echo(click.style("Error: ", fg="red", bold=True) + str(error), err=True)
        sys.exit(1)
