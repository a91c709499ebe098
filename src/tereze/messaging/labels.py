# SPDX-License-Identifier: EUPL-1.2
"""Labels of choices, cut where a wire has no room for all of them."""

#: What fits a button of every vendor, and a line of a short message.
SHORT_LABEL = 20


def shorten(label: str, most: int = SHORT_LABEL) -> str:
    """A label in at most so many characters: whole words, and of a list as many as fit.

    >>> shorten("Food, medicine, bank, post"), shorten("Funeral of a close relative")
    ('Food, medicine, bank', 'Funeral of a close…')
    >>> shorten("Doctor"), shorten("Жаңатұрмыстандырылмағандар", 9)
    ('Doctor', 'Жаңатұрм…')
    """
    if len(label) <= most:
        return label
    if (listed := label[: most + 1].rpartition(",")[0]) and len(listed) > most // 2:
        return listed
    words = label[:most].rpartition(" ")[0] or label[: most - 1]
    return f"{words.rstrip(' ,;:–-(')}…"
