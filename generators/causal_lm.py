"""Language models as systems under test: prompted, fine-tuned, or trained from scratch.

One class; what differs is configuration. Building it checks that the weights are on this machine
and imports nothing heavy, so that a missing model is reported at once.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from bench.api import Chunk, Example, Source, Task, stable_seed
from generators.engines import Decoding, Prompt
from generators.prompts import Shots, chat_messages, completion_prompt
from generators.text_stream import TextStream, count_words
from generators.weights import find_weights, prepare_weights

TOKENS_PER_WORD = 4.0
"""Bound of a text's tokens where no training text tells one."""


@dataclass
class CausalLM:
    """A causal language model that writes from a prompt.

    Attributes:
        seed: of training, initial weights and sampling.
        weights: a name that ``generators.weights.find_weights`` knows, or ``"scratch"``.
        engine: ``transformers`` (any causal model) or ``openvino`` (Llama models on a CPU);
            ``auto`` takes ``openvino`` where it can.
        device: ``auto``, ``cpu`` or ``cuda``.
        precision: ``float32``, ``bfloat16``, or ``auto``: bfloat16 on a GPU; on a CPU float32 with
            the transformers engine, bfloat16 where it is a hardware instruction with openvino.
        shots: examples from the training split in the prompt, chosen for every item; only without
            training.
        training: a ``generators.training.Training``, or None for a prompted model.
        scratch: a ``generators.scratch.Scratch`` if ``weights`` is ``"scratch"``.
        temperature, top_p, presence_penalty: see ``generators.engines.Decoding``.
        threads: of the CPU; 0 is all cores.

    Raises:
        Unavailable: when built, if the weights are not on this machine.
    """

    seed: int
    weights: str
    engine: Literal["auto", "transformers", "openvino"] = "auto"
    device: str = "auto"
    precision: Literal["auto", "float32", "bfloat16"] = "auto"
    shots: int = 0
    training: Any = None
    scratch: Any = None
    temperature: float = 0.0
    top_p: float = 1.0
    presence_penalty: float = 0.0
    threads: int = 0
    _fit: _Fit | None = field(default=None, init=False, repr=False)
    _tokenizer: Any = field(default=None, init=False, repr=False)
    _served: Any = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        if (self.weights == "scratch") != (self.scratch is not None):
            raise ValueError('weights "scratch" and a scratch shape go together: set both or none')
        if self.weights == "scratch" and self.training is None:
            raise ValueError('weights "scratch" are random: set training')
        if self.training is not None and self.shots:
            raise ValueError("a fine-tuned model reads no examples: set shots to 0")
        if self.weights != "scratch":
            find_weights(self.weights)
        if self.device.startswith("cuda"):
            self._server().torch_device()

    def fit(self, task: Task) -> None:
        """Train, or keep the training split to choose examples from; then start the engine."""
        self._fit = _Fit(task.language, task.instruction, task.train if self.shots else ())
        if self.training is None:
            folder = prepare_weights(self.weights)
            self._tokenizer = _load_tokenizer(folder)
            self._served = self._server().serve_folder(folder, self._tokenizer)
        else:
            model = self._train(task)
            self._served = self._server().serve_trained(model, self._tokenizer)
        self._fit.tokens_per_word = self._most_tokens_per_word(task)

    def generate(self, batch: Sequence[Source], max_words: int) -> Iterator[Chunk]:
        """A piece of text per unfinished row per step.

        Raises:
            RuntimeError: neither ``fit`` nor ``load`` was called.
        """
        if batch:
            yield from self.serve(iter(batch), len(batch), max_words)

    def serve(self, sources: Iterator[Source], at_once: int, max_words: int) -> Iterator[Chunk]:
        """As ``generate``, of a queue."""
        fit = self._ready()
        texts: list[TextStream] = []

        def prompts() -> Iterator[Prompt]:
            decode = _decoder(self._tokenizer)
            for source in sources:
                chat = self.training is None
                texts.append(TextStream(decode, max_words, fit.language, chat=chat))
                yield self._prompt(source, fit)

        decoding = Decoding(
            self.temperature,
            self.top_p,
            self.presence_penalty,
            math.ceil(max_words * fit.tokens_per_word),
        )
        full: set[int] = set()
        tokens = self._served.engine.stream(prompts(), at_once, decoding, self._stops(), full)
        for row, token in tokens:
            if row in full:
                continue
            piece = texts[row].feed(token)
            if texts[row].full:
                full.add(row)
            if piece:
                yield Chunk(row, piece)
        for row, text in enumerate(texts):
            rest = text.finish()
            if rest:
                yield Chunk(row, rest)

    def save(self, path: Path) -> None:
        """Write the fit: JSON, and for a trained model tokeniser files and safetensors."""
        fit = self._ready()
        path.mkdir(parents=True, exist_ok=True)
        (path / "fit.json").write_text(json.dumps(asdict(fit), indent=1), encoding="utf-8")
        if self.training is not None:
            self._tokenizer.save_pretrained(path / "tokenizer")
            self._served.save(path / "model")

    def load(self, path: Path) -> None:
        """Read what ``save`` wrote under the same configuration.

        Raises:
            FileNotFoundError: ``path`` holds no saved fit.
        """
        self._fit = _read_fit(path / "fit.json")
        folder = path / "tokenizer" if self.training else prepare_weights(self.weights)
        self._tokenizer = _load_tokenizer(folder)
        if self.training is None:
            self._served = self._server().serve_folder(folder, self._tokenizer)
        else:
            self._served = self._server().serve_saved(path / "model")

    def weights_path(self) -> Path | None:
        """Where the weights that are served lie on disk; None before ``fit`` or in memory only."""
        found: Path | None = self._served.folder if self._served else None
        return found

    def dev_losses(self) -> dict[str, float]:
        """Dev loss in nats per report token by training step; empty for a prompted model."""
        return dict(self._ready().dev_losses)

    def _ready(self) -> _Fit:
        if self._fit is None or self._served is None:
            raise RuntimeError("CausalLM.generate and save need fit(task) or load(path) first")
        return self._fit

    def _server(self) -> Any:
        from generators.serving import Server  # noqa: PLC0415 - imports torch

        return Server(self.engine, self.device, self.precision, self.threads)

    def _train(self, task: Task) -> Any:
        import torch  # noqa: PLC0415 - heavy

        from generators.finetune import train  # noqa: PLC0415 - imports torch
        from generators.finetune_data import encode  # noqa: PLC0415 - imports torch
        from generators.serving import load_model  # noqa: PLC0415 - imports torch

        device = self._server().torch_device()
        if self.scratch is not None:
            from generators.scratch import make_model, train_tokenizer  # noqa: PLC0415

            self._tokenizer = train_tokenizer(_training_texts(task), self.scratch)
            torch.manual_seed(self.seed)
            model = make_model(self.scratch, self._tokenizer)
        else:
            folder = prepare_weights(self.weights)
            self._tokenizer = _load_tokenizer(folder)
            model = load_model(folder)
        end = self._tokenizer.eos_token_id
        train_rows = encode(task.train, self._training_prompt, self._ids, end)
        dev_rows = encode(task.dev, self._training_prompt, self._ids, end)
        model, log = train(
            model.to(device, torch.float32), self.training, train_rows, dev_rows, self.seed
        )
        if self._fit is not None:
            self._fit.dev_losses.update({str(step): x for step, x in log.dev_losses.items()})
        return model

    def _most_tokens_per_word(self, task: Task) -> float:
        """Of any training text: a text that takes more has gone astray, and is cut."""
        return max(
            (
                len(self._ids(text)) / count_words(text, task.language)
                for example in task.train
                for text in example.references
            ),
            default=TOKENS_PER_WORD,
        )

    def _training_prompt(self, example: Example) -> list[int]:
        return self._ids(completion_prompt(example.source))

    def _ids(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer(text, add_special_tokens=False)["input_ids"]
        return ids

    def _prompt(self, source: Source, fit: _Fit) -> Prompt:
        seed = stable_seed(self.seed, source.id)
        if self.training is not None:
            return Prompt(tuple(self._ids(completion_prompt(source))), seed)
        shots = fit.shots.choose(source, self.shots) if self.shots else ()
        return Prompt(
            tuple(self._ids(self._chat(chat_messages(fit.instruction, source, shots)))), seed
        )

    def _chat(self, messages: list[dict[str, str]]) -> str:
        if self._tokenizer.chat_template is None:
            return "".join(f"{message['content']}\n\n" for message in messages)
        text: str = self._tokenizer.apply_chat_template(
            messages, tokenize=False, add_generation_prompt=True
        )
        return text

    def _stops(self) -> set[int]:
        """Ids of every token that ends a text: the end token and chat marks."""
        return {*self._tokenizer.all_special_ids}


@dataclass
class _Fit:
    """What a fit holds beside weights; saved as JSON."""

    language: str
    instruction: str
    examples: tuple[Example, ...] = ()
    dev_losses: dict[str, float] = field(default_factory=dict)
    tokens_per_word: float = 0.0

    @cached_property
    def shots(self) -> Shots:
        """The examples, ready to be chosen from."""
        return Shots(self.examples)


def _read_fit(path: Path) -> _Fit:
    if not path.is_file():
        raise FileNotFoundError(f"no saved fit {path}: call fit and save first")
    stored = json.loads(path.read_text(encoding="utf-8"))
    stored["examples"] = tuple(
        Example(**{**example, "source": Source(**example["source"])})
        for example in stored["examples"]
    )
    return _Fit(**stored)


def _load_tokenizer(folder: Path) -> Any:
    from generators.serving import load_tokenizer  # noqa: PLC0415 - imports torch

    return load_tokenizer(folder)


def _training_texts(task: Task) -> Iterator[str]:
    for example in task.train:
        yield completion_prompt(example.source)
        yield from example.references


def _decoder(tokenizer: Any) -> Callable[[Sequence[int]], str]:
    def decode(ids: Sequence[int]) -> str:
        text: str = tokenizer.decode(
            ids, skip_special_tokens=True, clean_up_tokenization_spaces=False
        )
        return text

    return decode
