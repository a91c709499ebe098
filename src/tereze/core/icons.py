# SPDX-License-Identifier: EUPL-1.2
"""The icons, drawn by us on a grid of 24 with a round stroke of 2.

An icon is one path, so that a page carries it inline: it takes the colour of the text beside it,
needs no request, and works offline. An icon never stands alone: a word says the same.
"""

from typing import Final


def _ring(x: float, y: float, r: float) -> str:
    """A circle as a piece of a path."""
    return f"M{x - r:g} {y:g}a{r:g} {r:g} 0 1 0 {2 * r:g} 0a{r:g} {r:g} 0 1 0 {-2 * r:g} 0"


#: A point: with round line ends, a line of almost no length is a dot.
_DOT: Final = "h.01"
_DISC: Final = _ring(12, 12, 9)

ICONS: Final = {
    # reasons to move
    "food": "M3 10h18l-2 10H5L3 10M8 10l3-6M16 10l-3-6M9 14v2.5M12 14v2.5M15 14v2.5",
    "medicine": ("M13.5 3.5a4.95 4.95 0 0 1 7 7l-10 10a4.95 4.95 0 0 1-7-7zM8.5 8.5l7 7"),
    "hospital": "M5 21V4h14v17M2.5 21h19M12 7v6M9 10h6M10 21v-4h4v4",
    "work": "M3 8h18v12H3zM9 8V4h6v4M3 13h18M12 12v2.5",
    "funeral": (
        "M12 21V12M12 12c-4 0-5-3-5-7 2 0 3 1 3.5 2C10.7 5.5 11.3 4 12 3c.7 1 1.3 2.5"
        " 1.5 4C14 6 15 5 17 5c0 4-1 7-5 7M12 19c-3 0-5-1.5-5-4 3 0 5 1.5 5 4"
    ),
    "bank": "M3 9.5L12 4l9 5.5zM6 9.5V17M10 9.5V17M14 9.5V17M18 9.5V17M3 20.5h18",
    "shop": ("M4 12v8h16v-8M3 9l2-5h14l2 5a3 3 0 0 1-6 0 3 3 0 0 1-6 0 3 3 0 0 1-6 0M10 20v-5h4v5"),
    "help": "M12 20s-8-5-8-11a4.4 4.4 0 0 1 8-2.5A4.4 4.4 0 0 1 20 9c0 6-8 11-8 11z",
    "child": _ring(12, 5.5, 2.5) + "M12 8v6M7 9l5 2 5-2M8.5 21L12 14l3.5 7",
    "ceremony": _ring(8.5, 15, 5.5) + _ring(15.5, 15, 5.5) + "M10 6l2-3 2 3",
    "exercise": _ring(13.5, 4, 1.8)
    + "M13 8l-2.5 6 3.5 2.5V21M10 15l-3 6M13 8l-4 2-1 3M13 8l2.5 3 3 .5",
    "pet": (
        "M12 12c-3 0-5 3-5 5s1.5 3 3 2.5 2-.5 4 0 3-.5 3-2.5-2-5-5-5"
        + _ring(5, 11, 1.2)
        + _ring(9.5, 6, 1.5)
        + _ring(14.5, 6, 1.5)
        + _ring(19, 11, 1.2)
    ),
    "book": "M12 6c-2-2-5-2-8-1v14c3-1 6-1 8 1 2-2 5-2 8-1V5c-3-1-6-1-8 1zM12 6v14",
    "justice": "M12 3v18M8 21h8M5 6h14M5 6l-3 8h6zM19 6l-3 8h6z",
    "car": "M5 11l2-5h10l2 5M3 11h18v6H3zM6 17v2.5M18 17v2.5M7 14" + _DOT + "M17 14" + _DOT,
    "delivery": (
        "M6 16H3V6h11v10h-4M14 10h4l3 3v3h-1M14 16h2" + _ring(8, 17, 2) + _ring(18, 17, 2)
    ),
    "movement": _ring(6, 18, 2.5)
    + _ring(18, 6, 2.5)
    + "M9 18h5.5a3 3 0 0 0 0-6h-5a3 3 0 0 1 0-6H15",
    "exit": "M14 4H5v16h9M10 12h11M17 8l4 4-4 4",
    "entry": "M10 4h9v16h-9M3 12h11M10 8l4 4-4 4",
    "emergency": (
        "M7 17v-4a5 5 0 0 1 10 0v4M4.5 21v-4h15v4zM12 4.5v-2M5 7.5L3.5 6M19 7.5L20.5 6M12 12v2"
    ),
    # states and outcomes
    "check": "M4 12.5l5.5 5.5L20 6.5",
    "cross": "M6 6l12 12M18 6L6 18",
    "withdrawn": _DISC + "M5.7 5.7l12.6 12.6",
    "clock": _DISC + "M12 7v5l3.5 2.5",
    "hourglass": "M6.5 3h11M6.5 21h11M8 3v4l4 5-4 5v4M16 3v4l-4 5 4 5v4",
    "info": _DISC + "M12 11v5.5M12 7.5" + _DOT,
    "question": _DISC + "M9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .9-1 1.7M12 17" + _DOT,
    "warning": "M12 3.5L22 20.5H2zM12 10v4.5M12 17.5" + _DOT,
    "offline": (
        "M3 3l18 18M5 13a10 10 0 0 1 4.5-2.7M19 13a10 10 0 0 0-4-2.5M8.5 16.5a5 5 0 0 1 7 0"
        "M2 9a15 15 0 0 1 4.5-2.9M22 9A15 15 0 0 0 11 5.1M12 20" + _DOT
    ),
    # things to do
    "print": "M7 8V3.5h10V8M7 17H3.5V8h17v9H17M7 14h10v6.5H7z",
    "download": "M12 3.5V15M7 10.5l5 5 5-5M4 20.5h16",
    "send": "M21 3L10 14M21 3l-7 18-4-7-7-4z",
    "phone": "M7 2.5h10v19H7zM11 18.5h2",
    "call": (
        "M4.5 3.5H9l2 5-2.5 1.5a11 11 0 0 0 5.5 5.5l1.5-2.5 5 2v4.5a1 1 0 0 1-1 1"
        "A16.5 16.5 0 0 1 3.5 4.5a1 1 0 0 1 1-1z"
    ),
    "qr": (
        "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2.5v2.5M20 14v2.5h-1M14 20h2.5v-1M20 19.5v.5"
    ),
    "search": _ring(10.5, 10.5, 6.5) + "M15.5 15.5L21 21",
    "camera": "M3 7h4l2-3h6l2 3h4v13H3z" + _ring(12, 13, 3.5),
    "eye": "M2 12s3.5-7 10-7 10 7 10 7-3.5 7-10 7-10-7-10-7z" + _ring(12, 12, 3),
    "refresh": "M20 10a8.3 8.3 0 0 0-14.5-3.5L4 8M4 3.5V8h4.5M4 14a8.3 8.3 0 0 0 14.5 3.5L20 16M20 20.5V16h-4.5",
    "pen": "M4 20l1-4.5L16 4.5l3.5 3.5L8.5 19zM13.5 7l3.5 3.5",
    "delete": "M4.5 7h15M10 7V3.5h4V7M6.5 7l1 13.5h9l1-13.5M10.5 11v5.5M13.5 11v5.5",
    "appeal": "M4 4.5h16V16h-9l-4.5 4V16H4zM8 8.5h8M8 12h5",
    "sign-in": "M10 4h9v16h-9M3 12h11M10 8l4 4-4 4",
    "sign-out": "M14 4H5v16h9M10 12h11M17 8l4 4-4 4",
    # people, places, papers
    "person": _ring(12, 8, 4) + "M4 21c0-4 3.5-7 8-7s8 3 8 7",
    "family": (
        _ring(8.5, 8, 3.5) + "M2 20.5c0-3.5 2.8-6 6.5-6s6.5 2.5 6.5 6"
        "M15.5 4.8a3.5 3.5 0 0 1 0 6.4M18.5 14.8c2.2.9 3.5 3 3.5 5.7"
    ),
    "shield": "M12 3l8 3v5.5c0 4.5-3.5 8-8 9.5-4.5-1.5-8-5-8-9.5V6z",
    "lock": "M5 11h14v9.5H5zM8 11V8a4 4 0 0 1 8 0v3M12 14.5V17",
    "place": "M12 21.5c-4.5-5-7-8.5-7-11.5a7 7 0 0 1 14 0c0 3-2.5 6.5-7 11.5z" + _ring(12, 10, 2.5),
    "calendar": "M4 6h16v14.5H4zM4 10.5h16M8 3v4.5M16 3v4.5",
    "document": "M6 3h8l4.5 4.5V21H6zM13.5 3v5h5M9.5 13h5.5M9.5 17h5.5",
    "chart": "M4 3.5V20h17M8.5 16v-4M13 16V7.5M17.5 16v-6",
    "list": "M9 6h11M9 12h11M9 18h11M4.5 6" + _DOT + "M4.5 12" + _DOT + "M4.5 18" + _DOT,
    # finding one's way
    "home": "M4 10.5L12 4l8 6.5V20h-5.5v-6h-5v6H4z",
    "globe": _DISC + "M3 12h18M12 3c3.5 3.5 3.5 14.5 0 18M12 3c-3.5 3.5-3.5 14.5 0 18",
    "back": "M19 12H5M11 6l-6 6 6 6",
    "forward": "M5 12h14M13 6l6 6-6 6",
    "down": "M6 9l6 6 6-6",
    "plus": "M12 5v14M5 12h14",
    "minus": "M5 12h14",
    "more": "M5 12" + _DOT + "M12 12" + _DOT + "M19 12" + _DOT,
}
