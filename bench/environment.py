"""The machine, the versions and the commit that a record was made with."""

from __future__ import annotations

import os
import platform
import subprocess
from contextlib import suppress
from importlib import metadata
from pathlib import Path
from typing import Any

_PACKAGES = (
    "hydra-core",
    "jinja2",
    "matplotlib",
    "nltk",
    "numpy",
    "openvino",
    "openvino-genai",
    "pandas",
    "peft",
    "rouge-score",
    "sacrebleu",
    "torch",
    "transformers",
)
_REPOSITORY = Path(__file__).resolve().parent.parent


def describe() -> dict[str, Any]:
    """What a reader needs to compare two records: no user, host or path names."""
    memory_bytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(memory_bytes / 2**30, 1),
        "load_at_start": round(os.getloadavg()[0], 2),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "packages": {name: version for name in _PACKAGES if (version := _version(name))},
        "gpu": _gpu(),
        "commit": _commit(),
    }


def _processor() -> str:
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.machine()


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _commit() -> str | None:
    """Short commit with ``+`` when the tree differs from it; None outside a checkout."""
    with suppress(OSError, subprocess.SubprocessError):
        commit = _run("git", "rev-parse", "--short=12", "HEAD")
        changed = _run("git", "status", "--porcelain", "--untracked-files=no")
        return commit + ("+" if changed else "")
    return None


def _gpu() -> str | None:
    """Name and driver of the first GPU, asked of its own tool so that torch stays out."""
    with suppress(OSError, subprocess.SubprocessError):
        query = "--query-gpu=name,driver_version"
        return _run("nvidia-smi", query, "--format=csv,noheader").splitlines()[0]
    return None


def _run(*command: str) -> str:
    done = subprocess.run(
        command, cwd=_REPOSITORY, capture_output=True, text=True, check=True, timeout=10
    )
    return done.stdout.strip()
