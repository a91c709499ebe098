# SPDX-License-Identifier: EUPL-1.2
"""`tereze resident` and `tereze staff`."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from tereze.core import clock
from tereze.people import selectors, services
from tereze.people.register_file import BadRows, RegisterFile
from tereze.people.types import (
    ROLES,
    ImportReport,
    PaperDocument,
    Person,
    ResidentFacts,
    Role,
    StaffFacts,
)

_ACTOR = "command-line"

_as_json = click.option("--json", "as_json", is_flag=True, help="For programs.")


class Tools(Protocol):
    """What the commands need from rooms that this one can't see."""

    @property
    def check_document(self) -> Callable[[str, str], str]:
        """Normalise a number by its document's type, or raise BadInput."""


@click.group()
def resident() -> None:
    """Residents: people known to this instance."""


@resident.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--bad-rows",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where rows go that can't be used, each with a reason. [default: FILE-bad-rows.csv]",
)
@_as_json
@click.pass_obj
def import_file(tools: Tools, file: Path, bad_rows: Path | None, as_json: bool) -> None:
    """Import a register from FILE, a CSV file in UTF-8 whose first line names the columns.

    \b
    document_type    kz-iin, passport, …: a type that an installed pack describes
    document_number
    name
    born             1990-02-01 or 01.02.1990
    sex              female or male
    phone            +77011234567
    address
    home             code of the place: KZ-61
    tags             separated by spaces: health-worker large-family
    household        what people who live together have in common

    The first three are needed, the others may be missing, and the order does not matter. People are
    found by their document; whoever is known already is brought up to date. Importing a file again
    does no harm, so an import that was interrupted is simply repeated.
    """
    bad_rows = bad_rows or file.with_name(f"{file.stem}-bad-rows.csv")
    with RegisterFile(file) as register:
        rejected = BadRows(bad_rows, like=register)
        try:
            report = _import(register, file.name, rejected, tools, quiet=as_json)
        finally:
            rejected.close()
    if as_json:
        plain = {name: getattr(report, name) for name in ImportReport.__slots__}
        more = {"bad_rows": str(bad_rows) if report.bad else None, "ignored": register.ignored}
        click.echo(json.dumps(plain | more))
        return
    click.echo(
        f"{report.rows} rows: {report.added} added, {report.updated} updated, "
        f"{report.unchanged} unchanged, {report.bad} bad."
    )
    if register.ignored:
        click.echo(f"Columns that mean nothing here: {', '.join(register.ignored)}.")
    if report.bad:
        click.echo(
            f"The bad rows are in {bad_rows}, each with the reason in its last column. Correct "
            "them there and import that file; then delete it, it holds personal data."
        )


@resident.command("add")
@click.option(
    "--document",
    "documents",
    nargs=2,
    multiple=True,
    required=True,
    metavar="TYPE NUMBER",
    help="kz-iin 900201450017, for instance; give it several times for several documents.",
)
@click.option("--name", required=True)
@click.option("--born", type=click.DateTime(["%Y-%m-%d"]), help="1990-02-01")
@click.option("--sex", type=click.Choice(["female", "male"]))
@click.option("--phone")
@click.option("--address")
@click.option("--home", help="Code of the place where they live: KZ-61.")
@click.option("--tag", "tags", multiple=True, help="health-worker, for instance.")
@click.option("--household", help="What people who live together have in common.")
@_as_json
@click.pass_obj
def add(
    tools: Tools,
    documents: tuple[tuple[str, str], ...],
    name: str,
    born: datetime | None,
    sex: Literal["female", "male"] | None,
    phone: str | None,
    address: str | None,
    home: str | None,
    tags: tuple[str, ...],
    household: str | None,
    as_json: bool,
) -> None:
    """Make one person known whose document you have seen."""
    facts = services.register_resident(
        person=Person(
            name=name,
            born=born.date() if born else None,
            sex=sex,
            phone=phone,
            address=address,
            home=home,
            tags=tags,
            household=household,
        ),
        documents=[_check(tools, document) for document in documents],
        source=_ACTOR,
        verified=True,
        actor=_ACTOR,
        now=clock.now(),
    )
    click.echo(json.dumps({"id": facts.id}) if as_json else f"Resident {facts.id} is known.")


@resident.command("find")
@click.option("--document", nargs=2, metavar="TYPE NUMBER")
@click.option("--phone")
@click.option("--why", required=True, help="Why you look. The person will read it.")
@_as_json
@click.pass_obj
def find(
    tools: Tools, document: tuple[str, str] | None, phone: str | None, why: str, as_json: bool
) -> None:
    """Show who has a document or a phone. The look is recorded, and the person can see it."""
    if not document and not phone:
        raise click.UsageError("Say by what to find: --document TYPE NUMBER or --phone NUMBER.")
    found = selectors.search_residents_from_command_line(
        document=_check(tools, document) if document else None,
        phone=phone,
        why=why,
        now=clock.now(),
    )
    if as_json:
        click.echo(json.dumps([_plain_resident(facts) for facts in found], ensure_ascii=False))
        return
    for facts in found:
        _show({key: str(value) for key, value in _plain_resident(facts).items() if value})
    if not found:
        click.echo("Nobody.")


