"""The harness: sweeps generators over tasks, measures, tests, reports.

It knows no generator and no metric by name: Hydra's ``conf`` does.
"""
