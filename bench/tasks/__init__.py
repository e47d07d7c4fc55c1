"""Corpora and their loader: JSON lines in, ``Task`` and ``Example`` out.

One loader serves every corpus: which field is the kind, the text, the facts or a label is said
by the task's file in ``conf/task``, never here.
"""

from bench.tasks.jsonl import load_task, load_test
from bench.tasks.schema import TaskError

__all__ = ["TaskError", "load_task", "load_test"]
