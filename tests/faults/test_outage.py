# SPDX-License-Identifier: EUPL-1.2
"""The database is gone for a while: the gate says so, and recovers by itself."""

import time
from http import HTTPStatus

from faults import books
from faults.crowd import Crowd
from faults.instance import Instance, end, wait_until
from faults.keeper import WEB
from needs import THOROUGH

SECONDS = 10 if THOROUGH else 3


def test_while_the_database_is_gone_everybody_is_told_when_to_come_again(
    instance: Instance,
) -> None:
    crowd = Crowd(port=instance.port, key=instance.key, documents=instance.documents, seed=1)
    with crowd.asking() as said:
        wait_until(lambda: bool(said.granted))
        instance.kill_database()
        time.sleep(SECONDS)
        wait_until(lambda: bool(said.away))
        away = list(said.away)
        # The gate's workers know no pages; the process that has them says that it is away.
        pages = {instance.get("/") for _ in range(20)}
        instance.revive_database()
        before = len(said.granted)
        wait_until(lambda: len(said.granted) > before + 10)
    assert pages <= {HTTPStatus.NOT_FOUND, HTTPStatus.SERVICE_UNAVAILABLE}
    assert away
    assert {answer.body["code"] for answer in away} <= {"database-away", "overloaded"}
    assert all(1 <= int(answer.headers["retry-after"]) <= 60 for answer in away)
    assert all(answer.headers["content-type"] == "application/problem+json" for answer in away)
    books.check(books.read(instance.url), said)


def test_the_gate_starts_while_the_database_is_gone(instance: Instance) -> None:
    instance.kill_database()
    before = instance.workers()
    for pid in before:
        end(pid)
    wait_until(lambda: not set(before) & set(instance.workers()) and len(instance.workers()) == 3)
    wait_until(lambda: instance.get("/api/v1/permits/00000000") == 503)
    instance.revive_database()
    wait_until(lambda: instance.get("/api/v1/permits/00000000") == 404)


def test_pages_answer_while_the_database_is_frozen(instance: Instance) -> None:
    wait_until(lambda: instance.get("/") == HTTPStatus.OK)
    (web,) = instance.workers(WEB)
    with instance.frozen_database():
        # Workers of the gate know no pages.
        wait_until(lambda: instance.get("/") == HTTPStatus.SERVICE_UNAVAILABLE)
    wait_until(lambda: instance.get("/") == HTTPStatus.OK)
    assert instance.workers(WEB) == [web]
