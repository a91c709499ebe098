# SPDX-License-Identifier: EUPL-1.2
"""The frame of the pages of a call: whose it is, and the screen that all of them show."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.utils import translation

from tereze.core import clock
from tereze.core.forms import Form
from tereze.people.sessions import StaffRequest
from tereze.permits.desk import screen as screens
from tereze.permits.desk import selectors
from tereze.permits.desk.forms import FindForm
from tereze.permits.desk.types import CallFacts
from tereze.permits.views.answering import words_here
from tereze.permits.views.staff.answering import staff_answer


def with_call(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page about a call that its operator has; whoever else opens it is told that it is another's."""

    @wraps(view)
    def respond(request: StaffRequest, /, *, call_id: int, **parts: Any) -> HttpResponse:
        call = selectors.access_call(staff=request.staff, call_id=call_id, now=clock.now())
        return view(request, call, **parts)

    return respond


def show(
    request: StaffRequest,
    call: CallFacts,
    *,
    form: Form | None = None,
    mode: str = "choose",
    find: FindForm | None = None,
    **more: Any,
) -> HttpResponse:
    """The screen of a call. `mode` says what stands in its middle: choose, ask, appeal, register,
    wrap-up; `form` is what is asked there."""
    now = clock.now()
    drawn = screens.draw_screen(call, now=now)
    return staff_answer(
        request,
        "desk/call.html",
        {
            "screen": drawn,
            "call": call,
            "mode": mode,
            "find": find or FindForm(auto_id="find_%s"),
            **more,
        },
        words=words_here(now),
        form=form,
    )


def in_language_of(call: CallFacts) -> Any:
    """A context in which everything is said in the caller's language."""
    return translation.override(call.language or translation.get_language())
