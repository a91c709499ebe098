# SPDX-License-Identifier: EUPL-1.2
"""What the inspector's page says: verdicts in colour, icon and word, and the sentences of its scripts.

The scripts know no language. Verdicts wait in the page's <template>s; sentences come as JSON, with
{names} in braces where the script puts what it counted.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from django.utils.translation import gettext

Tone: TypeAlias = Literal["go", "wait", "stop"]


@dataclass(frozen=True, kw_only=True, slots=True)
class VerdictWords:
    """What a verdict looks like."""

    #: as checkpoints/types.py and verdict.js name it
    name: str
    tone: Tone
    icon: str
    word: str
    #: what to do about it
    advice: str = ""


def list_verdicts() -> tuple[VerdictWords, ...]:
    """All verdicts that can be shown."""
    return (
        VerdictWords(
            name="valid",
            tone="go",
            icon="check",
            word=gettext("Valid"),
            advice=gettext("Compare the initials with the document."),
        ),
        VerdictWords(
            name="receipt",
            tone="go",
            icon="check",
            word=gettext("Receipt holds"),
            advice=gettext("They asked while we could not answer. Compare the document."),
        ),
        VerdictWords(name="not-yet", tone="wait", icon="clock", word=gettext("Not yet")),
        VerdictWords(name="ended", tone="stop", icon="hourglass", word=gettext("Ended")),
        VerdictWords(name="withdrawn", tone="stop", icon="withdrawn", word=gettext("Withdrawn")),
        VerdictWords(
            name="replaced",
            tone="stop",
            icon="refresh",
            word=gettext("Replaced"),
            advice=gettext("There is a newer permit: let them show that one."),
        ),
        VerdictWords(
            name="used",
            tone="stop",
            icon="minus",
            word=gettext("Used already"),
            advice=gettext("It is good for one passage in this direction, which was made."),
        ),
        VerdictWords(
            name="elsewhere",
            tone="stop",
            icon="place",
            word=gettext("Not here"),
            advice=gettext("It holds at other places only."),
        ),
        VerdictWords(
            name="not-ours",
            tone="stop",
            icon="cross",
            word=gettext("Not ours"),
            advice=gettext("This was not issued here, or somebody changed it."),
        ),
        VerdictWords(
            name="unknown",
            tone="wait",
            icon="question",
            word=gettext("Not in the list"),
            advice=gettext("Was it typed right? A permit that is minutes old may be missing yet."),
        ),
        VerdictWords(
            name="emergency",
            tone="wait",
            icon="emergency",
            word=gettext("Let pass: emergency"),
            advice=gettext("It is declared afterwards. Do not stop this person."),
        ),
    )


def find_verdict(name: str) -> VerdictWords:
    """What one verdict looks like."""
    return next(verdict for verdict in list_verdicts() if verdict.name == name)


def texts() -> dict[str, str]:
    """The sentences of the scripts, by the names that they use."""
    return {
        "lane": gettext("lane {lane}"),
        "checkAll": gettext("Check everybody: {vehicles} vehicles wait"),
        "checkOneIn": gettext("Check 1 in {share}: {vehicles} vehicles wait"),
        "checkAllNow": gettext("Check everybody"),
        "checkOneInNow": gettext("Check 1 in {share}"),
        "age": gettext("List {minutes} min old"),
        "noList": gettext("No list"),
        "queue": gettext("Crossings to be sent: {count}"),
        "queueEmpty": gettext("All crossings are sent"),
        "refused": gettext("not taken: {count}"),
        "old": gettext(
            "The list is {minutes} minutes old: what was withdrawn since then is not known here."
        ),
        "missing": gettext(
            "There is no list on this device: withdrawn permits can't be told. Find a connection."
        ),
        "clock": gettext(
            "This device's clock is wrong by {minutes} minutes. We reckon with it; please set it."
        ),
        "unsent": gettext(
            "Crossings that wait on this device: {count}. They are sent with your next shift."
        ),
        "no-reader": gettext(
            "This browser can't read QR codes, and no reader was installed. Type the code below it, or"
            " use a scanner that types."
        ),
        "no-camera": gettext(
            "There is no camera here. Type the code below the QR code, or use a scanner that types."
        ),
        "not-allowed": gettext(
            "The camera is not allowed for this page. Allow it in the browser's settings; until then"
            " type the code."
        ),
        "broken": gettext(
            "The camera does not start. Close other programs that use it and open this page again;"
            " until then type the code."
        ),
        "code-length": gettext("A code has eight characters."),
        "code-character": gettext("There is no such character in a code: {character}"),
        "code-check": gettext("A character is wrong. Read the code once more."),
        "notFound": gettext("Nobody with this is in the list."),
        "noListToSearch": gettext("There is no list on this device, so it can't be looked up."),
        "sameDocument": gettext("It is this document."),
        "otherDocument": gettext("It is another document."),
        "cannotCompare": gettext("This permit can't be compared here."),
        "phone": gettext("Phone, without a document"),
        "document": gettext("Document: {title}"),
        "endShift": gettext("End the shift? The list is deleted from this device."),
    }
