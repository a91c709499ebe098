# SPDX-License-Identifier: EUPL-1.2
"""Where a gateway of carriers brings what people write, and what became of our messages.

The gateway proves itself with a password (HTTP Basic), which stands in no log. An answer of 200 says
that the message is ours now; after any other the gateway brings it again. Nothing of it is logged.
"""

import base64
import binascii

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from tereze.core import clock
from tereze.core.errors import BadInput
from tereze.core.forms import read_number
from tereze.messaging import services
from tereze.messaging.channels import find_account, open_account
from tereze.messaging.channels.kannel import KannelWire, read_state
from tereze.messaging.errors import NotFromVendor, TooManyWrongProofs
from tereze.messaging.views.refusing import refuse

#: No message of a phone is longer, however many parts it came in.
MOST_BYTES = 100_000

_REFUSED = (BadInput, NotFromVendor, TooManyWrongProofs)


@csrf_exempt
@require_POST
def hear_carrier(request: HttpRequest, name: str) -> HttpResponse:
    """Take in what somebody wrote."""
    try:
        wire = _access(request, name)
        if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
            return HttpResponse(status=413)
        headers = {key.lower(): value for key, value in request.headers.items()}
        id = request.GET.get("id", "")
        incoming = wire.hear(id=id, headers=headers, body=request.body, now=clock.now())
    except _REFUSED as error:
        return refuse(error)
    services.receive_message(incoming)
    return HttpResponse(status=200)


@require_GET
def hear_report(request: HttpRequest, name: str) -> HttpResponse:
    """Write down what became of a message."""
    try:
        wire = _access(request, name)
        number = read_number(request.GET.get("id", ""))
        report = read_state(request.GET.get("state", ""))
        if number is None:
            raise BadInput("The id is a number.", field="id")
    except _REFUSED as error:
        return refuse(error)
    if report is not None:
        services.note_report_of(
            number=number, account=wire.account.name, report=report, now=clock.now()
        )
    return HttpResponse(status=200)


def _access(request: HttpRequest, name: str) -> KannelWire:
    account = find_account(name)
    wire = open_account(account) if account else None
    if not isinstance(wire, KannelWire):
        raise Http404
    with services.watch_proofs(account=name, address=request.META.get("REMOTE_ADDR", "")):
        wire.check_secret(_password(request.headers.get("Authorization", "")))
    return wire


def _password(header: str) -> str:
    scheme, _, coded = header.partition(" ")
    try:
        plain = base64.b64decode(coded, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise NotFromVendor from None
    return plain.partition(":")[2] if scheme.lower() == "basic" else ""
