# SPDX-License-Identifier: EUPL-1.2
"""Lists: sent, looked through, signed, approved by somebody else, asked for, and what goes back."""

from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tereze.core import clock
from tereze.people import sessions
from tereze.people.organisations import Signing
from tereze.permits.employers import returning, selectors, services, words
from tereze.permits.employers.asking import ask_each
from tereze.permits.employers.errors import (
    BeyondYourLimit,
    NothingToAsk,
    SamePerson,
    UploadMoved,
)
from tereze.permits.employers.forms import ListForm, SignForm, WorkerForm
from tereze.permits.employers.tables import BadTable, Form, write_table
from tereze.permits.employers.types import Source, UploadFacts
from tereze.permits.employers.views.answering import office_answer, order_and_words, signing_of

#: So few are asked for at once; more wait for the job, and the page tells how far it is.
AT_ONCE: Final = 5

_TYPES: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sessions.resident_required
def upload_new(request: sessions.ResidentRequest, organisation_id: int) -> HttpResponse:
    """Send a list."""
    now = clock.now()
    signing = signing_of(request, organisation_id, now)
    order, order_words = order_and_words(signing.home, now)
    form = ListForm(request.POST or None, request.FILES or None, order=order, words=order_words)
    if form.is_valid():
        source: Source = "file" if form.cleaned_data.get("file") else "paste"
        try:
            upload = services.make_upload(
                signing=signing,
                content=form.content(),
                source=source,
                purpose=form.cleaned_data["purpose"],
                document_type=form.cleaned_data["document"],
                now=now,
            )
        except BadTable as error:
            form.add_error(source, words.tell_unreadable(error.why))
        else:
            return redirect("employer-upload", organisation_id, upload.id)
    return office_answer(request, "upload_new", {}, now=now, signing=signing, form=form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sessions.resident_required
def worker_add(request: sessions.ResidentRequest, organisation_id: int) -> HttpResponse:
    """One person: a list of one, which is looked through and signed like any other."""
    now = clock.now()
    signing = signing_of(request, organisation_id, now)
    order, order_words = order_and_words(signing.home, now)
    form = WorkerForm(request.POST or None, orders=[(order, order_words)])
    if form.is_valid():
        upload = services.make_upload(
            signing=signing,
            content=write_table(Form(kind="csv", delimiter="\t"), form.row()),
            source="form",
            purpose=form.cleaned_data["purpose"],
            document_type=form.cleaned_data["document"],
            now=now,
        )
        return redirect("employer-upload", organisation_id, upload.id)
    return office_answer(request, "worker_add", {}, now=now, signing=signing, form=form)


@never_cache
@require_POST
@sessions.resident_required
def renew(request: sessions.ResidentRequest, organisation_id: int) -> HttpResponse:
    """A list of all whose permit is over."""
    now = clock.now()
    signing = signing_of(request, organisation_id, now)
    try:
        upload = services.make_renewal(
            signing=signing, purpose=request.POST.get("purpose", ""), now=now
        )
    except NothingToAsk:
        messages.info(request, gettext("Everybody has a permit."))
        return redirect("employer", organisation_id)
    return redirect("employer-upload", organisation_id, upload.id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sessions.resident_required
def upload(request: sessions.ResidentRequest, organisation_id: int, upload_id: int) -> HttpResponse:
    """A list, wherever it is on its way. A draft is signed here."""
    now = clock.now()
    signing = signing_of(request, organisation_id, now)
    facts = selectors.access_upload(signing, upload_id)
    if request.headers.get("HX-Request") and not facts.under_way:
        # The part that tells how far it is asks again and again; now the whole page is another.
        return HttpResponse(headers={"HX-Refresh": "true"})
    form = None
    if facts.state == "draft" and facts.to_ask:
        text = words.tell_attestation(name=signing.organisation.name, people=facts.to_ask)
        form = SignForm(request.POST if request.method == "POST" else None, text=text)
        if form.is_valid() and _confirm(request, form, signing, facts, text):
            return redirect("employer-upload", organisation_id, upload_id)
    is_mine = facts.state == "waiting" and selectors.is_signed_by(facts.id, request.resident.id)
    return office_answer(
        request,
        "upload",
        {"upload": facts, "is_mine": is_mine, **_what_was_read(facts)},
        now=now,
        signing=signing,
        form=form,
    )


def _what_was_read(facts: UploadFacts) -> dict[str, Any]:
    if facts.state == "unreadable":
        return {"unreadable": words.tell_unreadable(facts.why_unreadable)}
    if not facts.is_read:
        return {}
    wrong = selectors.list_rows(facts.id, "bad", "refused")
    good = selectors.list_rows(facts.id, "ready", "granted", "kept")
    return {
        "wrong": [(row, words.tell_why(row)) for row in wrong],
        "good": good[:10],
        "attestation": selectors.get_attestation(facts.id),
    }


def _confirm(
    request: HttpRequest, form: SignForm, signing: Signing, facts: UploadFacts, text: str
) -> bool:
    """Whether the list has moved on; otherwise the form says why not."""
    now = clock.now()
    try:
        facts = services.confirm_upload(
            signing=signing,
            upload_id=facts.id,
            text=text,
            language=get_language() or "en",
            now=now,
        )
    except BeyondYourLimit:
        form.add_error(None, gettext("You may not sign for so many people. Ask who let you in."))
        return False
    except UploadMoved:
        messages.info(request, gettext("This list was signed already."))
        return True
    if facts.state == "asking" and facts.to_ask <= AT_ONCE:
        while services.answer_rows(upload_id=facts.id, ask=ask_each, now=now):
            pass
        services.finish_upload(upload_id=facts.id, now=now)
    return True


@never_cache
@require_POST
@sessions.resident_required
def upload_approve(
    request: sessions.ResidentRequest, organisation_id: int, upload_id: int
) -> HttpResponse:
    """The second of two says yes."""
    now = clock.now()
    signing = signing_of(request, organisation_id, now)
    try:
        services.approve_upload(
            upload_id=upload_id,
            signing=signing,
            actor=f"resident:{request.resident.id}",
            now=now,
        )
    except SamePerson:
        messages.warning(request, gettext("You signed this list. Somebody else approves it."))
    except BeyondYourLimit:
        messages.warning(request, gettext("You may not sign for so many people."))
    except UploadMoved:
        messages.info(request, gettext("Somebody was quicker."))
    return redirect("employer-upload", organisation_id, upload_id)


@never_cache
@require_POST
@sessions.resident_required
def upload_cancel(
    request: sessions.ResidentRequest, organisation_id: int, upload_id: int
) -> HttpResponse:
    """Take a list back."""
    now = clock.now()
    signing = signing_of(request, organisation_id, now)
    try:
        services.cancel_upload(
            upload_id=upload_id,
            signing=signing,
            actor=f"resident:{request.resident.id}",
            now=now,
        )
    except UploadMoved:
        messages.warning(request, gettext("It is being asked for already."))
        return redirect("employer-upload", organisation_id, upload_id)
    messages.success(request, gettext("The list is deleted. Nothing was asked for."))
    return redirect("employer", organisation_id)


@never_cache
@require_safe
@sessions.resident_required
def upload_wrong_rows(
    request: sessions.ResidentRequest, organisation_id: int, upload_id: int
) -> HttpResponse:
    """The rows that are wrong, in the form in which they came, with what is wrong."""
    signing = signing_of(request, organisation_id, clock.now())
    facts = selectors.access_upload(signing, upload_id)
    if not facts.is_read:
        raise Http404
    form, content = returning.write_wrong_rows(facts.id)
    return _file(form, content, "to-correct")


@never_cache
@require_safe
@sessions.resident_required
def sample(request: sessions.ResidentRequest, organisation_id: int, kind: str) -> HttpResponse:
    """A list to begin with."""
    now = clock.now()
    signing = signing_of(request, organisation_id, now)
    order, _ = order_and_words(signing.home, now)
    form = Form(kind="xlsx" if kind == "xlsx" else "csv")
    return _file(form, write_table(form, returning.sample_rows(order)), "people")


def _file(form: Form, content: bytes, name: str) -> HttpResponse:
    disposition = f'attachment; filename="{name}.{form.kind}"'
    return HttpResponse(
        content,
        content_type=_TYPES[form.kind],
        headers={"Content-Disposition": disposition, "Cache-Control": "no-store"},
    )
