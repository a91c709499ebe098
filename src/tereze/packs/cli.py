# SPDX-License-Identifier: EUPL-1.2
"""`tereze pack …`: what a pack's author and an operator do with packs.

All but `install` work on folders alone, so Django is loaded only there and everything else
answers at once.
"""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from tereze.core import clock
from tereze.core.errors import BadInput
from tereze.packs.diff import compare_packs
from tereze.packs.drafting import draft_pack
from tereze.packs.errors import FilesChanged, NotSigned, PackRefused, SignatureWrong
from tereze.packs.files import load_folder
from tereze.packs.reading import read_files, read_folder
from tereze.packs.schema import make_schemas
from tereze.packs.signing import (
    TrustedKey,
    check_unchanged,
    make_key,
    read_trusted_keys,
    sign_files,
    signer_ids,
    verify_files,
)
from tereze.packs.types import Pack
from tereze.packs.words import regime_lines

PASSPHRASE = "TEREZE_PACK_KEY_PASSPHRASE"  # noqa: S105 (the name of a variable)

_FOLDER = click.Path(path_type=Path, file_okay=False)
_FILE = click.Path(path_type=Path, dir_okay=False)
_as_json = click.option("--json", "as_json", is_flag=True, help="Answer for programs.")
_trusted = click.option(
    "--trusted",
    type=_FILE,
    envvar="TEREZE_PACK_TRUSTED_KEYS",
    help="File of public keys that are trusted here, one after the other; the line before each "
    "says whose it is. Also from TEREZE_PACK_TRUSTED_KEYS.",
)


@click.group()
def pack() -> None:
    """Write, check, compare, sign and install packs.

    A pack is a folder that holds the movement rules of a place, their texts in every language, and
    scenarios that test them. docs/howto/write-a-pack.md explains how to write one.
    """


# --- Writing ----------------------------------------------------------------------------------


@pack.command()
@click.argument("folder", type=_FOLDER)
@click.option("--place", default="ZZ", help="Code of the place: KZ-61. (ZZ: decide later.)")
@click.option("--timezone", default="UTC", help="Its time zone: Asia/Almaty.")
def new(folder: Path, place: str, timezone: str) -> None:
    """Begin a pack in the new folder FOLDER: small, but complete and right."""
    for file in draft_pack(folder, place=place, timezone=timezone):
        click.echo(file)


@pack.command()
@click.argument("folder", type=_FOLDER)
@_as_json
def check(folder: Path, as_json: bool) -> None:
    """Say everything that is wrong with the pack in FOLDER, by file and line.

    Ends with 0 when nothing is, else with 1.
    """
    try:
        found = read_folder(folder)
    except PackRefused as refused:
        if as_json:
            _print_json({"problems": [asdict(problem) for problem in refused.problems]})
        else:
            for problem in refused.problems:
                click.echo(problem)
            click.echo(_count(len(refused.problems), "problem"), err=True)
        raise click.exceptions.Exit(1) from None
    if as_json:
        _print_json({"problems": [], "digest": found.digest})
        return
    purposes = _count(len(found.regime.purposes), "purpose")
    languages = _count(len(found.info.languages), "language")
    scenarios = _count(len(found.scenarios), "scenario")
    click.echo(f"{_name(found)} is right: {purposes}, {languages}, {scenarios}.")
    click.echo(f"digest {found.digest}")


@pack.command()
@click.argument("folder", type=_FOLDER)
@_as_json
def show(folder: Path, as_json: bool) -> None:
    """Tell the rules of the pack in FOLDER in plain words."""
    found = read_folder(folder)
    if as_json:
        _print_json(_as_plain(found))
        return
    texts = found.texts.get("en") or found.texts[found.info.languages[0]]
    click.secho(f"{_name(found)}: {texts.title}", bold=True)
    click.echo(texts.summary)
    click.echo()
    titles = {name: named.title for name, named in texts.purposes.items()}
    click.echo("\n".join(regime_lines(found.regime, titles)))


@pack.command()
@click.argument("old", type=_FOLDER)
@click.argument("new", type=_FOLDER)
@_as_json
def diff(old: Path, new: Path, as_json: bool) -> None:
    """Tell what the pack in NEW says otherwise than the one in OLD, rule by rule."""
    differences = compare_packs(read_folder(old), read_folder(new))
    if as_json:
        _print_json({"differences": [asdict(one) for one in differences]})
        return
    for part in dict.fromkeys(one.part for one in differences):
        click.secho(part.capitalize(), bold=True)
        for one in differences:
            if one.part == part:
                click.echo(f"  {one.in_words()}")
    if not differences:
        click.echo("Both say the same.")


@pack.command()
@click.option("--out", type=_FOLDER, help="Write the files there instead of printing one.")
@click.argument("name", type=click.Choice(["pack", "regime", "texts", "scenarios"]), required=False)
def schema(name: str | None, out: Path | None) -> None:
    """Print the JSON Schema of a pack's file, for editors; or write all four with --out."""
    schemas = make_schemas()
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        for file, text in schemas.items():
            (out / file).write_text(text, encoding="utf-8", newline="\n")
    elif name is not None:
        click.echo(schemas[f"{name}.json"], nl=False)
    else:
        raise click.UsageError("Name a file (pack, regime, texts or scenarios), or give --out.")


