# SPDX-License-Identifier: EUPL-1.2
"""Reading what is printed. Whoever asks for a card has the permit already: `permits.own` and
`permits.duty` give it to those who may see it, and record the look."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import override

from tereze.packs import selectors as packs
from tereze.permits import issuing
from tereze.permits import selectors as permits
from tereze.permits.paper.cards import word_card
from tereze.permits.paper.types import Card
from tereze.permits.types import PermitFacts
from tereze.permits.words import Words


def get_card(permit: PermitFacts, *, language: str, now: datetime) -> Card:
    """A permit as a card in a language, or in the pack's own where it lacks this one."""
    words = Words(packs.get_pack(permit.digest), now=now, language=language)
    credential = issuing.issue_credential(permit, permits.get_key_ring(), url=settings.URL)
    decided = permits.get_decided(permit)
    with override(words.language):
        return word_card(
            permit, credential, document_tail=decided.applicant.document_tail, words=words
        )
