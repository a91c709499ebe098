# SPDX-License-Identifier: EUPL-1.2
"""A camera for Chromium that sees a QR code, or white paper: a film of one picture, over and over.

Chromium reads the film from its file picture by picture. So what the camera sees changes when the
file is written anew in its place.
"""

from pathlib import Path

import segno

WIDTH, HEIGHT = 640, 480
PICTURES = 4
#: raw pictures, brightness first, a quarter as much for each of two colours
_HEAD = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode()
_NO_COLOUR = bytes([128]) * (WIDTH * HEIGHT // 2)
_WHITE = bytes([235]) * WIDTH


class Camera:
    """The film, and what is on it."""

    def __init__(self, file: Path) -> None:
        self.file = file
        file.write_bytes(bytes(len(_film([_WHITE] * HEIGHT))))
        self.look_away()

    @property
    def flags(self) -> list[str]:
        """How to start Chromium with this camera, allowed without a question."""
        return [
            "--use-fake-device-for-media-stream",
            "--use-fake-ui-for-media-stream",
            f"--use-file-for-fake-video-capture={self.file}",
        ]

    def see(self, text: str) -> None:
        """Hold this QR code before the camera."""
        modules = [list(row) for row in segno.make(text, error="m").matrix]
        size = min(WIDTH, HEIGHT) // (len(modules) + 8)
        left = (WIDTH - size * len(modules)) // 2
        top = (HEIGHT - size * len(modules)) // 2
        lines = [_WHITE] * HEIGHT
        for row, line in enumerate(modules):
            dots = b"".join(bytes([16 if dark else 235]) * size for dark in line)
            drawn = _WHITE[:left] + dots + _WHITE[left + len(dots) :]
            lines[top + row * size : top + (row + 1) * size] = [drawn] * size
        self._write(lines)

    def look_away(self) -> None:
        """Nothing but white."""
        self._write([_WHITE] * HEIGHT)

    def _write(self, lines: list[bytes]) -> None:
        with self.file.open("r+b") as film:
            film.write(_film(lines))


def _film(lines: list[bytes]) -> bytes:
    picture = b"FRAME\n" + b"".join(lines) + _NO_COLOUR
    return _HEAD + picture * PICTURES
