# SPDX-License-Identifier: EUPL-1.2
"""Public writes of the conversation."""

from tereze.permits.conversation.services.answering import answer, language_of
from tereze.permits.conversation.services.speakers import forget_resident, make_ticket
from tereze.permits.conversation.services.talks import delete_old_talks

__all__ = ["answer", "delete_old_talks", "forget_resident", "language_of", "make_ticket"]
