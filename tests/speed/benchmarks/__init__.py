"""The speed benchmarks: fixed work on fixed inputs, one thread. No tests; see ``bench.speed``.

Alone: ``python -m pytest tests/speed/benchmarks``. The plain ``pytest`` leaves them out: neither
the files nor the functions have a test's name. A benchmark whose work is changed gets a new name,
so that two kinds of work are never compared. Rounds are short, some milliseconds where that can be:
base and head change places after each, and a machine changes its speed within a second.
"""
