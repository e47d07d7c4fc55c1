"""Prompted and trained language models, end to end, on random models of a few kilobytes."""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest

from bench.api import Generator, Persistent, Serves, Source, Unavailable
from generators.causal_lm import CausalLM
from generators.scratch import Scratch
from generators.training import Training

from .causal_lm_tiny import collect, tiny_task, tiny_weights

TASK = tiny_task()
BATCH = [item.source for item in TASK.dev]
EngineName = Literal["auto", "transformers", "openvino"]


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_weights(tmp_path_factory.mktemp("weights"))


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NLGBENCH_CACHE", str(tmp_path / "cache"))


def fitted(weights: Path, **settings: Any) -> CausalLM:
    chosen: dict[str, Any] = {
        "engine": "transformers",
        "device": "cpu",
        "precision": "float32",
        "threads": 1,
    } | settings
    system = CausalLM(seed=1, weights=str(weights), **chosen)
    system.fit(TASK)
    return system


def test_obeys_the_protocols(weights: Path) -> None:
    system = CausalLM(seed=1, weights=str(weights))
    assert isinstance(system, Generator)
    assert isinstance(system, Persistent)
    assert isinstance(system, Serves)


@pytest.mark.parametrize("engine", ["transformers", "openvino"])
@pytest.mark.parametrize("shots", [0, 2])
def test_text_does_not_depend_on_the_batch(weights: Path, engine: EngineName, shots: int) -> None:
    system = fitted(weights, engine=engine, shots=shots)
    together = collect(system, BATCH, 12)
    assert any(together)
    assert [collect(system, [source], 12)[0] for source in BATCH] == together
    assert collect(system, BATCH[::-1], 12)[::-1] == together


@pytest.mark.parametrize("engine", ["transformers", "openvino"])
def test_sampling_is_seeded_by_item(weights: Path, engine: EngineName) -> None:
    system = fitted(weights, engine=engine, temperature=1.0, top_p=0.9)
    together = collect(system, BATCH, 12)
    assert [collect(system, [source], 12)[0] for source in BATCH] == together
    other = CausalLM(seed=2, weights=str(weights), engine=engine, device="cpu", temperature=1.0)
    other.fit(TASK)
    assert collect(other, BATCH, 12) != together


@pytest.mark.parametrize("engine", ["transformers", "openvino"])
def test_streams_and_stops_at_the_word_limit(weights: Path, engine: EngineName) -> None:
    system = fitted(weights, engine=engine)
    chunks = list(system.generate(BATCH, 5))
    assert len(chunks) > len(BATCH)
    assert all(chunk.text for chunk in chunks)
    texts = collect(system, BATCH, 5)
    assert all(len(text.split()) <= 5 for text in texts)
    assert all(text == " ".join(text.split()) for text in texts)
    # The rows grow side by side, not one after the other.
    switches = sum(a.row != b.row for a, b in itertools.pairwise(chunks))
    assert switches > 2 * len(BATCH)


def test_engines_write_the_same_texts(weights: Path) -> None:
    exact, quick = (fitted(weights, engine=engine) for engine in ("transformers", "openvino"))
    written = collect(exact, BATCH, 12)
    assert any(written)
    assert collect(quick, BATCH, 12) == written


@pytest.mark.parametrize("engine", ["transformers", "openvino"])
@pytest.mark.parametrize("at_once", [1, 2, 50])
def test_a_queue_gives_the_same_texts_and_takes_no_more_than_it_may(
    weights: Path, engine: EngineName, at_once: int
) -> None:
    system = fitted(weights, engine=engine)
    taken: list[int] = []
    spoken = [""] * len(BATCH)

    def queue() -> Iterator[Source]:
        for row, source in enumerate(BATCH):
            taken.append(row)
            yield source

    for chunk in system.serve(queue(), at_once, 12):
        spoken[chunk.row] += chunk.text
        # What was taken and has begun to speak, and at most so many that have not.
        assert len(taken) <= sum(map(bool, spoken)) + at_once
    assert [text.strip() for text in spoken] == collect(system, BATCH, 12)
    assert taken == list(range(len(BATCH)))


