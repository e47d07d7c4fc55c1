"""How far each metric's column follows people, measured on public ratings.

``python -m bench.trust FOLDER`` reads public data (never part of this project), computes the
configured metrics for the texts that people rated, and leaves correlations only in
``bench/report/trust.json``, which the report shows beside the columns.
"""
