"""Generators that misbehave, one way each, and one that behaves: for the tests of the cells."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.api import Chunk, Source, Task, Unavailable


@dataclass
class Echo:
    """Says the source's text, a word at a time; keeps what it learned."""

    fitted: str = field(default="", init=False)

    def fit(self, task: Task) -> None:
        self.fitted = task.train[0].source.id

    def generate(self, batch: Sequence[Source], max_words: int) -> Iterator[Chunk]:
        for row, source in enumerate(batch):
            for word in source.text.split()[:max_words]:
                yield Chunk(row, word + " ")

    def save(self, path: Path) -> None:
        (path / "fitted.json").write_text(json.dumps(self.fitted))

    def load(self, path: Path) -> None:
        self.fitted = json.loads((path / "fitted.json").read_text())


@dataclass
class _Plain:
    """Nothing to learn; a text for every item but one, which is trouble."""

    trouble_with: str = "test-20"

    def fit(self, task: Task) -> None:
        pass

    def generate(self, batch: Sequence[Source], max_words: int) -> Iterator[Chunk]:
        for row, source in enumerate(batch):
            if source.id == self.trouble_with:
                self.trouble()
            yield Chunk(row, "A text.")

    def trouble(self) -> None:
        raise ValueError("no rule for <this> kind")


@dataclass
class Raises(_Plain):
    """Raises in the middle of its work."""


@dataclass
class Killed(_Plain):
    """Is killed in the middle of its work, as by the kernel when memory runs out."""

    def trouble(self) -> None:
        os.kill(os.getpid(), signal.SIGKILL)


@dataclass
class Leaves(_Plain):
    """Ends the process without a word."""

    def trouble(self) -> None:
        os._exit(7)


@dataclass
class Hangs(_Plain):
    """Never comes back."""

    def trouble(self) -> None:
        time.sleep(3600)


@dataclass
class Dawdles:
    """Takes its time for every batch, and leaves the number of its process at ``mark``."""

    mark: str = ""

    def fit(self, task: Task) -> None:
        part = Path(self.mark) / "pid.part"
        part.write_text(str(os.getpid()))
        part.rename(Path(self.mark) / "pid")

    def generate(self, batch: Sequence[Source], max_words: int) -> Iterator[Chunk]:
        time.sleep(0.05)
        return (Chunk(row, "A text.") for row in range(len(batch)))


@dataclass
class NeverFits(Dawdles):
    """Does not come back from its fit."""

    def fit(self, task: Task) -> None:
        super().fit(task)
        time.sleep(3600)


@dataclass
class Mute:
    """Yields nothing at all, which is legal."""

    def fit(self, task: Task) -> None:
        pass

    def generate(self, batch: Sequence[Source], max_words: int) -> Iterator[Chunk]:
        return iter(())


@dataclass
class Separates:
    """Writes the source's text with each kind of line end that Unicode has."""

    def fit(self, task: Task) -> None:
        pass

    def generate(self, batch: Sequence[Source], max_words: int) -> Iterator[Chunk]:
        for row, source in enumerate(batch):
            yield Chunk(row, f"{source.text}\u2028one\u2029two\x85three\x0bfour\nfive.")


@dataclass
class LacksModule:
    """Wants a package that nobody has."""

    def fit(self, task: Task) -> None:
        import surely_not_installed  # type: ignore[import-not-found] # noqa: F401, PLC0415

    def generate(self, batch: Sequence[Source], max_words: int) -> Iterator[Chunk]:
        return iter(())


@dataclass
class LacksWeights:
    """Says what it lacks and how to get it."""

    def __post_init__(self) -> None:
        raise Unavailable("the weights of 'giant' are not here", "fetch giant")

    def fit(self, task: Task) -> None:
        pass

    def generate(self, batch: Sequence[Source], max_words: int) -> Iterator[Chunk]:
        return iter(())
