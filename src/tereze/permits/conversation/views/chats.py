# SPDX-License-Identifier: EUPL-1.2
"""Going on in a messenger: a link that tells the chat who writes."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tereze.core import clock
from tereze.messaging.channels import list_accounts, open_account
from tereze.messaging.channels.bot import Bot
from tereze.people import sessions
from tereze.permits.conversation import services
from tereze.permits.views.answering import answer, words_here


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """Opens the app, with the word already written."""

    url: str
    title: str


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sessions.resident_required
def chats(request: sessions.ResidentRequest) -> HttpResponse:
    """A word to write to the bot, good once and for a quarter of an hour; made when it is asked for."""
    now = clock.now()
    ticket = ""
    if request.method == "POST":
        ticket = services.make_ticket(resident=request.resident, now=now)
    return answer(
        request,
        "conversation/chats.html",
        {"ticket": ticket, "links": list(_links(ticket)) if ticket else ()},
        words=words_here(now),
    )


def _links(ticket: str) -> Iterator[Link]:
    for account in list_accounts():
        bot = open_account(account)
        if isinstance(bot, Bot) and (url := bot.link(ticket)):
            yield Link(url=url, title=gettext("Open %(app)s") % {"app": bot.app})
