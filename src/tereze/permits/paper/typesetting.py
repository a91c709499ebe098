# SPDX-License-Identifier: EUPL-1.2
"""Setting PDF with Typst, which is one package: no program to install, no font of the machine's.

A template is a file of `typst/`. What people wrote goes in as data (JSON in `sys.inputs`) and comes
out as text, so no name and no number plate can do anything to a page. Templates bring no picture and
ask for no package, so nothing is fetched. The letters are those that Typst itself embeds, Libertinus
Serif and DejaVu Sans Mono, which have Kazakh, Russian and Azerbaijani; the machine's own are left
out, so that a page looks the same everywhere.

PDF/UA-1 is asked for: what screen readers need is checked while the page is set.
"""

import io
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec
import segno
import typst


def typeset(template: str, data: Mapping[str, Any]) -> bytes:
    """A PDF of a template with these words. It is made in memory and kept nowhere."""
    return bytes(
        typst.compile(
            _read(template),
            sys_inputs={"data": msgspec.json.encode(data).decode()},
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
        )
    )


def draw_qr(text: str) -> str:
    """A QR code as SVG, with the quiet zone that a reader needs around it."""
    drawn = io.BytesIO()
    segno.make_qr(text, error="m").save(drawn, kind="svg", border=4, xmldecl=False)
    return drawn.getvalue().decode()


@cache
def _read(template: str) -> bytes:
    return files(__package__).joinpath("typst", template).read_bytes()
