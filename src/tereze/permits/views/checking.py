# SPDX-License-Identifier: EUPL-1.2
"""Checking a permit: anybody, at /v, with a connection or without one.

A browser with scripts checks a scanned or pasted permit by itself against the public keys
(static/permits/js/check-page.js); its answers are the same panels, which wait in the page. Without
scripts, and for the short code, the server answers from the database.
"""

from math import ceil

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from tereze.core import clock
from tereze.core.forms import Form
from tereze.core.offline import HEADER, Keeper
from tereze.core.wording import people_duration
from tereze.packs import selectors as packs
from tereze.people.rules import network_of
from tereze.permits import codes, selectors, services
from tereze.permits.errors import NoSuchPermit, TooManyGuesses
from tereze.permits.types import EmergencyFacts, PermitFacts
from tereze.permits.verdicts import EMERGENCY, NOT_OURS, NOT_YET, Verdict, find_verdict
from tereze.permits.views.answering import answer, words_here
from tereze.permits.words import Words, tell_kind

#: All verdicts; the page carries their words for the scripts.
VERDICTS = (
    Verdict(name="valid", tone="go", icon="check", word=_("Valid")),
    NOT_YET,
    Verdict(name="ended", tone="still", icon="hourglass", word=_("Ended")),
    Verdict(name="revoked", tone="stop", icon="withdrawn", word=_("Withdrawn")),
    NOT_OURS,
    Verdict(
        name="clock",
        tone="wait",
        icon="question",
        word=_("Check the clock"),
        advice=_("The clock of this phone differs from ours by more than two minutes."),
    ),
    Verdict(
        name="unknown",
        tone="wait",
        icon="offline",
        word=_("Can't be checked now"),
        advice=_(
            "A short code can be checked only with a connection, and this phone has no list of "
            "keys yet. Scan the QR code, or try again with a connection."
        ),
    ),
    EMERGENCY,
)


class CheckForm(Form):
    """What was scanned, pasted or typed."""

    code = forms.CharField(
        label=_("Code of the permit"),
        help_text=_("Eight characters, or the whole text behind the QR code."),
        # A credential is at most four kilobytes, which is twice that in base45.
        max_length=8_192,
        widget=forms.TextInput(
            attrs={"class": "code-input", "autocomplete": "off", "autocapitalize": "characters"}
        ),
    )

    def clean_code(self) -> str:
        """A short code; a whole permit is left to the browser, which needs no server for it."""
        text: str = self.cleaned_data["code"]
        if len(text.strip()) > 20:
            raise forms.ValidationError(
                gettext(
                    "To check the whole text your browser needs JavaScript. Type the eight "
                    "characters that stand below the QR code instead."
                )
            )
        try:
            return codes.normalise(text)
        except codes.InvalidCode as error:
            raise forms.ValidationError(
                gettext("This is not a permit's code: a character is wrong or missing.")
            ) from error


@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """The form; with `?code=` the server's verdict on a short code."""
    form = CheckForm(request.GET) if "code" in request.GET else CheckForm()
    refused: TooManyGuesses | None = None
    if form.is_bound and form.is_valid():
        try:
            return _judge(request, form.cleaned_data["code"])
        except TooManyGuesses as error:
            form.add_error("code", _tell_wait(error))
            refused = error
    words = words_here(clock.now())
    response = answer(
        request,
        "permits/check.html",
        {"verdicts": VERDICTS, "names": _names()},
        words=words,
        form=form,
    )
    if not form.is_bound:
        response.headers[HEADER] = Keeper.ANYONE.value
    if refused:
        response.status_code = refused.status
        response.headers["Retry-After"] = str(refused.seconds)
    return response


def _tell_wait(error: TooManyGuesses) -> str:
    return gettext(
        "Too many codes that do not exist were tried from your network. Try again in %(duration)s, "
        "or scan the QR code: to check that, nothing is looked up."
    ) % {"duration": people_duration(ceil(error.seconds / 60))}


def _judge(request: HttpRequest, code: str) -> HttpResponse:
    now = clock.now()
    try:
        network = network_of(request.META.get("REMOTE_ADDR", ""))
        found = services.look_up_code(code=code, network=network, now=now)
    except NoSuchPermit:
        return answer(
            request,
            "permits/verdict.html",
            {"verdict": NOT_OURS},
            words=words_here(now),
        )
    if isinstance(found, EmergencyFacts):
        context = {"verdict": EMERGENCY, "emergency": found}
        return answer(request, "permits/verdict.html", context, words=words_here(now))
    return _tell(request, found, Words(packs.get_pack(found.digest), now=now))


def _tell(request: HttpRequest, permit: PermitFacts, words: Words) -> HttpResponse:
    context = {
        "verdict": find_verdict(VERDICTS, permit.state(words.now)),
        "permit": permit,
        "purpose": words.purpose(permit.purpose),
        "places": words.places(permit.places),
        "kind": tell_kind(permit.kind),
    }
    return answer(request, "permits/verdict.html", context, words=words)


def _names() -> dict[str, dict[str, str]]:
    """What purposes, places and kinds are called, for the scripts: of all orders, because a permit
    may have been granted under one that has ended."""
    names: dict[str, dict[str, str]] = {"purposes": {}, "places": {}}
    for order in selectors.list_orders():
        words = Words(packs.get_pack(order.digest), now=clock.now())
        names["purposes"] |= {id: named.title for id, named in words.texts.purposes.items()}
        names["places"] |= words.texts.places
    names["kinds"] = {kind: tell_kind(kind) for kind in ("movement", "entry", "exit")}
    return names
