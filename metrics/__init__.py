"""The judges; one module per metric family, each building on ``bench.api`` alone."""
