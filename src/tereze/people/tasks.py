# SPDX-License-Identifier: EUPL-1.2
"""Jobs of the room `people`, run by the worker."""

from django.contrib.sessions.backends.db import SessionStore
from procrastinate.contrib.django import app

from tereze.core import clock
from tereze.people import services


@app.periodic(cron="*/10 * * * *")
@app.task(queue="housekeeping", queueing_lock="delete-expired-codes", pass_context=False)
def delete_expired_codes(timestamp: int) -> None:
    """Delete sign-in codes that work no more, and counts that no limit looks at."""
    services.delete_expired_codes(clock.now())


@app.periodic(cron="* * * * *")
@app.task(queue="housekeeping", queueing_lock="index-names", pass_context=False)
def index_names(timestamp: int) -> None:
    """Index the names of those whom a register or the gate has just written."""
    services.index_names()


@app.periodic(cron="19 1 * * *")
@app.task(queue="housekeeping", queueing_lock="delete-old-mandates", pass_context=False)
def delete_old_mandates(timestamp: int) -> None:
    """Forget who helped whom, a month after it was over."""
    services.delete_old_mandates(clock.now())


@app.periodic(cron="7 1 * * *")
@app.task(queue="housekeeping", queueing_lock="delete-expired-sessions", pass_context=False)
def delete_expired_sessions(timestamp: int) -> None:
    """Delete sessions that are over: each visitor who was sent to sign in has left one."""
    SessionStore.clear_expired()
