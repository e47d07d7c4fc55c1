"""Words that announce arithmetic in Chinese; the English ones are in ``cues``."""

from __future__ import annotations

import re

from metrics.facts.cues import Announces, Cues
from metrics.facts.numbers import Mention

_DIFFERENCE = re.compile(
    "高|低|多|少|超|差|距|领先|落后|升|降|跌|涨|增|减|扩大|缩|回落|下滑|上调|幅|温差|比|之多|又|再|优势|反超|不及|变化"
)
_SPAN = re.compile("前|后|内|最后|剩|余下|开场|仅|隔|过后|之后|之前|钟")
_CHANGE = re.compile(
    "增|减|升|降|跌|涨|缩|扩大|下滑|蒸发|幅|少|多|猛|骤|滑|回升|走低|走高|恶化|改善"
)
_REST = re.compile("其余|其他|剩|另|合计|共|未|没有|尚|余下|不|以外|之外")


def _around(pattern: re.Pattern[str], reach: int) -> Announces:
    def announces(mention: Mention, text: str) -> bool:
        found = pattern.search(text, max(0, mention.start - reach), mention.end + reach)
        return found is not None

    return announces


def _is_counted(mention: Mention, text: str) -> bool:
    return text[mention.end : mention.end + 1] in _COUNTED


_COUNTED = frozenset("球个名人支队次度粒条户座家张项分位")
CHINESE = Cues(
    difference=_around(_DIFFERENCE, 10),
    span=_around(_SPAN, 8),
    change=_around(_CHANGE, 14),
    rest=_around(_REST, 14),
    count=_is_counted,
)
