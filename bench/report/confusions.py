"""Gold labels against shown ones, as tables of one system each."""

from __future__ import annotations

from dataclasses import dataclass

from bench.report.boards import Board, System


@dataclass(frozen=True, slots=True)
class LabelRow:
    """One gold label: how many of its texts show each label; ``shares`` of the row, 0 to 1."""

    label: str
    counts: tuple[int, ...]
    shares: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class LabelTable:
    """The confusion of one system, seeds summed.

    Attributes:
        labels: of the columns; rows and columns that nothing falls into are left out, but a
            column stands for every row.
        right: texts that show their gold label, ``texts`` all.
    """

    system: System
    labels: tuple[str, ...]
    rows: tuple[LabelRow, ...]
    right: int
    texts: int


def label_tables(board: Board) -> tuple[LabelTable, ...]:
    """A table for every system whose records hold a confusion, best first."""
    tables = (_table(system) for system in (*board.ranked, *board.bounds))
    return tuple(table for table in tables if table is not None)


def _table(system: System) -> LabelTable | None:
    known = [record.confusions[0] for record in system.finished if record.confusions]
    if not known or any(one.labels != known[0].labels for one in known):
        return None
    labels, size = known[0].labels, range(len(known[0].labels))
    counts = [[sum(one.counts[gold][shown] for one in known) for shown in size] for gold in size]
    gold_labels = [gold for gold in size if sum(counts[gold])]
    kept = [
        shown
        for shown in size
        if shown in gold_labels or any(counts[gold][shown] for gold in gold_labels)
    ]
    rows = tuple(
        LabelRow(
            labels[gold],
            tuple(counts[gold][shown] for shown in kept),
            tuple(counts[gold][shown] / sum(counts[gold]) for shown in kept),
        )
        for gold in gold_labels
    )
    return LabelTable(
        system=system,
        labels=tuple(labels[shown] for shown in kept),
        rows=rows,
        right=sum(counts[one][one] for one in size[:-1]),
        texts=sum(map(sum, counts)),
    )
