# SPDX-License-Identifier: EUPL-1.2
"""What can go wrong with employers. The docstring is the message.

NotFound
├── UnknownUpload
├── UnknownWorker
├── UnknownCheck
└── UnknownAlarm
BadInput
└── NotAttested
Conflict
├── UploadMoved
├── SamePerson
├── NothingToAsk
├── NoPurpose
└── WorkerDisputed
NotAllowed
└── BeyondYourLimit
"""

from tereze.core.errors import BadInput, Conflict, NotAllowed, NotFound


class UnknownUpload(NotFound):
    """There is no such list of this organisation. A draft is deleted after two days."""

    code = "unknown-upload"


class UnknownWorker(NotFound):
    """There is nobody of this number on the list of this organisation."""

    code = "unknown-worker"


class UnknownCheck(NotFound):
    """There is no such check, or somebody has answered it already."""

    code = "unknown-check"


class UnknownAlarm(NotFound):
    """There is no such alarm, or somebody has closed it already."""

    code = "unknown-alarm"


class NotAttested(BadInput):
    """Say that what is on the list is true. Without that nothing is asked for."""

    code = "not-attested"


class UploadMoved(Conflict):
    """Somebody was quicker: this list has moved on. Look at it again."""

    code = "upload-moved"


class SamePerson(Conflict):
    """Whoever confirmed a list does not approve it too. Somebody else has to."""

    code = "same-person"


class NothingToAsk(Conflict):
    """No row of this list can be asked for. Correct it and send it again."""

    code = "nothing-to-ask"


class NoPurpose(Conflict):
    """No order in force has permits that employers get. Nobody needs one now, or another door is
    the right one.
    """

    code = "no-purpose"


class WorkerDisputed(Conflict):
    """This person says that they do not work there. Only they can take that back, at a centre."""

    code = "worker-disputed"


class BeyondYourLimit(NotAllowed):
    """Whoever let you sign for this organisation allowed fewer people. Ask them to sign this one."""

    code = "beyond-your-limit"
