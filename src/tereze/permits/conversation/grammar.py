# SPDX-License-Identifier: EUPL-1.2
"""The rules in force as the grammar of messages.

What a message can say is nowhere written down by itself: codes, documents, places and their names
come from the pack, so that a city that changes its rules has changed its message service.
"""

from tereze.messaging.conversation.reading import DocumentForm, Grammar, PurposeWords
from tereze.packs.document_checks import find_check, matches_pattern
from tereze.packs.types import DocumentType, DoorKind, Pack, Purpose

#: Doors at which people ask for themselves.
_BY_ONESELF: frozenset[DoorKind] = frozenset(("web", "app", "sms", "telegram", "vk", "messenger"))


def make_grammar(pack: Pack, door: DoorKind = "sms") -> Grammar:
    """The grammar of a pack for messages that come through a door.

    A pack without messages has no codes: there people name a purpose in words, or press a button.
    """
    regime = pack.regime
    accepted = regime.identification.documents or tuple(regime.documents)
    return Grammar(
        purposes=tuple(_purpose(pack, one, door) for one in regime.purposes),
        documents=tuple(
            _document(pack, name, regime.documents[name])
            for name in regime.documents
            if name in accepted
        ),
        fields=regime.sms.fields if regime.sms else ("purpose", "document"),
        short_number=regime.sms.number if regime.sms else "",
        identified_by=regime.identification.by,
        places={name: code for texts in pack.texts.values() for code, name in texts.places.items()},
        languages=pack.info.languages,
    )


def _purpose(pack: Pack, purpose: Purpose, door: DoorKind) -> PurposeWords:
    named = {
        language: texts.purposes[purpose.id]
        for language, texts in pack.texts.items()
        if purpose.id in texts.purposes
    }
    doors = set(purpose.doors or pack.regime.doors)
    # A door that the regime does not open at all refuses everything alike, and says so itself.
    is_open = bool(doors & ({door} if door in pack.regime.doors else _BY_ONESELF))
    return PurposeWords(
        id=purpose.id,
        codes=purpose.sms,
        titles={language: one.title for language, one in named.items()},
        hints={language: one.hint for language, one in named.items() if one.hint},
        # What has a code is answered by it, be it with the door where it is asked for.
        by_message=bool(purpose.sms) or is_open or purpose.emergency,
        offered=is_open,
        emergency=purpose.emergency,
    )


def _document(pack: Pack, name: str, document: DocumentType) -> DocumentForm:
    return DocumentForm(
        type=name,
        pattern=document.pattern,
        has_form=lambda number: matches_pattern(document.pattern, number),
        check=find_check(document.check) if document.check else None,
        example=document.example,
        titles={
            language: texts.documents[name].title
            for language, texts in pack.texts.items()
            if name in texts.documents
        },
    )
