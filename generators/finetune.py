"""Training a causal language model on reports: plain torch, and peft for LoRA.

Made for two cores: the loss and the output layer see the report's tokens only, batches hold texts
of like length and need no attention mask, layers below the trained ones run without gradients,
and matrix products are bfloat16 where the processor has the instructions.

LoRA: Hu et al. 2022, "LoRA: Low-Rank Adaptation of Large Language Models".
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, Literal

import torch

from generators.devices import has_fast_bfloat16
from generators.finetune_data import IGNORED, Batch, Encoded, epochs, in_length_order


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


def train(
    model: Any,
    training: Training,
    train_rows: Sequence[Encoded],
    dev_rows: Sequence[Encoded],
    seed: int,
) -> tuple[Any, TrainingLog]:
    """Fine-tune ``model`` (float32, on its device); LoRA's updates are merged into the result.

    Returns:
        The model with the weights of the lowest dev loss, in evaluation mode, and the log.
    """
    torch.manual_seed(seed)
    wrapped = _choose_trainable(model, training)
    log = _run(model, training, train_rows, dev_rows, seed)
    trained = wrapped.merge_and_unload() if training.method == "lora" else model
    trained.requires_grad_(False)
    return trained.eval(), log


def _run(
    model: Any,
    training: Training,
    train_rows: Sequence[Encoded],
    dev_rows: Sequence[Encoded],
    seed: int,
) -> TrainingLog:
    trainable = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimiser, schedule = _optimiser(model, training)
    dev_batches = in_length_order(_spread(dev_rows, training.dev_examples), training.batch_size)
    batches = epochs(train_rows, training.batch_size, seed)
    marks = {
        round(training.max_steps * (n + 1) / training.evaluations)
        for n in range(training.evaluations)
    }
    losses: dict[int, float] = {}
    best: list[torch.Tensor] = []
    best_step = step = 0
    for step in range(1, training.max_steps + 1):
        model.train()
        loss, tokens = _loss(model, next(batches))
        (loss / tokens).backward()
        torch.nn.utils.clip_grad_norm_(trainable, training.clip_norm)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad(set_to_none=True)
        if step not in marks:
            continue
        losses[step] = dev_loss(model, dev_batches)
        if losses[step] <= min(losses.values()):
            best_step, best = step, [parameter.detach().clone() for parameter in trainable]
        elif sum(mark > best_step for mark in losses) >= training.patience:
            break
    with torch.no_grad():
        for parameter, value in zip(trainable, best, strict=True):
            parameter.copy_(value)
    return TrainingLog(losses, best_step, step)


def dev_loss(model: Any, batches: Sequence[Batch]) -> float:
    """Mean loss in nats per report token."""
    model.eval()
    total, count = 0.0, 0
    with torch.inference_mode():
        for batch in batches:
            loss, tokens = _loss(model, batch)
            total, count = total + float(loss), count + tokens
    return total / count


def _loss(model: Any, batch: Batch) -> tuple[torch.Tensor, int]:
    """Summed cross-entropy of the report's tokens, and their number."""
    batch = batch.to(model.device)
    with _autocast(model.device):
        hidden = model.base_model(input_ids=batch.ids, use_cache=False).last_hidden_state
        wanted = batch.labels != IGNORED
        logits = model.get_output_embeddings()(hidden[wanted])
    loss = torch.nn.functional.cross_entropy(logits.float(), batch.labels[wanted], reduction="sum")
    return loss, int(wanted.sum())


def _autocast(device: torch.device) -> AbstractContextManager[Any]:
    if has_fast_bfloat16(device):
        return torch.autocast(device.type, torch.bfloat16)
    return nullcontext()


def _choose_trainable(model: Any, training: Training) -> Any:
    """Mark what is trained; for LoRA put its updates into ``model``, return peft's wrapper."""
    total = model.config.num_hidden_layers
    first = total - training.top_layers if training.top_layers else 0
    if training.method == "lora":
        from peft import LoraConfig, get_peft_model  # noqa: PLC0415 - heavy, LoRA only

        return get_peft_model(
            model,
            LoraConfig(
                r=training.rank,
                lora_alpha=2 * training.rank,
                lora_dropout=training.dropout,
                target_modules=_linear_names(model, first),
                task_type="CAUSAL_LM",
            ),
        )
    if first:
        model.requires_grad_(False)
        for layer in _layers(model)[first:]:
            layer.requires_grad_(True)
    return model


def _linear_names(model: Any, first: int) -> list[str]:
    """Full names of the matrices in the layers from ``first`` on."""
    kept = {
        id(module)
        for layer in _layers(model)[first:]
        for module in layer.modules()
        if getattr(module, "weight", None) is not None and module.weight.dim() == 2
    }
    return [name for name, module in model.named_modules() if id(module) in kept]


def _layers(model: Any) -> Any:
    """The blocks of a Llama (``layers``) or GPT-2 (``h``) model."""
    body = model.base_model
    return body.layers if hasattr(body, "layers") else body.h


def _optimiser(model: Any, training: Training) -> tuple[torch.optim.AdamW, Any]:
    trainable = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimiser = torch.optim.AdamW(
        [
            {
                "params": [p for p in trainable if p.dim() > 1],
                "weight_decay": training.weight_decay,
            },
            {"params": [p for p in trainable if p.dim() <= 1], "weight_decay": 0.0},
        ],
        lr=training.learning_rate,
        betas=(0.9, 0.98),
        fused=True,
    )
    warmup = max(1, round(training.max_steps * training.warmup_share))

    def scale(step: int) -> float:
        if step < warmup:
            return (step + 1) / warmup
        return 0.5 * (1 + math.cos(math.pi * (step - warmup) / max(1, training.max_steps - warmup)))

    return optimiser, torch.optim.lr_scheduler.LambdaLR(optimiser, scale)


def _spread(rows: Sequence[Encoded], count: int) -> list[Encoded]:
    """``count`` rows at even distances, all of them if ``count`` is 0."""
    if not count or count >= len(rows):
        return list(rows)
    return [rows[index * len(rows) // count] for index in range(count)]
