# SPDX-License-Identifier: EUPL-1.2
"""Bars for who waits."""

import contextlib
from collections.abc import Callable, Iterator

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars


class Progress:
    """Tells how far a measurement has come, on the error stream."""

    def __init__(self) -> None:
        self._bars = Bars(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True),
        )

    @contextlib.contextmanager
    def task(self, title: str, steps: int) -> Iterator[Callable[[int], None]]:
        """One bar; what is given says that so many steps more are done."""
        with self._bars:
            number = self._bars.add_task(title, total=steps)
            yield lambda done: self._bars.advance(number, done)
            self._bars.remove_task(number)