def test_openvino_loads_without_torch(weights: Path, tmp_path: Path) -> None:
    """It takes seconds and 200 MB that this engine has no use for."""
    fitted(weights, engine="openvino").save(tmp_path / "fit")
    script = (
        "import sys; from pathlib import Path; from generators.causal_lm import CausalLM;"
        f"lm = CausalLM(seed=1, weights={str(weights)!r}, engine='openvino', device='cpu');"
        f"lm.load(Path({str(tmp_path / 'fit')!r})); print('torch' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


def test_an_abandoned_batch_leaves_nothing_behind(weights: Path) -> None:
    system = fitted(weights, engine="openvino")
    expected = collect(system, BATCH, 12)
    chunks = system.generate(BATCH, 12)
    next(iter(chunks))
    del chunks
    assert collect(system, BATCH, 12) == expected


def test_openvino_runs_no_other_architecture(tmp_path: Path) -> None:
    other = tiny_weights(tmp_path / "gpt2", "gpt2")
    with pytest.raises(ValueError, match=r"gpt2.*set engine to transformers"):
        fitted(other, engine="openvino")
    assert any(collect(fitted(other, engine="auto"), BATCH, 5))


TRAINING = Training("lora", 5e-3, max_steps=6, batch_size=4, evaluations=2, rank=4)


@pytest.mark.parametrize("engine", ["transformers", "openvino"])
@pytest.mark.parametrize("training", [None, TRAINING], ids=["prompted", "trained"])
def test_a_loaded_fit_gives_the_same_texts(
    weights: Path, tmp_path: Path, engine: EngineName, training: Training | None
) -> None:
    system = fitted(weights, engine=engine, training=training)
    system.save(tmp_path / "fit")
    again = CausalLM(
        seed=1,
        weights=str(weights),
        engine=engine,
        device="cpu",
        precision="float32",
        training=training,
    )
    again.load(tmp_path / "fit")
    assert collect(again, BATCH, 12) == collect(system, BATCH, 12)
    assert not list((tmp_path / "fit").rglob("*.pt"))


def test_shots_survive_saving(weights: Path, tmp_path: Path) -> None:
    system = fitted(weights, shots=2)
    system.save(tmp_path / "fit")
    again = CausalLM(
        seed=1,
        weights=str(weights),
        engine="transformers",
        device="cpu",
        precision="float32",
        shots=2,
    )
    again.load(tmp_path / "fit")
    assert collect(again, BATCH, 12) == collect(system, BATCH, 12)


def test_trains_from_scratch_and_reloads(tmp_path: Path) -> None:
    settings: dict[str, Any] = {
        "seed": 1,
        "weights": "scratch",
        "engine": "transformers",
        "device": "cpu",
        "scratch": Scratch(layers=1, width=32, heads=2, vocabulary=300, context=256),
        "training": Training("full", 5e-3, max_steps=8, batch_size=4, evaluations=2),
    }
    system = CausalLM(**settings)
    system.fit(TASK)
    system.save(tmp_path / "fit")
    again = CausalLM(**settings)
    again.load(tmp_path / "fit")
    assert collect(again, BATCH, 12) == collect(system, BATCH, 12)


def test_missing_weights_are_unavailable_when_built() -> None:
    with pytest.raises(Unavailable, match="hf download no-such/model"):
        CausalLM(seed=1, weights="no-such/model")


def test_a_folder_without_a_model_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"config\.json"):
        CausalLM(seed=1, weights=str(tmp_path))


def test_contradicting_fields_are_refused(weights: Path) -> None:
    with pytest.raises(ValueError, match="scratch"):
        CausalLM(seed=1, weights="scratch")
    with pytest.raises(ValueError, match="shots"):
        CausalLM(seed=1, weights=str(weights), shots=2, training=TRAINING)


def test_generate_before_fit_says_what_to_do(weights: Path) -> None:
    with pytest.raises(RuntimeError, match="fit"):
        list(CausalLM(seed=1, weights=str(weights)).generate(BATCH, 5))


def test_an_empty_batch_gives_nothing(weights: Path) -> None:
    assert list(fitted(weights).generate([], 5)) == []


def test_unseen_kind_has_no_shots(weights: Path) -> None:
    source = Source("x", "flood", {"place": "Quill"}, "Quill flooded")
    assert len(collect(fitted(weights, shots=2), [source], 5)) == 1
