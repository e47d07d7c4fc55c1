"""Records on disk to a page, figures, a CSV file and a terminal table.

This room reads ``record.json``, ``comparison.json`` and the small files beside them; it knows no
generator and no metric, starts nothing and measures nothing.
"""

from bench.report.growth import growth_line
from bench.report.page import write_report
from bench.report.runs import RunError
from bench.report.terminal import one_line, terminal_table

__all__ = ["RunError", "growth_line", "one_line", "terminal_table", "write_report"]
