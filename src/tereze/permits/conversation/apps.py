# SPDX-License-Identifier: EUPL-1.2
"""App registration of the conversation."""

from collections.abc import Sequence

from django.apps import AppConfig
from typing_extensions import override

from tereze.messaging.types import Incoming, Reply


class ConversationConfig(AppConfig):
    """Talks with people who write, and who they are."""

    name = "tereze.permits.conversation"
    label = "conversation"

    @override
    def ready(self) -> None:
        # Here, because models exist only from here on.
        from tereze.core import clock, events
        from tereze.messaging.inbox import answer_with
        from tereze.people.events import ResidentErased
        from tereze.permits.conversation import services

        def answer(incoming: Incoming) -> Sequence[Reply]:
            return services.answer(incoming, now=clock.now())

        def language_of(incoming: Incoming) -> str:
            return services.language_of(incoming, now=clock.now())

        answer_with(answer, language_of=language_of)
        events.subscribe(ResidentErased, services.forget_resident)
