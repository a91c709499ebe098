# SPDX-License-Identifier: EUPL-1.2
"""Jobs of the employers, run by the worker."""

from contextlib import suppress

from django.conf import settings
from django.db import connection
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued
from psycopg.conninfo import make_conninfo

from tereze.core import clock
from tereze.permits.employers import services
from tereze.permits.employers.asking import AskTogether

_AGAIN = RetryStrategy(max_attempts=20, wait=30)


@app.task(queue="uploads", pass_context=False, retry=_AGAIN)
def read_list(upload_id: int) -> None:
    """Read and check a long list. Killed in the middle, it goes on where it was (`resume`)."""
    with services.working_alone(upload_id=upload_id, work="reading") as is_alone:
        if is_alone:
            services.read_upload(upload_id=upload_id, clock=clock.now)


@app.task(queue="uploads", pass_context=False, retry=_AGAIN)
def ask_for_rows(upload_id: int) -> None:
    """Ask for all people of a list. Killed in the middle, it goes on where it was (`resume`)."""
    with services.working_alone(upload_id=upload_id, work="asking") as is_alone:
        if not is_alone:
            return
        with AskTogether(_database_url(), url=settings.URL) as ask:
            while services.answer_rows(upload_id=upload_id, ask=ask, now=clock.now()):
                pass
        services.finish_upload(upload_id=upload_id, now=clock.now())


@app.periodic(cron="* * * * *")
@app.task(queue="uploads", queueing_lock="resume-uploads", pass_context=False)
def resume(timestamp: int) -> None:
    """Go on with lists whose job died with its machine. One that is only slow is left alone."""
    for upload_id, state in services.list_stalled_uploads(now=clock.now()):
        job = read_list if state == "reading" else ask_for_rows
        # Where many lists wait for a worker, none gets another job each minute.
        with suppress(AlreadyEnqueued):
            job.configure(queueing_lock=f"resume:{upload_id}").defer(upload_id=upload_id)


@app.periodic(cron="29 * * * *")
@app.task(queue="housekeeping", queueing_lock="delete-old-uploads", pass_context=False)
def delete_old_uploads(timestamp: int) -> None:
    """Delete what was sent and is not needed any more."""
    services.delete_old_uploads(now=clock.now())


@app.periodic(cron="41 4 * * *")
@app.task(queue="housekeeping", queueing_lock="look-for-outliers", pass_context=False)
def look_for_outliers(timestamp: int) -> None:
    """Raise alarms for organisations that stand out."""
    services.look_for_outliers(now=clock.now())


@app.periodic(cron="11 3 * * 1")
@app.task(queue="housekeeping", queueing_lock="draw-checks", pass_context=False)
def draw_checks(timestamp: int) -> None:
    """Draw the sample of the week."""
    services.draw_checks(now=clock.now())


def _database_url() -> str:
    """The database that Django uses, for connections of the job's own."""
    parts = connection.get_connection_params()
    known = ("dbname", "user", "password", "host", "port")
    return make_conninfo("", **{name: parts[name] for name in known if parts.get(name)})