@resident.command("reseal")
@_as_json
def reseal(as_json: bool) -> None:
    """Seal everybody anew after you put another value in front of TEREZE_SECRET.

    Stop `tereze up` before, because people are found by the first value only. The other values are
    needed until this is done, and for the permits of the last month.
    """
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TextColumn("{task.completed:,}"))
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=as_json or not console.is_terminal) as bar:
        task = bar.add_task("Sealing residents", total=None)
        done = services.reseal_residents(
            actor=_ACTOR, now=clock.now(), progress=lambda count: bar.update(task, completed=count)
        )
    click.echo(json.dumps({"residents": done}) if as_json else f"{done} residents are sealed anew.")


@resident.command("count")
@_as_json
def count(as_json: bool) -> None:
    """How many residents are known."""
    counts = selectors.count_residents()
    if as_json:
        click.echo(json.dumps({"total": counts.total, "verified": counts.verified}))
    else:
        click.echo(f"{counts.total} residents, {counts.verified} of them confirmed.")


@click.group()
def staff() -> None:
    """People who work here, and their roles."""


@staff.command("add")
@click.argument("name")
@click.option(
    "--role", type=click.Choice(ROLES), required=True, help="What they may do; one at first."
)
@_as_json
def add_member(name: str, role: Role, as_json: bool) -> None:
    """Let NAME work here, and print their first password."""
    _, password = services.add_staff(name=name, role=role, actor=_ACTOR, now=clock.now())
    if as_json:
        click.echo(json.dumps({"name": name, "role": role, "password": password}))
    else:
        click.echo(password)
        click.echo(f"This is the first password of {name}. It is not shown again.", err=True)


@staff.command("password")
@click.argument("name")
@_as_json
def set_password(name: str, as_json: bool) -> None:
    """Give NAME another password, asked for here. Wherever they were signed in, they are out."""
    new = click.prompt("New password", hide_input=True, confirmation_prompt="Once more", err=True)
    facts = services.set_staff_password(name=name, new=new, actor=_ACTOR, now=clock.now())
    done = f"{name} signs in with the new password from now on."
    click.echo(json.dumps(_plain_staff(facts)) if as_json else done)


@staff.command("close")
@click.argument("name")
@_as_json
def close_member(name: str, as_json: bool) -> None:
    """Let NAME sign in no more. What they did stays on record."""
    facts = services.close_staff(name=name, actor=_ACTOR, now=clock.now())
    click.echo(json.dumps(_plain_staff(facts)) if as_json else f"{name} can't sign in any more.")


@staff.command("list")
@_as_json
def list_members(as_json: bool) -> None:
    """Show everybody who works or worked here."""
    everybody = selectors.list_staff()
    if as_json:
        click.echo(json.dumps([_plain_staff(facts) for facts in everybody]))
        return
    table = Table("name", "roles", "state")
    for facts in everybody:
        table.add_row(facts.name, ", ".join(facts.roles), "active" if facts.active else "closed")
    Console(markup=False).print(
        table if everybody else "Nobody yet. Add somebody with `tereze staff add`."
    )


def _import(
    register: RegisterFile, name: str, rejected: BadRows, tools: Tools, *, quiet: bool
) -> ImportReport:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[rows]:,} rows"),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    hidden = quiet or not console.is_terminal
    with Progress(*columns, console=console, disable=hidden) as progress:
        # Rows can't be counted without reading them all; bytes are known beforehand.
        task = progress.add_task("Importing", total=register.size, rows=0)

        def show(report: ImportReport) -> None:
            progress.update(task, completed=register.bytes_read, rows=report.rows)

        return services.import_residents(
            register,
            spoken=register.spoken,
            source=f"register:{name}"[:80],
            check=tools.check_document,
            reject=rejected.add,
            actor=_ACTOR,
            now=clock.now(),
            progress=show,
        )


def _check(tools: Tools, document: tuple[str, str]) -> PaperDocument:
    type, number = document
    return PaperDocument(type=type, number=tools.check_document(type, number))


def _plain_resident(facts: ResidentFacts) -> dict[str, object]:
    person = facts.person
    return {
        "id": facts.id,
        "name": person.name,
        "born": person.born.isoformat() if person.born else None,
        "sex": person.sex,
        "phone": person.phone,
        "address": person.address,
        "home": person.home,
        "tags": list(person.tags),
        "household": person.household,
        "documents": [{"type": d.type, "number": d.number} for d in facts.documents],
        "verified_at": facts.verified_at.isoformat() if facts.verified_at else None,
        "registered_at": facts.registered_at.isoformat(),
        "source": facts.source,
    }


def _plain_staff(facts: StaffFacts) -> dict[str, object]:
    return {"name": facts.name, "roles": list(facts.roles), "active": facts.active}


def _show(lines: dict[str, str]) -> None:
    table = Table(show_header=False, box=None)
    for key, value in lines.items():
        table.add_row(key, value)
    Console(markup=False).print(table)
