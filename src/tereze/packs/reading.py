# SPDX-License-Identifier: EUPL-1.2
"""From a folder to a `Pack`, or to the whole list of what is wrong with it.

Three steps, each for all files before the next: the files are text of the expected names; each has
the shape that the language asks for; the parts fit each other. What a step finds is reported
together, by file and line.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from tereze.packs.errors import PackAltered, PackRefused, Problem
from tereze.packs.files import (
    INFO,
    README,
    REGIME,
    SCENARIOS,
    PackFiles,
    load_folder,
    problems_of_files,
    text_path,
)
from tereze.packs.manifest import digest_of
from tereze.packs.shapes import name_path, read_shape
from tereze.packs.types import Pack, PackInfo, Regime, Scenario, ScenarioFile, Texts
from tereze.packs.validation import Draft, Finding, ScenarioList, check_draft
from tereze.packs.yaml_tree import Document, read_yaml

T = TypeVar("T")


def read_folder(folder: Path) -> Pack:
    """The pack in a folder; raises `PackRefused` with every problem."""
    return read_files(load_folder(folder))


def read_files(files: PackFiles) -> Pack:
    """The pack that these files make; raises `PackRefused` with every problem."""
    if problems := problems_of_files(files):
        raise PackRefused(problems)
    reading = _Reading(files)
    draft = reading.draft()
    reading.problems.extend(reading.locate(finding) for finding in check_draft(draft))
    return reading.assemble(draft)


def read_installed(files: PackFiles, digest: str) -> Pack:
    """The pack that these files made when they were installed under this digest.

    Whether its parts fit each other was asked then, and is not asked again: a Tereze that became
    stricter with authors must not end an order that is in force. Raises `PackAltered` when these
    are not the files: rules that nobody signed decide nothing.
    """
    if digest_of(files) != digest:
        raise PackAltered
    reading = _Reading(files)
    return reading.assemble(reading.draft())


@dataclass
class _Reading:
    """The documents and problems of one pack while it is read."""

    files: PackFiles
    documents: dict[str, Document] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def draft(self) -> Draft:
        info = self._read(INFO, PackInfo)
        draft = Draft(
            info=info,
            regime=self._read(REGIME, Regime),
            texts=self._texts(info),
            scenarios=self._scenarios(),
        )
        if README not in self.files:
            self._missing(README, "Say in a few sentences what this pack is and where it is from.")
        return draft

    def assemble(self, draft: Draft) -> Pack:
        """The whole of what was read; raises `PackRefused` with every problem found so far."""
        if self.problems or draft.info is None or draft.regime is None:
            raise PackRefused(self.problems)
        return Pack(
            info=draft.info,
            regime=draft.regime,
            texts=dict(draft.texts),
            scenarios=tuple(one for some in draft.scenarios.values() for one in some.together()),
            readme=self.files[README],
            digest=digest_of(self.files),
        )

    def locate(self, finding: Finding) -> Problem:
        """A finding with the line at which its author finds it."""
        document = self.documents.get(finding.file)
        return Problem(
            file=finding.file,
            line=document.line_of(finding.path) if document else None,
            where=name_path(finding.path, document.data) if document else "",
            what=finding.what,
            fix=finding.fix,
        )

    def _texts(self, info: PackInfo | None) -> Mapping[str, Texts]:
        found = {
            path.removeprefix("texts/").removesuffix(".yaml"): path
            for path in sorted(self.files)
            if path.startswith("texts/")
        }
        for language in info.languages if info else ():
            if language not in found:
                self._missing(text_path(language), f'pack.yaml names the language "{language}".')
        read = {language: self._read(path, Texts) for language, path in found.items()}
        return {language: texts for language, texts in read.items() if texts is not None}

    def _scenarios(self) -> Mapping[str, ScenarioList]:
        paths = [SCENARIOS] if SCENARIOS in self.files else []
        paths += [path for path in sorted(self.files) if path.startswith("scenarios/")]
        if not paths:
            self._missing(SCENARIOS, "Write what people ask and what the rules should answer.")
        read = {path: self._scenarios_of(path) for path in paths}
        return {path: listed for path, listed in read.items() if listed is not None}

    def _scenarios_of(self, file: str) -> ScenarioList | None:
        """A list, or a mapping of a list and of what all in it share."""
        document = self._document(file)
        if document is None:
            return None
        if isinstance(document.data, dict):
            whole = read_shape(ScenarioFile, document, self.problems)
            return whole and ScenarioList(
                scenarios=whole.scenarios, path=("scenarios",), given=whole.given
            )
        listed: tuple[Scenario, ...] | None = read_shape(
            tuple[Scenario, ...], document, self.problems
        )
        return None if listed is None else ScenarioList(scenarios=listed)

    def _read(self, file: str, shape: type[T]) -> T | None:
        document = self._document(file)
        return None if document is None else read_shape(shape, document, self.problems)

    def _document(self, file: str) -> Document | None:
        if file not in self.files:
            self._missing(file)
            return None
        try:
            document = read_yaml(file, self.files[file])
        except PackRefused as refused:
            self.problems.extend(refused.problems)
            return None
        self.documents[file] = document
        return document

    def _missing(self, file: str, fix: str = "") -> None:
        self.problems.append(Problem(file=file, what="The file is missing.", fix=fix))
