# SPDX-License-Identifier: EUPL-1.2
"""`tereze serve`: parts of an instance by themselves, on one machine or on several.

`tereze up` is everything on one machine. Where that is not enough, gates, pages, worker and carrier run
apart: they share nothing but the database, the secret and the data folder's static files. Nothing
is prepared here; `tereze up` (or `python -m tereze.config.prepare`) has to have been run before.
"""

import os
from collections.abc import Callable
from contextlib import ExitStack

from tereze.config.preparation import expect_tables
from tereze.config.up import (
    Address,
    carrier_commands,
    has_lines,
    listen,
    polling_command,
    web_commands,
    worker_command,
)
from tereze.core import home, postgres, supervise
from tereze.core.errors import BadInput, Misconfigured


class NothingToServe(BadInput):
    """Say what to serve: --gate, --web, --worker, --carrier, --polling, or several of them."""


class NobodyToCarryFor(Misconfigured):
    """There is no carrier with whom a connection is kept. Name one: TEREZE_CARRIERS=beeline=smpp://…"""


def run(
    *,
    address: Address,
    gate: bool,
    web: bool,
    worker: bool,
    carrier: bool,
    polling: bool,
    workers: int,
    report: Callable[[str], None],
) -> None:
    """Serve until a signal to stop comes. Gate and pages together share the port."""
    if not (gate or web or worker or carrier or polling):
        raise NothingToServe
    if carrier and not has_lines():
        raise NobodyToCarryFor
    with ExitStack() as resources:
        folder = home.folder()
        home.adopt_secret(folder)
        os.environ.setdefault("TEREZE_URL", f"http://localhost:{address.port}")
        if not os.environ.get("TEREZE_DATABASE_URL"):
            url = resources.enter_context(postgres.use(folder, report=report))
            os.environ["TEREZE_DATABASE_URL"] = url
        expect_tables(os.environ["TEREZE_DATABASE_URL"])
        commands = [worker_command()] if worker else []
        commands += carrier_commands(answerers=workers) if carrier else []
        commands += [polling_command()] if polling else []
        if gate or web:
            listening = resources.enter_context(listen(address))
            application = "all" if gate and web else "gate" if gate else "pages"
            name = "gate" if application == "gate" else "web"
            commands += web_commands(listening, workers, application=application, name=name)
            report(f"Answering at {address.host}, port {address.port}.")
        supervise.Supervisor(commands, beneath=[]).run()
