"""What a system needs on disk: a prompted model's weights count, a fine-tuned one's only once."""

from __future__ import annotations

import pytest

from bench.worker import disk_mb


@pytest.mark.parametrize(
    ("fit", "weights", "needed"),
    [
        pytest.param(None, None, None, id="rules"),
        pytest.param(0.6, None, 0.6, id="n-gram: the fit is all"),
        pytest.param(None, 264.0, 264.0, id="weights of a system that keeps no fit"),
        pytest.param(0.8, 264.0, 264.8, id="prompted: the weights lie elsewhere"),
        pytest.param(265.0, 264.0, 265.0, id="fine-tuned: the fit holds its weights"),
    ],
)
def test_disk(fit: float | None, weights: float | None, needed: float | None) -> None:
    assert disk_mb(fit, weights) == needed
