"""Training: the loss sees the report only, falls, and stops when dev says so."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import torch

from generators import finetune
from generators.finetune import dev_loss, train
from generators.finetune_data import (
    IGNORED,
    Batch,
    Encoded,
    encode,
    epochs,
    in_length_order,
    make_batch,
)
from generators.prompts import completion_prompt
from generators.training import Training

from .causal_lm_tiny import tiny_model, tiny_task, tiny_tokenizer

TOKENIZER = tiny_tokenizer()
END = TOKENIZER.eos_token_id


def ids(text: str) -> list[int]:
    found: list[int] = TOKENIZER(text)["input_ids"]
    return found


def rows(split: str) -> list[Encoded]:
    return encode(getattr(tiny_task(), split), lambda e: ids(completion_prompt(e.source)), ids, END)


def test_labels_are_the_report_and_its_end_only() -> None:
    batch = make_batch([Encoded((1, 2, 3, 4, 9), 2), Encoded((5, 6, 9), 1)])
    assert batch.ids.tolist() == [[1, 2, 3, 4], [5, 6, 0, 0]]
    assert batch.labels.tolist() == [[IGNORED, 3, 4, 9], [6, 9, IGNORED, IGNORED]]


def test_loss_ignores_prompt_targets_and_padding() -> None:
    model = tiny_model("llama", len(TOKENIZER), END)
    row = rows("dev")[0]
    alone = dev_loss(model, [make_batch([row])])
    with torch.no_grad():
        logits = model(torch.tensor([row.ids])).logits[0]
    by_hand = torch.nn.functional.cross_entropy(
        logits[row.start - 1 : -1], torch.tensor(row.ids[row.start :])
    )
    assert alone == pytest.approx(float(by_hand), rel=2e-2)
    longer = rows("dev")[1]
    both = make_batch([row, Encoded((*longer.ids, *longer.ids), len(longer.ids))])
    padded = Batch(both.ids[:1], both.labels[:1])
    assert dev_loss(model, [padded]) == pytest.approx(alone, rel=2e-2)


def test_every_epoch_shows_every_row_once() -> None:
    data = [Encoded((index, 1, 2), 1) for index in range(10)]
    stream = epochs(data, 4, seed=3)
    for _ in range(2):
        seen = [int(row[0]) for _ in range(3) for row in next(stream).ids]
        assert sorted(seen) == list(range(10))
    assert sum(len(batch.ids) for batch in in_length_order(data, 4)) == 10


@pytest.mark.parametrize("kind", ["llama", "gpt2"])
@pytest.mark.parametrize(
    ("method", "top_layers"), [("lora", 0), ("lora", 1), ("full", 0), ("full", 1)]
)
def test_training_lowers_the_dev_loss(kind: str, method: str, top_layers: int) -> None:
    model = tiny_model(kind, len(TOKENIZER), END)
    batches = in_length_order(rows("dev"), 4)
    before = dev_loss(model, batches)
    names = {name for name, _ in model.named_parameters()}
    lower = [p.clone() for p in next(iter(finetune._layers(model))).parameters()]
    training = Training(method, 1e-2, 30, 8, top_layers, rank=4)  # type: ignore[arg-type]
    model, log = train(model, training, rows("train"), rows("dev"), seed=1)
    after = dev_loss(model, batches)
    assert after < 0.95 * before
    assert after == pytest.approx(log.dev_losses[log.best_step], rel=0.05)
    # LoRA's updates are merged: the model has its old shape, and frozen layers their old weights.
    assert {name for name, _ in model.named_parameters()} == names
    assert all(p.dtype == torch.float32 and not p.requires_grad for p in model.parameters())
    unchanged = all(
        torch.equal(a, b)
        for a, b in zip(lower, next(iter(finetune._layers(model))).parameters(), strict=True)
    )
    assert unchanged == (top_layers == 1)


def test_stops_early_and_keeps_the_best_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    model = tiny_model("gpt2", len(TOKENIZER), END)
    seen: list[torch.Tensor] = []
    losses = iter([3.0, 2.0, 2.5, 2.6, 1.0])

    def fake(trained: torch.nn.Module, batches: Sequence[Batch]) -> float:
        seen.append(next(trained.parameters()).detach().clone())
        return next(losses)

    monkeypatch.setattr(finetune, "dev_loss", fake)
    training = Training("full", 1e-2, max_steps=10, batch_size=4, evaluations=5, patience=2)
    model, log = train(model, training, rows("train"), rows("dev"), seed=1)
    assert log.dev_losses == {2: 3.0, 4: 2.0, 6: 2.5, 8: 2.6}
    assert (log.best_step, log.steps) == (4, 8)
    assert torch.equal(next(model.parameters()), seen[1])
    assert not torch.equal(seen[1], seen[3])


def test_training_repeats_by_seed() -> None:
    def weights(seed: int) -> torch.Tensor:
        model = tiny_model("llama", len(TOKENIZER), END)
        model, _ = train(model, Training("lora", 1e-2, 3, 4), rows("train"), rows("dev"), seed)
        found: torch.Tensor = model.model.layers[0].self_attn.q_proj.weight
        return found

    assert torch.equal(weights(1), weights(1))
    assert not torch.equal(weights(1), weights(2))


def test_unknown_method_is_refused() -> None:
    with pytest.raises(ValueError, match="lora"):
        Training("magic", 1e-3, 1)  # type: ignore[arg-type]
