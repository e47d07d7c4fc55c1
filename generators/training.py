"""How a language model is trained, as data: light to import, so that building stays quick."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Training:
    """How to fine-tune.

    Attributes:
        method: ``lora`` trains low-rank updates of every linear layer, ``full`` all weights.
        learning_rate: peak of AdamW, after ``warmup_share`` of the steps, before a cosine decay.
        max_steps: the step budget.
        batch_size: texts in a step.
        top_layers: train the last so many layers only; 0 trains all.
        weight_decay: of matrices; vectors (norms, biases) have none.
        warmup_share: of ``max_steps``.
        clip_norm: gradients are scaled down to this norm.
        rank: of LoRA's updates; their scale is 2.
        dropout: of LoRA's inputs (``lora``); a model's own dropout comes from its configuration.
        evaluations: dev losses taken on the way, evenly spread; the best one's weights are kept.
        patience: stop after so many evaluations without a better dev loss.
        dev_examples: dev texts that an evaluation reads, evenly picked; 0 reads all.
    """

    method: Literal["lora", "full"]
    learning_rate: float
    max_steps: int
    batch_size: int = 8
    top_layers: int = 0
    weight_decay: float = 0.01
    warmup_share: float = 0.06
    clip_norm: float = 1.0
    rank: int = 16
    dropout: float = 0.0
    evaluations: int = 4
    patience: int = 2
    dev_examples: int = 0

    def __post_init__(self) -> None:
        if self.method not in ("lora", "full"):
            raise ValueError(f"training.method is {self.method!r}; known are 'lora' and 'full'")
        if min(self.max_steps, self.batch_size, self.evaluations, self.patience) < 1:
            raise ValueError("max_steps, batch_size, evaluations and patience must be at least 1")


@dataclass(frozen=True, slots=True)
class TrainingLog:
    """What happened: dev loss (nats per report token) by step, and the step whose weights stay."""

    dev_losses: dict[int, float]
    best_step: int
    steps: int
