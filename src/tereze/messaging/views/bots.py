# SPDX-License-Identifier: EUPL-1.2
"""Where messengers post what people write: /bots/NAME.

Nothing in the address is secret: each message proves by itself that the vendor sent it, and no word
of one that does not is looked at; where too many do not, none is for a while. What is proven is kept,
and answered later by the worker: the vendor has its answer at once. Where it can't be kept the vendor
is told so, and posts it again.

Programs read the answers, so they are a status and hardly a word. What was posted is never logged.
"""

import logging

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from tereze.core import clock
from tereze.messaging import services
from tereze.messaging.channels import find_account, open_account
from tereze.messaging.channels.bot import Bot, NotUnderstood, Posted
from tereze.messaging.errors import NotFromVendor, TooManyWrongProofs
from tereze.messaging.views.refusing import refuse

#: No messenger posts as much: pictures are only named.
MOST_BYTES = 1_000_000

logger = logging.getLogger(__name__)


@csrf_exempt
@require_http_methods(["GET", "POST"])
def hear_bot(request: HttpRequest, name: str) -> HttpResponse:
    """Keep what was posted; by GET, say that this address is ours to a vendor that asks so."""
    account = find_account(name)
    bot = open_account(account) if account else None
    if not isinstance(bot, Bot):
        raise Http404
    try:
        with services.watch_proofs(account=name, address=request.META.get("REMOTE_ADDR", "")):
            if request.method == "GET":
                challenge = bot.confirm(request.GET.dict())
                return HttpResponse(challenge, content_type="text/plain")
            return _keep(request, bot)
    except (NotFromVendor, TooManyWrongProofs) as error:
        return refuse(error)
    except NotUnderstood as error:
        logger.warning("%s posted something that we do not understand", name)
        return refuse(error)


def _keep(request: HttpRequest, bot: Bot) -> HttpResponse:
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        return HttpResponse(status=413)
    headers = {key.lower(): value for key, value in request.headers.items()}
    now = clock.now()
    heard = bot.hear(Posted(body=body, headers=headers), now=now)
    services.take_heard(heard, account=bot.account.name, now=now)
    return HttpResponse(heard.answer, content_type=heard.content_type)
