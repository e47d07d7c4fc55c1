"""The systems under test; each module builds on ``bench.api`` alone."""
