# SPDX-License-Identifier: EUPL-1.2
"""What the inspector's page says: verdicts in colour, icon and word, and the sentences of its scripts.

The scripts know no language. Verdicts wait in the page's <template>s; sentences come as JSON, with
{names} in braces where the script puts what it counted.
"""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tereze.permits.verdicts import EMERGENCY, NOT_OURS, NOT_YET, Verdict

#: All verdicts that can be shown; their names are those of types.py and verdict.js.
VERDICTS: Final = (
    Verdict(
        name="valid",
        tone="go",
        icon="check",
        word=_("Valid"),
        advice=_("Compare the initials with the document."),
    ),
    Verdict(
        name="receipt",
        tone="go",
        icon="check",
        word=_("Receipt holds"),
        advice=_("They asked while we could not answer. Compare the document."),
    ),
    NOT_YET,
    Verdict(name="ended", tone="stop", icon="hourglass", word=_("Ended")),
    Verdict(name="withdrawn", tone="stop", icon="withdrawn", word=_("Withdrawn")),
    Verdict(
        name="replaced",
        tone="stop",
        icon="refresh",
        word=_("Replaced"),
        advice=_("There is a newer permit: let them show that one."),
    ),
    Verdict(
        name="used",
        tone="stop",
        icon="minus",
        word=_("Used already"),
        advice=_("It is good for one passage in this direction, which was made."),
    ),
    Verdict(
        name="elsewhere",
        tone="stop",
        icon="place",
        word=_("Not here"),
        advice=_("It holds at other places only."),
    ),
    NOT_OURS,
    Verdict(
        name="unknown",
        tone="wait",
        icon="question",
        word=_("Not in the list"),
        advice=_(
            "Was it typed right? What is minutes old may be missing yet. Danger to life never waits:"
            " press “Let pass, emergency”, and the code is checked later."
        ),
    ),
    EMERGENCY,
)

#: The sentences of the scripts, by the names that they use.
TEXTS: Final[dict[str, str | Promise]] = {
    "lane": _("lane {lane}"),
    "checkAll": _("Check everybody: {vehicles} vehicles wait"),
    "checkOneIn": _("Check 1 in {share}: {vehicles} vehicles wait"),
    "checkAllNow": _("Check everybody"),
    "checkOneInNow": _("Check 1 in {share}"),
    "age": _("List {minutes} min old"),
    "noList": _("No list"),
    "queue": _("Crossings to be sent: {count}"),
    "queueEmpty": _("All crossings are sent"),
    "refused": _("not taken: {count}"),
    "old": _("The list is {minutes} minutes old: what was withdrawn since then is not known here."),
    "missing": _(
        "There is no list on this device: withdrawn permits can't be told. Find a connection."
    ),
    "clock": _(
        "This device's clock is wrong by {minutes} minutes. We reckon with it; please set it."
    ),
    "unsent": _("Crossings that wait on this device: {count}. They are sent with your next shift."),
    "no-reader": _(
        "This browser can't read QR codes, and no reader was installed. Type the code below it, or"
        " use a scanner that types."
    ),
    "no-camera": _(
        "There is no camera here. Type the code below the QR code, or use a scanner that types."
    ),
    "not-allowed": _(
        "The camera is not allowed for this page. Allow it in the browser's settings; until then"
        " type the code."
    ),
    "broken": _(
        "The camera does not start. Close other programs that use it and open this page again;"
        " until then type the code."
    ),
    "code-length": _("A code has eight characters."),
    "code-character": _("There is no such character in a code: {character}"),
    "code-check": _("A character is wrong. Read the code once more."),
    "notFound": _("Nobody with this is in the list."),
    "noListToSearch": _("There is no list on this device, so it can't be looked up."),
    "sameDocument": _("It is this document."),
    "otherDocument": _("It is another document."),
    "cannotCompare": _("This permit can't be compared here."),
    "phone": _("Phone, without a document"),
    "document": _("Document: {title}"),
    "endShift": _("End the shift? The list is deleted from this device."),
}
