"""Building a language model is light: what is missing is reported before anything heavy loads."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import sys
from bench.api import Unavailable
from generators.causal_lm import CausalLM
from generators.scratch import Scratch
from generators.training import Training
try:
    CausalLM(seed=1, weights="no-such/model", training=Training("lora", 1e-3, 1))
except Unavailable:
    print(sorted({"torch", "transformers", "openvino", "peft"} & set(sys.modules)))
"""


def test_missing_weights_import_nothing_heavy() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
