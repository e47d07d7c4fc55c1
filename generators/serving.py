"""From a folder of weights, or a model just trained, to a running engine."""

from __future__ import annotations

import json
import shutil
import tempfile
import weakref
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generators.devices import cast_parameters, choose_device, is_cpu
from generators.engines import Engine
from generators.weights import cached, identity

if TYPE_CHECKING:
    import torch

ENGINES = ("auto", "transformers", "openvino")
PRECISIONS = ("auto", "float32", "bfloat16")


@dataclass(frozen=True)
class Server:
    """How models are run; the attributes are those of ``generators.causal_lm.CausalLM``.

    Attributes:
        engine: one of ``ENGINES``.
        device: ``auto``, ``cpu`` or ``cuda``.
        precision: one of ``PRECISIONS``.
        threads: of the CPU; 0 is all cores.
    """

    engine: str
    device: str
    precision: str
    threads: int

    def __post_init__(self) -> None:
        if self.engine not in ENGINES:
            raise ValueError(f"engine is {self.engine!r}; known are {', '.join(ENGINES)}")
        if self.precision not in PRECISIONS:
            raise ValueError(f"precision is {self.precision!r}; known are {', '.join(PRECISIONS)}")
        if self.engine == "openvino" and self.device.startswith("cuda"):
            raise ValueError("the openvino engine runs on the CPU: set engine to transformers")

    def torch_device(self) -> torch.device:
        """Where the transformers engine runs, and where training does."""
        import torch  # noqa: PLC0415 - heavy

        if self.threads:
            torch.set_num_threads(self.threads)
        return choose_device(self.device)

    def engine_name(self, config: Mapping[str, Any]) -> str:
        """The engine for a model of this transformers configuration; ``auto`` resolved.

        Raises:
            ValueError: openvino is asked for, and the model is no Llama.
        """
        from generators.engines.to_gguf import can_write  # noqa: PLC0415 - this engine only

        if self.engine == "auto":
            return "openvino" if is_cpu(self.device) and can_write(config) else "transformers"
        if self.engine == "openvino" and not can_write(config):
            raise ValueError(
                "the openvino engine runs Llama models, but the weights are "
                f"{config['model_type']}: set engine to transformers"
            )
        return self.engine

    def serve_folder(self, folder: Path, tokenizer: Any) -> Served:
        """Run the weights of a transformers folder, converted once where the engine needs it."""
        if self.engine_name(read_config(folder)) == "transformers":
            return self._serve_model(load_model(folder), folder)
        from generators.engines.openvino import convert  # noqa: PLC0415 - this engine only

        converted = cached(
            f"openvino/{identity(folder)}",
            lambda empty: convert(load_model(folder), tokenizer, empty),
        )
        return self._open_converted(converted)

    def serve_trained(self, model: Any, tokenizer: Any) -> Served:
        """Run a float32 model in memory."""
        if self.engine_name(model.config.to_dict()) == "transformers":
            return self._serve_model(model, None)
        from generators.engines.openvino import convert  # noqa: PLC0415 - this engine only

        place = Path(tempfile.mkdtemp(prefix="nlgbench-"))
        convert(model, tokenizer, place)
        served = self._open_converted(place)
        weakref.finalize(served, shutil.rmtree, place, ignore_errors=True)
        return served

    def serve_saved(self, folder: Path) -> Served:
        """Run what ``Served.save`` wrote, with the engine that it was saved from."""
        if (folder / "config.json").is_file():
            return self._serve_model(load_model(folder), folder)
        return self._open_converted(folder)

    def _open_converted(self, folder: Path) -> Served:
        from generators.engines.openvino import OpenvinoEngine  # noqa: PLC0415 - this engine only

        engine = OpenvinoEngine(folder, self.precision, self.threads)
        return Served(engine, folder=folder)

    def _serve_model(self, model: Any, folder: Path | None) -> Served:
        import torch  # noqa: PLC0415 - heavy

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


def read_config(folder: Path) -> dict[str, Any]:
    """The configuration of a transformers folder."""
    config: dict[str, Any] = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    return config


def load_tokenizer(folder: Path) -> Any:
    """The tokeniser of a transformers folder.

    One that is stored whole is read as it is; to find the class of another takes torch, seconds.
    """
    if (folder / "tokenizer.json").is_file():
        from transformers import PreTrainedTokenizerFast  # noqa: PLC0415 - heavy

        fast: Any = PreTrainedTokenizerFast
        return fast.from_pretrained(folder, local_files_only=True)
    from transformers import AutoTokenizer  # noqa: PLC0415 - heavier

    return AutoTokenizer.from_pretrained(folder, local_files_only=True)
