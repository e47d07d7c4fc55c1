"""From a folder of weights, or a model just trained, to a running engine."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from generators.devices import cast_parameters, choose_device
from generators.engines import Engine
from generators.weights import cached, hash_file


@dataclass(frozen=True)
class Server:
    """How models are run.

    Attributes:
        engine: ``auto``, ``transformers`` or ``ctranslate2``.
        device: ``auto``, ``cpu`` or ``cuda``.
        precision: of the transformers engine: ``auto``, ``float32`` or ``bfloat16``.
        threads: of the CPU; 0 is all cores.
    """

    engine: str
    device: str
    precision: str
    threads: int

    def __post_init__(self) -> None:
        if self.engine not in ("auto", "transformers", "ctranslate2"):
            raise ValueError(
                f"engine is {self.engine!r}; known are 'auto', 'transformers', 'ctranslate2'"
            )
        if self.precision not in ("auto", "float32", "bfloat16"):
            raise ValueError(
                f"precision is {self.precision!r}; known are 'auto', 'float32', 'bfloat16'"
            )
        if self.engine == "ctranslate2" and self.device.startswith("cuda"):
            raise ValueError("the ctranslate2 engine runs on the CPU: set engine to transformers")

    def torch_device(self) -> torch.device:
        """Where the transformers engine runs, and where training does."""
        if self.threads:
            torch.set_num_threads(self.threads)
        return choose_device(self.device)

    def engine_name(self) -> str:
        """``auto`` resolved for this machine."""
        if self.engine == "auto":
            return "transformers" if self.torch_device().type == "cuda" else "ctranslate2"
        return self.engine

    def serve_folder(self, folder: Path, tokenizer: Any) -> Served:
        """Run the weights of a transformers folder, converted once where the engine needs it."""
        if self.engine_name() == "transformers":
            return self._serve_model(load_model(folder), folder)
        from generators.engines.ctranslate2 import convert  # noqa: PLC0415 - this engine only

        key = f"ctranslate2/{folder.name}-{hash_file(folder / 'model.safetensors')}-int8"
        return self.open_converted(cached(key, lambda empty: convert(folder, empty)), tokenizer)

    def serve_trained(self, model: Any, tokenizer: Any) -> Served:
        """Run a float32 model in memory."""
        if self.engine_name() == "transformers":
            return self._serve_model(model, None)
        from generators.engines.ctranslate2 import convert  # noqa: PLC0415 - this engine only

        place = Path(tempfile.mkdtemp(prefix="nlgbench-"))
        model.save_pretrained(place / "model")
        tokenizer.save_pretrained(place / "model")
        convert(place / "model", place / "converted")
        shutil.rmtree(place / "model")
        served = self.open_converted(place / "converted", tokenizer)
        weakref.finalize(served, shutil.rmtree, place, ignore_errors=True)
        return served

    def serve_saved(self, folder: Path, tokenizer: Any) -> Served:
        """Run what ``Served.save`` wrote."""
        if self.engine_name() == "transformers":
            return self._serve_model(load_model(folder), folder)
        return self.open_converted(folder, tokenizer)

    def open_converted(self, folder: Path, tokenizer: Any) -> Served:
        """Run a folder in ctranslate2's format."""
        from generators.engines.ctranslate2 import Ctranslate2Engine  # noqa: PLC0415

        pieces = tokenizer.convert_ids_to_tokens(list(range(len(tokenizer))))
        return Served(Ctranslate2Engine(folder, pieces, self.threads), folder=folder)

    def _serve_model(self, model: Any, folder: Path | None) -> Served:
        from generators.engines.transformers import TransformersEngine  # noqa: PLC0415

        device = self.torch_device()
        wide = self.precision == "float32" or (self.precision == "auto" and device.type != "cuda")
        model = model.to(device).eval()
        cast_parameters(model, torch.float32 if wide else torch.bfloat16)
        return Served(TransformersEngine(model), folder=folder, model=model)


@dataclass
class Served:
    """A running engine and where its weights lie.

    Attributes:
        engine: ready to stream.
        folder: the weights on disk in the engine's own format, if they are there.
        model: the model in memory, if the engine is transformers.
    """

    engine: Engine
    folder: Path | None = None
    model: Any = None

    def save(self, folder: Path) -> None:
        """Write the weights as they are served, so that a loaded fit gives the same texts."""
        if self.model is not None:
            self.model.save_pretrained(folder)
        elif self.folder is not None:
            shutil.copytree(self.folder, folder, dirs_exist_ok=True)


def load_model(folder: Path) -> Any:
    """The causal model of a transformers folder, in the precision that it was saved in."""
    from transformers import AutoModelForCausalLM  # noqa: PLC0415 - heavy

    return AutoModelForCausalLM.from_pretrained(folder, dtype="auto", local_files_only=True)


def load_tokenizer(folder: Path) -> Any:
    """The tokeniser of a transformers folder."""
    from transformers import AutoTokenizer  # noqa: PLC0415 - heavy

    return AutoTokenizer.from_pretrained(folder, local_files_only=True)
