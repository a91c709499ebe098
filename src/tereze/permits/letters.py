# SPDX-License-Identifier: EUPL-1.2
"""What residents are told by message about their permits, in their language."""

from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from tereze.packs import selectors as packs
from tereze.people.types import Person
from tereze.permits import codes, selectors
from tereze.permits.types import PermitFacts


def language_of(person: Person, now: datetime) -> str:
    """In which language somebody is written to: theirs, or where nobody knows it, the one that most
    people read where they live."""
    if person.language:
        return person.language
    here = selectors.get_order_in_force(person.home, now)
    order = here or selectors.get_order_in_force(None, now)
    return main_language(order.digest) if order else settings.LANGUAGE_CODE


def main_language(digest: str) -> str:
    """The language in which most people read what a pack says."""
    return packs.get_pack(digest).info.languages[0]


def tell_revoked(code: str, why: str, language: str) -> str:
    """A permit was taken back."""
    with translation.override(language):
        return _("Your permit %(code)s was taken back: %(why)s") % {
            "code": codes.group(code),
            "why": why,
        }


def tell_appeal_decided(permit: PermitFacts | None, reason: str, language: str) -> str:
    """An appeal was answered: with a permit, or with a reason why not."""
    with translation.override(language):
        if permit is None:
            return _("Your appeal was declined: %(reason)s") % {"reason": reason}
        return _("Your appeal was granted. Your permit is %(code)s. %(reason)s") % {
            "code": codes.group(permit.code),
            "reason": reason,
        }
