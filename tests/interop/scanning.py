# SPDX-License-Identifier: EUPL-1.2
"""From a permit to paper and back: drawn by segno as our page draws it, read by zxing-cpp."""

import io

import segno
import zxingcpp
from PIL import Image


def print_and_scan(text: str) -> str:
    """What a scanner reads from the picture of a text."""
    picture = io.BytesIO()
    segno.make_qr(text, error="m").save(picture, kind="png", scale=4, border=4)
    with Image.open(picture) as image:
        # Whoever looks for all kinds finds a line of bars in one QR code of some hundred.
        (read,) = zxingcpp.read_barcodes(
            image, formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
        )
    assert isinstance(read.text, str)
    return read.text
