# SPDX-License-Identifier: EUPL-1.2
"""Residents, opened one at a time for a reason that they read: looked up by what they show or say,
taken from the queue of those who wait to be confirmed, or registered at the counter."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tereze.core import clock
from tereze.core.errors import BadInput
from tereze.people import selectors as people
from tereze.people import services as people_services
from tereze.people import sessions
from tereze.people.types import ResidentFacts
from tereze.permits import duty
from tereze.permits import selectors as permits
from tereze.permits.forms.people import CounterForm
from tereze.permits.forms.staff import LookForm, LookUpForm, NewPhoneForm
from tereze.permits.views.answering import words_here, words_of
from tereze.permits.views.staff.answering import WITH_PEOPLE, staff_answer
from tereze.permits.views.staff.enquiries import Enquiry, open_enquiry, with_enquiry
from tereze.permits.words import Words


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sessions.role_required(*WITH_PEOPLE)
def resident_search(request: sessions.StaffRequest) -> HttpResponse:
    """Whom, and why? Sent as a form, because an address would keep the number."""
    now = clock.now()
    words = words_here(now)
    form = LookUpForm(request.POST or None, words=words)
    found = _search(request, form) if form.is_valid() else []
    if len(found) == 1:
        return redirect("staff-resident", found[0][0])
    return staff_answer(
        request, "permits/staff/resident_search.html", {"found": found}, words=words, form=form
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sessions.role_required("operator")
def resident_queue(request: sessions.StaffRequest) -> HttpResponse:
    """Who waits to be confirmed, the longest first. The list tells of nobody; opening one is a look."""
    waiting = people.list_waiting_residents()
    initial = {"why": gettext("Confirming who you are")}
    form = LookForm(request.POST or None, initial=initial)
    if form.is_valid():
        said = request.POST.get("resident", "")
        chosen = [one.resident_id for one in waiting if str(one.resident_id) == said]
        if chosen:
            why = form.cleaned_data["why"]
            number = open_enquiry(request, chosen[0], why=why, now=clock.now())
            return redirect("staff-resident", number)
        messages.info(request, gettext("This person does not wait any more."))
        return redirect("staff-waiting")
    return staff_answer(
        request,
        "permits/staff/resident_queue.html",
        {"waiting": waiting, "count": people.count_waiting_residents()},
        form=form,
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sessions.role_required("operator")
def resident_new(request: sessions.StaffRequest) -> HttpResponse:
    """Somebody whom nobody knows shows their document. Where people are known by their phone alone
    there is nothing to show, so there is no form."""
    now = clock.now()
    order = permits.get_order_in_force(None, now)
    words = words_of(order, now)
    form = None
    if order and words and order.regime.identification.by == "document":
        form = CounterForm(request.POST or None, order=order, words=words)
        if form.is_valid() and (registered := _register(request, form)):
            why = gettext("Registering you with your document")
            number = open_enquiry(request, registered.id, why=why, now=now)
            messages.success(
                request,
                gettext(
                    "Registered and confirmed. They can ask now: at a kiosk, by phone, on paper."
                ),
            )
            return redirect("staff-resident", number)
    return staff_answer(request, "permits/staff/resident_new.html", {}, words=words, form=form)


@never_cache
@require_safe
@sessions.role_required(*WITH_PEOPLE)
@with_enquiry
def resident(request: sessions.StaffRequest, enquiry: Enquiry) -> HttpResponse:
    """Who it is, their permits and refusals; the look is recorded."""
    now = clock.now()
    case = duty.access_person(
        staff=request.staff, resident_id=enquiry.resident_id, why=enquiry.why, now=now
    )
    return staff_answer(
        request,
        "permits/staff/resident.html",
        {
            "case": case,
            "enquiry": enquiry,
            "refusals": [
                (refused, Words.of_order(refused.order, now)) for refused in case.refusals
            ],
        },
    )


@require_POST
@sessions.role_required("operator")
@with_enquiry
def resident_verify(request: sessions.StaffRequest, enquiry: Enquiry) -> HttpResponse:
    """Confirm who it is, after seeing the document."""
    people_services.verify_resident(
        staff=request.staff, resident_id=enquiry.resident_id, now=clock.now()
    )
    messages.success(request, gettext("Confirmed. The person can ask for everything now."))
    return redirect("staff-resident", enquiry.number)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sessions.role_required("operator")
@with_enquiry
def resident_phone(request: sessions.StaffRequest, enquiry: Enquiry) -> HttpResponse:
    """Another phone to sign in by, after seeing the document."""
    form = NewPhoneForm(request.POST or None)
    if form.is_valid() and _change_phone(request, enquiry, form):
        return redirect("staff-resident", enquiry.number)
    return staff_answer(
        request, "permits/staff/resident_phone.html", {"enquiry": enquiry}, form=form
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sessions.role_required("operator")
@with_enquiry
def resident_dependant(
    request: sessions.StaffRequest, enquiry: Enquiry, place: int
) -> HttpResponse:
    """Compare a dependant with the papers, then confirm. Opening it is a look at the dependant."""
    now = clock.now()
    waiting = dict(enumerate(people.list_dependants(enquiry.resident_id), start=1))
    link = waiting.get(place)
    # The form names who was on the page: the list may have changed since it was opened.
    if link is None or request.POST.get("dependant", str(link.resident_id)) != str(
        link.resident_id
    ):
        messages.warning(request, gettext("This has changed in the meantime. Look again."))
        return redirect("staff-resident", enquiry.number)
    if request.method == "POST":
        people_services.confirm_dependant(
            staff=request.staff,
            guardian_id=enquiry.resident_id,
            dependant_id=link.resident_id,
            now=now,
        )
        messages.success(request, gettext("Confirmed. They can ask for this person now."))
        return redirect("staff-resident", enquiry.number)
    dependant = people.access_resident(
        staff=request.staff, resident_id=link.resident_id, what="profile", why=enquiry.why, now=now
    )
    return staff_answer(
        request,
        "permits/staff/dependant.html",
        {"enquiry": enquiry, "link": link, "dependant": dependant},
    )


def _search(request: sessions.StaffRequest, form: LookUpForm) -> list[tuple[int, str]]:
    """Enquiries about those who were found, with their names; the look is recorded."""
    now, why = clock.now(), form.cleaned_data["why"]
    found = people.search_residents_for_staff(
        staff=request.staff, document=form.document, phone=form.phone, why=why, now=now
    )
    if not found:
        form.add_error("number", gettext("Nobody is known here by this number."))
    return [
        (open_enquiry(request, facts.id, why=why, now=now), facts.person.name) for facts in found
    ]


def _register(request: sessions.StaffRequest, form: CounterForm) -> ResidentFacts | None:
    with form.showing_objections():
        return people_services.register_at_counter(
            staff=request.staff,
            person=form.person(phone=None, language=None),
            documents=form.documents(),
            now=clock.now(),
        )
    return None


def _change_phone(request: sessions.StaffRequest, enquiry: Enquiry, form: NewPhoneForm) -> bool:
    try:
        people_services.change_phone(
            staff=request.staff,
            resident_id=enquiry.resident_id,
            phone=form.cleaned_data["phone"],
            now=clock.now(),
        )
    except BadInput:
        form.add_error(
            "phone",
            gettext(
                "This person is known by the phone alone. Another phone would be another person: "
                "let them register with a document."
            ),
        )
        return False
    messages.success(request, gettext("Changed. Whoever is signed in by the old phone is out."))
    return True
