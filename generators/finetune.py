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
from typing import Any

import torch
from peft import LoraConfig, inject_adapter_in_model

from generators.devices import cast_parameters, has_fast_bfloat16
from generators.finetune_data import IGNORED, Batch, Encoded, epochs, in_length_order
from generators.training import Training, TrainingLog


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
    attention = model.config._attn_implementation
    if model.device.type == "cpu":
        # The backward pass of the CPU's fused attention takes longer than the plain products.
        model.set_attn_implementation("eager")
    if training.method == "lora":
        log = _train_lora(model, training, train_rows, dev_rows, seed)
    else:
        _freeze_below(model, training.top_layers)
        log = _run(model, training, train_rows, dev_rows, seed)
    model.set_attn_implementation(attention)
    model.requires_grad_(False)
    return model.eval(), log


def _train_lora(
    model: Any,
    training: Training,
    train_rows: Sequence[Encoded],
    dev_rows: Sequence[Encoded],
    seed: int,
) -> TrainingLog:
    """Train low-rank updates, then add them to the float32 weights of ``model`` in place."""
    exact = {name: parameter.detach() for name, parameter in model.named_parameters()}
    if has_fast_bfloat16(model.device):
        # Frozen weights need no more precision than the products that read them.
        cast_parameters(model, torch.bfloat16)
    linear = _linear_names(model, _first_trained(model, training.top_layers))
    adapters = LoraConfig(
        r=training.rank,
        lora_alpha=2 * training.rank,
        lora_dropout=training.dropout,
        target_modules=linear,
        # GPT-2's layers store their matrices transposed.
        fan_in_fan_out=not isinstance(model.get_submodule(linear[0]), torch.nn.Linear),
    )
    model = inject_adapter_in_model(adapters, model)
    for name, parameter in model.named_parameters():
        parameter.requires_grad_("lora_" in name)
        if parameter.requires_grad:
            parameter.data = parameter.data.float()
    log = _run(model, training, train_rows, dev_rows, seed)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "lora_" not in name:
                parameter.data = exact[name.replace(".base_layer.", ".")]
    for name in linear:
        layer = model.get_submodule(name)
        layer.merge()
        model.set_submodule(name, layer.get_base_layer())
    return log


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
        torch.autograd.backward(loss / tokens)
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


def _first_trained(model: Any, top_layers: int) -> int:
    total: int = model.config.num_hidden_layers
    return max(0, total - top_layers) if top_layers else 0


def _freeze_below(model: Any, top_layers: int) -> None:
    """Train the last ``top_layers`` layers only; 0 trains the whole model."""
    if top_layers:
        model.requires_grad_(False)
        for layer in _layers(model)[_first_trained(model, top_layers) :]:
            layer.requires_grad_(True)


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