# --- Vouching for -----------------------------------------------------------------------------


@pack.group()
def key() -> None:
    """Keys that sign packs. (Keys that sign permits are `tereze key`.)"""


@key.command("new")
@click.argument("file", type=_FILE)
@click.option("--name", required=True, help="Whose key it is, as others will read it.")
def new_key(file: Path, name: str) -> None:
    """Make a signing key: the secret half in FILE, the public half in FILE.pub.

    Set TEREZE_PACK_KEY_PASSPHRASE first, and the secret half is encrypted with it. Give FILE.pub
    to those who should trust your packs.
    """
    passphrase = os.environ.get(PASSPHRASE)
    public_file = file.with_name(file.name + ".pub")
    made = make_key(name, passphrase)
    for path, text, mode in ((file, made.private, 0o600), (public_file, made.public, 0o644)):
        _write_new(path, text, mode)
    click.echo(f"{file}: secret half{'' if passphrase else ', not encrypted'}")
    click.echo(f"{public_file}: public half")
    click.echo(f"key {made.id}")


@pack.command()
@click.argument("folder", type=_FOLDER)
@click.option("--key", "key_file", type=_FILE, required=True, help="File of the secret key.")
def sign(folder: Path, key_file: Path) -> None:
    """Sign the pack in FOLDER: write manifest.json and manifest.dsse into it.

    An encrypted key is opened with TEREZE_PACK_KEY_PASSPHRASE.
    """
    files = load_folder(folder)
    found = read_files(files)
    signed = sign_files(files, _read_text(key_file), os.environ.get(PASSPHRASE))
    for path, text in signed.items():
        (folder / path).write_text(text, encoding="utf-8", newline="\n")
    click.echo(f"{_name(found)} is signed: digest {found.digest}")


@pack.command()
@click.argument("folder", type=_FOLDER)
@_trusted
@_as_json
def verify(folder: Path, trusted: Path | None, as_json: bool) -> None:
    """Say whether the pack in FOLDER is as it was signed, and by whom.

    Names every file that was changed, added or taken away. Without trusted keys nobody can tell
    who signed it; then only the files are compared.
    """
    files = load_folder(folder)
    signer = None
    try:
        if trusted is None:
            check_unchanged(files)
        else:
            signer = verify_files(files, _read_trusted(trusted)).name
    except SignatureWrong as wrong:
        if not as_json:
            raise
        changes = wrong.changes if isinstance(wrong, FilesChanged) else ()
        _print_json({"code": wrong.code, "title": wrong.message, "changes": changes})
        raise click.exceptions.Exit(1) from None
    if as_json:
        _print_json({"unchanged": True, "signer": signer, "keys": signer_ids(files)})
        return
    click.echo("Every file is as it was signed.")
    if signer is None:
        click.echo(f"Key: {', '.join(signer_ids(files))}. Whose it is was not checked: --trusted.")
    else:
        click.echo(f"Signed by {signer}.")


# --- Running ----------------------------------------------------------------------------------


@pack.command()
@click.argument("folder", type=_FOLDER)
@_trusted
@click.option("--unsigned", is_flag=True, help="Install it though nobody vouches for it.")
@_as_json
@click.pass_context
def install(
    context: click.Context, folder: Path, trusted: Path | None, unsigned: bool, as_json: bool
) -> None:
    """Install the pack in FOLDER, so that an order can put it in force.

    It must be signed with a key that is trusted here, unless you say --unsigned.
    """
    if trusted is None and not unsigned:
        raise NotSigned(
            "Nobody's key is trusted here yet, so nobody vouches for this pack. Name the file of "
            "trusted keys with --trusted, or say --unsigned if you made the pack yourself."
        )
    context.obj.open()
    # Not imported above: models need Django, and Django needs the database that was just opened.
    services = import_module("tereze.packs.services")
    found: Pack = services.install_pack(
        folder=folder,
        actor="command-line",
        now=clock.now(),
        trusted=None if unsigned or trusted is None else _read_trusted(trusted),
    )
    if as_json:
        plain = {"pack": found.info.pack, "version": found.info.version, "digest": found.digest}
        _print_json(plain)
    else:
        click.echo(f"{_name(found)} is installed: digest {found.digest}")


# --- Words and files ----------------------------------------------------------------------------


def _name(found: Pack) -> str:
    return f"{found.info.pack} {found.info.version}"


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _print_json(value: Mapping[str, Any]) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _as_plain(found: Pack) -> dict[str, Any]:
    return found.model_dump(mode="json", by_alias=True, exclude_unset=True)


def _read_text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{file} can't be read: {error}.") from None


def _read_trusted(file: Path) -> Sequence[TrustedKey]:
    return read_trusted_keys(_read_text(file))


def _write_new(path: Path, text: str, mode: int) -> None:
    """Write a file that must not be there yet; with its mode from the first moment on."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        raise BadInput(f"{path} is there already, and a key is never overwritten.") from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
