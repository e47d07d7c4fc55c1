"""The gate against slowdowns: two revisions, the same benchmarks, side by side on one machine.

``revisions`` checks the two out, ``suite`` runs one benchmark of one of them in a fresh process,
``ratios`` says how far two series of processes lie apart, ``gate`` decides, ``outputs`` writes the
table, the JSON, the picture and the history. This room names no generator and no metric: what is
measured stands in ``tests/speed/benchmarks`` of each revision.
"""
