# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the desk. A call has a number that tells nothing, and nothing else stands in them: a
phone number that a telephone system puts there is taken out at once."""

from django.urls import path

from tereze.permits.desk.views import asking, callers, calls, log, own_calls, simulating

_CALL = "desk/calls/<int:call_id>"

desk = [
    path("desk", calls.desk, name="desk"),
    path("desk/waiting", calls.waiting, name="desk-waiting"),
    path("desk/line", calls.line, name="desk-line"),
    path("desk/calls", log.own_log, name="desk-log"),
    path("desk/simulate", simulating.simulate, name="desk-simulate"),
    path(_CALL, calls.call, name="desk-call"),
    path(f"{_CALL}/state", calls.state, name="desk-state"),
    path(f"{_CALL}/take", calls.take, name="desk-take"),
    path(f"{_CALL}/language", calls.language, name="desk-language"),
    path(f"{_CALL}/wrap-up", calls.wrap_up, name="desk-wrap-up"),
    path(f"{_CALL}/call-back", calls.call_back, name="desk-call-back"),
    path(f"{_CALL}/call-back/drop", calls.drop_call_back, name="desk-drop-call-back"),
    path(f"{_CALL}/find", callers.find, name="desk-find"),
    path(f"{_CALL}/choose", callers.choose, name="desk-choose"),
    path(f"{_CALL}/whom", callers.whom, name="desk-whom"),
    path(f"{_CALL}/leave", callers.leave, name="desk-leave"),
    path(f"{_CALL}/register", callers.register, name="desk-register"),
    path(f"{_CALL}/ask/<slug:purpose_id>", asking.ask, name="desk-ask"),
    path(f"{_CALL}/emergency", asking.emergency, name="desk-emergency"),
    path(f"{_CALL}/appeal/<int:answer_id>", asking.appeal, name="desk-appeal"),
    path(f"{_CALL}/send/<int:answer_id>", asking.send, name="desk-send"),
]

residents = [path("me/calls", own_calls.own_calls, name="my-calls")]

urlpatterns = [*desk, *residents]
