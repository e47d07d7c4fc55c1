"""A GPT-2 of a few million parameters, and its tokeniser, without any pretraining.

Radford et al. 2019, "Language Models are Unsupervised Multitask Learners"; the tokeniser is
byte-level BPE (Sennrich et al. 2016) learnt on the training split. Digits stay single, so that
numbers can be copied digit by digit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

END = "<|endoftext|>"


@dataclass(frozen=True)
class Scratch:
    """Shape of the model.

    Attributes:
        layers: transformer blocks.
        width: of the hidden states; a multiple of ``heads``.
        heads: of attention.
        vocabulary: tokens, 256 bytes and the end token included.
        context: longest prompt and text together, in tokens.
        dropout: of embeddings, attention and residuals.
    """

    layers: int = 4
    width: int = 256
    heads: int = 4
    vocabulary: int = 2048
    context: int = 512
    dropout: float = 0.1


def train_tokenizer(texts: Iterable[str], scratch: Scratch) -> Any:
    """A transformers tokenizer with byte-level BPE learnt on ``texts``."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers  # noqa: PLC0415
    from transformers import PreTrainedTokenizerFast  # noqa: PLC0415 - heavy

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=scratch.vocabulary,
        special_tokens=[END],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    fast: Any = PreTrainedTokenizerFast
    return fast(tokenizer_object=tokenizer, eos_token=END, bos_token=END)


def make_model(scratch: Scratch, tokenizer: Any) -> Any:
    """The untrained model; its weights follow torch's current random state."""
    from transformers import GPT2Config, GPT2LMHeadModel  # noqa: PLC0415 - heavy

    return GPT2LMHeadModel(
        GPT2Config(
            vocab_size=len(tokenizer),
            n_positions=scratch.context,
            n_embd=scratch.width,
            n_layer=scratch.layers,
            n_head=scratch.heads,
            embd_pdrop=scratch.dropout,
            attn_pdrop=scratch.dropout,
            resid_pdrop=scratch.dropout,
            bos_token_id=tokenizer.eos_token_id,
            eos_token_id=tokenizer.eos_token_id,
        )
    )
