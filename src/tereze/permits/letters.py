# SPDX-License-Identifier: EUPL-1.2
"""What residents are told by message about their permits, in their language."""

from django.utils import translation
from django.utils.translation import gettext as _

from tereze.permits import codes
from tereze.permits.types import PermitFacts


def tell_revoked(code: str, why: str, language: str | None) -> str:
    """A permit was taken back."""
    with translation.override(language or "kk"):
        return _("Your permit %(code)s was taken back: %(why)s") % {
            "code": codes.group(code),
            "why": why,
        }


def tell_appeal_decided(permit: PermitFacts | None, reason: str, language: str | None) -> str:
    """An appeal was answered: with a permit, or with a reason why not."""
    with translation.override(language or "kk"):
        if permit is None:
            return _("Your appeal was declined: %(reason)s") % {"reason": reason}
        return _("Your appeal was granted. Your permit is %(code)s. %(reason)s") % {
            "code": codes.group(permit.code),
            "reason": reason,
        }
