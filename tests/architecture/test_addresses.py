# SPDX-License-Identifier: EUPL-1.2
"""Every address has a rule who may go there: a resident, certain roles, or everybody, said here.

The guards are recognised by their code, not by their names: what a decorator returned is followed
down to the view, and on the way there must be a guard of `people/sessions.py`.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver

from tereze.people import sessions

View = Callable[..., Any]

#: Open to everybody, and why.
OPEN = {
    # the frame has nothing about anybody
    "django.views.i18n.set_language",
    "core.views.manifest",
    "core.views.service_worker",
    "core.views.offline",
    "core.views.style",
    # whoever signs in or out is not signed in yet, or not any more
    "people.views.sign_in",
    "people.views.sign_in_code",
    "people.views.choose_who",
    "people.views.sign_out",
    "people.views.staff_sign_in",
    "people.views.staff_sign_out",
    # the front page invites whoever is not signed in; registering follows a phone that was proven
    "permits.views.home.home",
    "permits.views.registering.register",
    # the frame of the inspector's page, with nothing about anybody
    "permits.checkpoints.views.inspect.inspect_manifest",
    "permits.checkpoints.views.inspect.inspect_service_worker",
    # anybody may check a permit, by the code that its holder shows
    "permits.views.checking.check",
    # danger to life never waits; a pass is known by its code only
    "permits.views.emergencies.emergency",
    "permits.views.emergencies.emergency_pass",
    "permits.views.helping.help_page",
    # a sheet that nobody has written on yet
    "permits.paper.views.sheets.blank_sheet",
    # a machine that was paired, and whoever stands at it: kiosk/pairing.py and visits.py guard them
    "permits.kiosk.views.pairing.pair",
    "permits.kiosk.views.pairing.pair_by_key",
    "permits.kiosk.views.visiting.start",
    "permits.kiosk.views.visiting.who",
    "permits.kiosk.views.visiting.idle",
    "permits.kiosk.views.visiting.end",
    "permits.kiosk.views.visiting.emergency",
    "permits.kiosk.views.asking.choose",
    "permits.kiosk.views.asking.ask",
    "permits.kiosk.views.asking.permit",
    "permits.kiosk.views.asking.refusal",
    # what was deleted, and when: for everybody who wants to hold us to it
    "permits.views.deleted.deleted",
    "permits.api.deletions",
    # there only in a demonstration, where all residents are fictitious
    "permits.views.helping.outbox",
    "permits.conversation.views.simulator.simulator",
    "permits.conversation.views.simulator.simulator_picture",
    # each message proves by itself that the messenger sent it
    "messaging.views.bots.hear_bot",
    # a gateway shows its password
    "messaging.views.carriers.hear_carrier",
    "messaging.views.carriers.hear_report",
    # programs show the key of a door; tests/integration/gate asks without one
    "permits.api.revoke",
    "permits.api.no_such_path",
    # which permits were taken back is for everybody to know
    "permits.status.api.status_list",
    "permits.status.api.revocations",
    # a telephone system signs what it tells
    "permits.desk.api.call_events",
    # a device shows its key
    "permits.checkpoints.api.read_list",
    "permits.checkpoints.api.close_own_device",
}


def views(resolver: URLResolver, prefix: str = "/") -> Iterator[tuple[str, View]]:
    for pattern in resolver.url_patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield address, pattern.callback
        elif pattern.namespace != "admin":  # Django's own guard stands before each of its pages
            yield from views(pattern, address)


def layers(view: View) -> Iterator[View]:
    """A view, and what its decorators have wrapped, down to the function that was written."""
    layer: View | None = view
    while layer is not None:
        yield layer
        layer = getattr(layer, "__wrapped__", None)


def name_of(view: View) -> str:
    return f"{view.__module__}.{view.__qualname__}".removeprefix("tereze.")


def answer(request: HttpRequest) -> HttpResponse:
    raise NotImplementedError


RESIDENT = sessions.resident_required(answer).__code__
ROLE = sessions.role_required("operator")(answer).__code__


def guards(view: View) -> set[object]:
    return {getattr(it, "__code__", None) for it in layers(view)} & {RESIDENT, ROLE}


def test_every_address_has_a_rule_who_may_go_there() -> None:
    assert not [
        f"{address} ({name_of(view)}): guard it, or list it here with a reason"
        for address, view in views(get_resolver())
        if not guards(view) and name_of(view) not in OPEN
    ]


def test_staff_pages_ask_for_a_role_and_others_do_not() -> None:
    for address, view in views(get_resolver()):
        if name_of(view) in OPEN:
            continue
        is_for_staff = address.startswith(("/staff/", "/admin/", "/inspect/", "/desk", "/api/"))
        assert guards(view) == {ROLE if is_for_staff else RESIDENT}, address


def test_the_list_of_open_pages_names_no_page_that_is_guarded_or_gone() -> None:
    really_open = {name_of(view) for _, view in views(get_resolver()) if not guards(view)}
    assert really_open >= OPEN
