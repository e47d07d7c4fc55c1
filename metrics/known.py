"""What a metric has found out and may be asked for again, within bounds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Known(dict[Key, Value]):
    """A dictionary that forgets everything when it is full.

    The harness judges a cell's texts against all references and then against fewer of them, so
    what is known of one cell serves twice, and nothing of it serves the next cell.

    Attributes:
        most: entries that it holds at most; 1 or more.
    """

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def __setitem__(self, key: Key, value: Value) -> None:
        if len(self) >= self.most and key not in self:
            self.clear()
        super().__setitem__(key, value)

    def together(self, keys: Sequence[Key], find: Callable[[], list[Value]]) -> list[Value]:
        """The values of all keys; one that is not known makes ``find`` find them all."""
        values = [self[key] for key in keys if key in self]
        if len(values) < len(keys):
            values = find()
            for key, value in zip(keys, values, strict=True):
                self[key] = value
        return values
