# SPDX-License-Identifier: EUPL-1.2
"""What can go wrong with a pack, in words that its author can act on.

BadInput
├── PackRefused             the files do not make a pack; every problem is listed
├── KeyUnreadable           a key file can't be opened, or the passphrase is another
├── SignatureWrong          the signature does not hold
│   ├── NotSigned
│   ├── FilesChanged        names every file that was changed, added or taken away
│   └── SignerNotTrusted
└── DocumentNumberWrong     somebody's document number is not one
    ├── NumberFormWrong
    └── CheckDigitWrong
NotFound
└── PackNotInstalled
TerezeError
└── PackAltered             the database holds other files than were installed
"""

from collections.abc import Sequence
from dataclasses import dataclass

from typing_extensions import override

from tereze.core.errors import BadInput, NotFound, TerezeError


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One thing that is wrong in a pack: where, what, and what would be right."""

    file: str
    #: counted from one; None when the whole file, or its absence, is meant
    line: int | None = None
    #: the rule in the file: purposes.needs.counters
    where: str = ""
    what: str
    #: what would be right; empty when `what` says it all
    fix: str = ""

    @override
    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        words = f"{self.what} {self.fix}".rstrip()
        return f"{place}: {self.where}: {words}" if self.where else f"{place}: {words}"


class PackRefused(BadInput):
    """These files do not make a pack. Each problem names its file and line."""

    code = "pack-refused"

    def __init__(self, problems: Sequence[Problem]) -> None:
        #: all that was found, by file and line
        self.problems = tuple(sorted(problems, key=lambda one: (one.file, one.line or 0)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class KeyUnreadable(BadInput):
    """The key could not be read. It has to be an Ed25519 key in PEM form; if it has a passphrase,
    set TEREZE_PACK_KEY_PASSPHRASE."""

    code = "key-unreadable"


class SignatureWrong(BadInput):
    """The pack's signature does not hold. Do not install it; ask its publisher for it again."""

    code = "signature-wrong"


class NotSigned(SignatureWrong):
    """The pack is not signed: manifest.dsse is missing. `tereze pack sign` makes it."""

    code = "not-signed"


class FilesChanged(SignatureWrong):
    """Files differ from what was signed."""

    code = "files-changed"

    def __init__(self, changes: Sequence[str]) -> None:
        #: "regime.yaml was changed", one for each file
        self.changes = tuple(changes)
        super().__init__("Files differ from what was signed: " + "; ".join(changes) + ".")


class SignerNotTrusted(SignatureWrong):
    """No key that is trusted here signed the pack. If you know its publisher, add their public key
    to the file of trusted keys."""

    code = "signer-not-trusted"


class DocumentNumberWrong(BadInput):
    """This is not a number of such a document. Please compare it with the document."""

    code = "document-number-wrong"


class NumberFormWrong(DocumentNumberWrong):
    """The number does not have the form of such a document's numbers. Please count its characters."""

    code = "document-number-form"


class CheckDigitWrong(DocumentNumberWrong):
    """One character of the number must be wrong: its check digit does not fit. Please compare it
    with the document, character by character."""

    code = "document-check-digit"


class PackNotInstalled(NotFound):
    """This pack is not installed here. `tereze pack install` installs it from its folder."""

    code = "pack-not-installed"


class PackAltered(TerezeError):
    """The files of an installed pack are not those that were installed: somebody or something wrote
    into the database past Tereze. Nothing is decided by them. Restore the table from a backup."""

    code = "pack-altered"
