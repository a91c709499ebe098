# SPDX-License-Identifier: EUPL-1.2
"""What is sent to a caller's phone, in the language of the call."""

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from tereze.core.wording import people_from, people_until
from tereze.packs import selectors as packs
from tereze.permits import codes
from tereze.permits.letters import main_language
from tereze.permits.types import PermitFacts
from tereze.permits.words import Words


def tell_permit(permit: PermitFacts, language: str | None, now: datetime) -> str:
    """A permit with its code, short enough for one message where the purpose is."""
    with translation.override(language or main_language(permit.digest)):
        words = Words(packs.get_pack(permit.digest), now=now)
        times = {
            "purpose": words.purpose(permit.purpose),
            "from": people_from(permit.starts_at, now=now, zone=words.zone),
            "until": people_until(permit.ends_at, now=now, zone=words.zone),
            "code": codes.group(permit.code),
            "initials": permit.initials,
        }
        if permit.starts_at > now:
            return _("%(code)s: %(initials)s %(purpose)s, %(from)s %(until)s.") % times
        return _("%(code)s: %(initials)s %(purpose)s, %(until)s.") % times
