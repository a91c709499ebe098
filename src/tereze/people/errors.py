# SPDX-License-Identifier: EUPL-1.2
"""What can go wrong with people.

NotFound
├── UnknownResident
├── UnknownOrganisation
└── UnknownRepresentative
BadInput
├── BadPhone
├── WrongCode
│   └── CodeSpent
├── NameTooShort
├── TooManyFound
├── WrongPassword
├── WeakPassword
└── BadRegister         the file as a whole; a bad row is no error, it goes to the bad rows
Conflict
├── DocumentTaken
├── DocumentsDisagree
├── TooManyDependants
├── NameTaken
├── OrganisationTaken
├── AlreadyRepresents
└── StillNeeded
NotAllowed
├── WrongRole
├── MayNotDelegate
└── EverybodysPassword
TooManyTries
├── TooManyCodes
├── TooManyDocuments
├── TooManySearches
└── TooManyPasswords
"""

from datetime import datetime

from tereze.core.errors import BadInput, Conflict, NotAllowed, NotFound, TerezeError


class UnknownResident(NotFound):
    """Nobody is known here by that. Check the document, or register first."""

    code = "unknown-resident"


class UnknownStaff(NotFound):
    """Nobody of this name works here."""

    code = "unknown-staff"


class UnknownOrganisation(NotFound):
    """There is no such organisation for which you may sign."""

    code = "unknown-organisation"


class UnknownRepresentative(NotFound):
    """Nobody of this number signs for the organisation."""

    code = "unknown-representative"


class BadPhone(BadInput):
    """This is not a phone number. Write it as you dial it, or with + and the country: +77011234567."""

    code = "bad-phone"


class WrongCode(BadInput):
    """The code is not right. Look again at the last message that you received."""

    code = "wrong-code"

    def __init__(self, *, tries_left: int) -> None:
        super().__init__(field="code")
        self.tries_left = tries_left


class CodeSpent(WrongCode):
    """This code does not work any more: it was used, is too old, or was tried too often.
    Ask for a new one.
    """

    code = "code-spent"

    def __init__(self) -> None:
        super().__init__(tries_left=0)


class NameTooShort(BadInput):
    """Nobody is looked up by one name. Give a first name and a family name."""

    code = "name-too-short"


class TooManyFound(BadInput):
    """Many people are called so. Add another of their names, or their date of birth."""

    code = "too-many-found"


class WrongPassword(BadInput):
    """This is not your password. Write the one with which you signed in."""

    code = "wrong-password"


class WeakPassword(BadInput):
    """This password is too easy to guess. Choose a longer one."""

    code = "weak-password"


class BadRegister(BadInput):
    """The file can't be read as a register. It has to be a CSV file in UTF-8 that names its columns."""

    code = "bad-register"


class DocumentTaken(Conflict):
    """Somebody is known by this document, and phone, name or date of birth are not as here. If the
    document is yours, compare what you wrote with it; else show it at a centre, they set it right.
    """

    code = "document-taken"


class DocumentsDisagree(Conflict):
    """These documents belong to different people here. Check the numbers; register one person at
    a time.
    """

    code = "documents-disagree"


class TooManyDependants(Conflict):
    """You already ask for as many people as one person may. Remove somebody first, or ask an operator."""

    code = "too-many-dependants"


class NameTaken(Conflict):
    """Somebody who works here has this name already. Choose another one."""

    code = "name-taken"


class OrganisationTaken(Conflict):
    """An organisation with this registration number is known here already."""

    code = "organisation-taken"


class AlreadyRepresents(Conflict):
    """This person signs for the organisation already."""

    code = "already-represents"


class UnknownMandate(NotFound):
    """You help nobody under this mandate. It may be over, or whoever gave it has ended it."""

    code = "unknown-mandate"


class UnknownInvitation(NotFound):
    """This code makes nobody a helper: it was used, is too old, or is mistyped.
    Ask who gave it to you for a new one.
    """

    code = "unknown-invitation"


class MandateUsedUp(Conflict):
    """All permits that this mandate allows were asked for. Who gave it can give a new one."""

    code = "mandate-used-up"


class AlreadyHelps(Conflict):
    """This person helps already. End that mandate first if its terms have to change."""

    code = "already-helps"


class TooManyHelpers(Conflict):
    """As many people help already as may help one person. End one of these mandates first."""

    code = "too-many-helpers"


class TooManyHelped(Conflict):
    """This helper helps as many people already as one person may. Another one has to help."""

    code = "too-many-helped"


class HelperNotConfirmed(Conflict):
    """Who helps others has to be confirmed by an operator first: the document has to be seen."""

    code = "helper-not-confirmed"


class StillNeeded(Conflict):
    """These data are still needed for something that is not over, a running permit for instance.
    Ask again when it is over.
    """

    code = "still-needed"


class WrongRole(NotAllowed):
    """Your role does not include this. Ask an administrator if it should."""

    code = "wrong-role"


class MayNotDelegate(NotAllowed):
    """Only who was let in by an office lets in others, and gives them no more than they have."""

    code = "may-not-delegate"


class EverybodysPassword(NotAllowed):
    """In a demonstration everybody knows these passwords, so they stay as they are."""

    code = "everybodys-password"


class TooManyTries(TerezeError):
    """Too many codes were typed wrong from here. Wait a little and try again."""

    code = "too-many-tries"
    status = 429

    def __init__(self, *, retry_at: datetime) -> None:
        super().__init__()
        #: when it may be tried again
        self.retry_at = retry_at


class TooManyCodes(TooManyTries):
    """Too many codes were asked for. Use the last one that came, or wait and ask again."""

    code = "too-many-codes"


class TooManyDocuments(TooManyTries):
    """Too many numbers of documents were tried. Wait until tomorrow, or ask an operator."""

    code = "too-many-documents"


class TooManySearches(TooManyTries):
    """You have looked for very many people by their names. Wait, or look by document or phone."""

    code = "too-many-searches"


class TooManyPasswords(TooManyTries):
    """Too many passwords were tried for this name, or from here. Wait a little and try again."""

    code = "too-many-passwords"
