"""The golden replay: published outputs scored again, and the numbers compared.

``python -m bench.validate FOLDER`` reads public data that lies outside this repository. The metrics
are named in ``conf/validate.yaml``; this package knows none of them.
"""
