"""Writes a Llama model of transformers as a GGUF file, the format that CPU runtimes read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import gguf
import numpy as np
from numpy.typing import NDArray

NORMAL, CONTROL = 1, 3
"""Kinds of token in a GGUF vocabulary."""


def can_write(config: Mapping[str, Any]) -> bool:
    """Whether a model of this transformers configuration (``config.json``) can be written."""
    return bool(
        config["model_type"] == "llama"
        and not (config.get("attention_bias") or config.get("mlp_bias"))
        and not config.get("rope_scaling")
        and config.get("rope_parameters", {}).get("rope_type", "default") == "default"
    )


def write_gguf(model: Any, tokenizer: Any, path: Path) -> None:
    """Write weights in float16 and vectors in float32.

    Args:
        model: a ``LlamaForCausalLM`` that ``can_write`` accepts.
        tokenizer: its byte-level BPE tokeniser.
        path: of the new file.
    """
    config = model.config
    writer = gguf.GGUFWriter(str(path), "llama")
    writer.add_block_count(config.num_hidden_layers)
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_rope_freq_base(config.rope_parameters["rope_theta"])
    writer.add_rope_dimension_count(config.head_dim)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_vocab_size(config.vocab_size)
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_F16)
    _add_tokenizer(writer, tokenizer, config.vocab_size)
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.LLAMA, config.num_hidden_layers)
    for name, tensor in model.state_dict().items():
        if name == "lm_head.weight" and config.tie_word_embeddings:
            continue
        values = tensor.detach().float().cpu().numpy()
        if "q_proj" in name:
            values = _interleave(values, config.num_attention_heads)
        elif "k_proj" in name:
            values = _interleave(values, config.num_key_value_heads)
        stored = np.ascontiguousarray(values, np.float16 if values.ndim > 1 else np.float32)
        writer.add_tensor(str(names.get_name(name, try_suffixes=(".weight",))), stored)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _add_tokenizer(writer: Any, tokenizer: Any, size: int) -> None:
    pieces = tokenizer.convert_ids_to_tokens(list(range(len(tokenizer))))
    pieces += [f"[unused{number}]" for number in range(len(pieces), size)]
    special = set(tokenizer.all_special_ids)
    merges = json.loads(tokenizer.backend_tokenizer.to_str())["model"]["merges"]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("default")
    writer.add_token_list(pieces)
    writer.add_token_types([CONTROL if at in special else NORMAL for at in range(size)])
    writer.add_token_merges([pair if isinstance(pair, str) else " ".join(pair) for pair in merges])
    writer.add_eos_token_id(tokenizer.eos_token_id)


def _interleave(weight: NDArray[np.float32], heads: int) -> NDArray[np.float32]:
    """From transformers' rotary order (halves) to GGUF's (pairs), by head."""
    rows, columns = weight.shape
    halves = weight.reshape(heads, 2, rows // heads // 2, columns)
    return halves.swapaxes(1, 2).reshape(rows, columns)
