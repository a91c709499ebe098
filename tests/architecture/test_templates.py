# SPDX-License-Identifier: EUPL-1.2
"""Pages carry no style and no script of their own: the security policy would stop them, and what
is in files is cached, checked and the same everywhere."""

import re
from collections.abc import Iterator
from pathlib import Path

from architecture.sources import ROOT, SOURCE

INLINE = {
    "a style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a script without src": re.compile(r"<script\b(?![^>]*\ssrc=)", re.IGNORECASE),
    "a handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "something of another host": re.compile(
        r"""\b(?:src|srcset|action)=["'](?:https?:)?//""", re.IGNORECASE
    ),
}
COMMENT = re.compile(r"{#.*?#}|{% comment.*?endcomment %}", re.DOTALL)


def templates() -> Iterator[Path]:
    return SOURCE.rglob("templates/**/*.html")


def test_no_template_has_inline_style_or_script_or_loads_from_elsewhere() -> None:
    assert not [
        f"{path.relative_to(ROOT)}: {what}"
        for path in templates()
        for what, pattern in INLINE.items()
        if pattern.search(COMMENT.sub("", path.read_text()))
    ]
