"""Which processor a language model runs on, and in which precision.

Importing torch takes seconds, and an engine that does without it shall not wait for them.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from bench.api import Unavailable

if TYPE_CHECKING:
    import torch

CPU_BFLOAT16_FLAGS = frozenset({"avx512_bf16", "amx_bf16"})
GPU_DRIVERS = (Path("/dev/nvidiactl"), Path("/dev/kfd"), Path("/dev/dxg"))
"""One of these is there where torch can see a GPU: CUDA, ROCm, and CUDA below Windows."""


def is_cpu(wanted: str) -> bool:
    """Whether ``choose_device`` gives the CPU; torch is asked only where a GPU's driver is."""
    if wanted == "auto" and not any(driver.exists() for driver in GPU_DRIVERS):
        return True
    return wanted == "cpu" or choose_device(wanted).type == "cpu"


def choose_device(wanted: str) -> torch.device:
    """``auto`` is the GPU where there is one.

    Raises:
        Unavailable: a GPU is asked for and torch sees none.
    """
    import torch  # noqa: PLC0415 - heavy

    if wanted == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    if wanted.startswith("cuda") and not torch.cuda.is_available():
        raise Unavailable(
            f"device is {wanted!r}, but torch {torch.__version__} sees no GPU",
            "set device=cpu, or install a CUDA build of torch on a machine with a GPU",
        )
    return torch.device(wanted)


def has_fast_bfloat16(device: torch.device) -> bool:
    """Whether matrix products in bfloat16 are hardware instructions there."""
    import torch  # noqa: PLC0415 - heavy

    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    return device.type == "cpu" and bool(CPU_BFLOAT16_FLAGS & _cpu_flags())


def cast_parameters(model: torch.nn.Module, dtype: torch.dtype) -> None:
    """Change the precision of the parameters in place, tied ones staying tied.

    Buffers keep theirs: rotary frequencies in bfloat16 would misplace every token.
    """
    for parameter in model.parameters():
        parameter.data = parameter.data.to(dtype)


@cache
def _cpu_flags() -> frozenset[str]:
    info = Path("/proc/cpuinfo")
    if not info.is_file():
        return frozenset()
    for line in info.read_text(encoding="utf-8").splitlines():
        if line.startswith("flags"):
            return frozenset(line.split())
    return frozenset()
