"""Human evaluation of a finished run: blind rating sheets out, agreement and rank clusters back.

``python -m bench.human make RUN`` writes a sheet for each rater and, apart from them, the key that
says which text is whose; ``python -m bench.human read FILES --run RUN`` reads what raters saved.

The design follows van der Lee et al. (2019), https://aclanthology.org/W19-8643, and Howcroft et
al. (2020), https://aclanthology.org/2020.inlg-1.23: quality and faithfulness are asked apart and
defined on the sheet, systems are hidden, orders are drawn anew for every rater, attention is
checked, agreement is reported.
"""
