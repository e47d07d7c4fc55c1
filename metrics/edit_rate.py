"""Word edits and block shifts between two texts: sacreBLEU's counts, compiled.

Snover et al. (2006), https://aclanthology.org/2006.amta-papers.25, as sacreBLEU 2 searches for
shifts: greedily, within Tercom's limits. sacreBLEU fills one edit-distance table per tried shift.
Here every tried shift is measured with a bit-parallel table, 64 reference words to a step: Myers
(1999), https://doi.org/10.1145/316542.316550; Hyyrö (2003), A bit-vector algorithm for computing
Levenshtein and Damerau edit distances.

sacreBLEU looks at a band around the table's diagonal only, and the bit-parallel table is full: its
distances can be smaller. So the best shift counts only once the band, filled for it, agrees.

numba compiles on the first call (some seconds) and keeps the machine code beside the module or in
the user's cache folder, as Python keeps its byte code. Where neither can be written, every process
compiles anew.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil, floor
from typing import Any, TypeVar, cast

import numpy as np
from numba import njit
from numpy.typing import NDArray

LONGEST_SHIFT = 10
FARTHEST_SHIFT = 50
BEAM = 25
MOST_CANDIDATES = 1000
"""Tercom's and sacreBLEU's limits, in words; the last one counts tried shifts per pair."""

_BLOCK = 64
_FAR = 1 << 30
_KEEP, _SUBSTITUTE, _DELETE, _INSERT = range(4)

Codes = NDArray[np.int64]
"""Words as numbers: equal where the words are; one number stands for all the reference lacks."""
Bits = NDArray[np.uint64]
Flags = NDArray[np.bool_]
Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """numba's machine code for a function, kept for the next process where that is possible."""
    try:
        return cast(Function, njit(cache=True)(function))
    except RuntimeError:  # no folder to keep machine code in
        return cast(Function, njit(function))


class Reference:
    """A reference, read for the comparison with many texts.

    Attributes:
        words: its words.
    """

    def __init__(self, words: Sequence[str]) -> None:
        self.words = list(words)
        self._codes: dict[str, int] = {}
        for word in self.words:
            self._codes.setdefault(word, len(self._codes))
        self._coded = self.encode(self.words)
        self._masks = masks_of(self._coded, len(self._codes) + 1)

    def encode(self, text: Sequence[str]) -> Codes:
        """Words as numbers of this reference's words."""
        unknown = len(self._codes)
        return np.array([self._codes.get(word, unknown) for word in text], dtype=np.int64)

    def edits(self, text: Sequence[str]) -> int:
        """Least edits found, each shift counting one; sacreBLEU's ``translation_edit_rate``."""
        if not self.words or not text:
            return len(self.words) + len(text)
        return int(count_edits(self.encode(text), self._coded, self._masks))


@compiled
def masks_of(reference: Codes, n_codes: int) -> Bits:
    """Where each word stands: (n_codes, blocks), bit j of block b for reference word 64 b + j."""
    masks = np.zeros((n_codes, (len(reference) + _BLOCK - 1) // _BLOCK), dtype=np.uint64)
    for index, code in enumerate(reference):
        masks[code, index // _BLOCK] |= np.uint64(1) << np.uint64(index % _BLOCK)
    return masks


@compiled
def count_edits(text: Codes, reference: Codes, masks: Bits) -> int:
    """Least edits found between two texts that are not empty, each shift counting one."""
    words, shifts, tried = text.copy(), 0, 0
    distance, partner, wrong, unmet = align(words, reference)
    least = _unavoidable(words, reference, len(masks))
    while distance > least:
        candidates, tried = _candidates(words, reference, partner, wrong, unmet, tried)
        if tried >= MOST_CANDIDATES:
            break
        found = distances(words, candidates, masks, len(reference))
        improved = False
        while True:
            best = _first_best(candidates, found, distance)
            if best < 0:
                break
            shifted = perform(words, candidates[best])
            banded, partner, wrong, unmet = align(shifted, reference)
            if banded == found[best]:
                words, distance, improved = shifted, banded, True
                break
            found[best] = banded
        if not improved:
            break
        shifts += 1
    return shifts + distance


@compiled
def _unavoidable(text: Codes, reference: Codes, n_codes: int) -> int:
    """Edits that no order of the text's words saves."""
    left, common = np.zeros(n_codes, dtype=np.int64), 0
    for code in reference:
        left[code] += 1
    for code in text:
        if left[code] > 0:
            left[code] -= 1
            common += 1
    return max(len(text), len(reference)) - common


@compiled
def _first_best(candidates: Codes, found: Codes, distance: int) -> int:
    """The shift that saves most; then the longest, the first, the one to the first target.

    Returns:
        Its index, -1 if none saves anything.
    """
    best = -1
    for index in range(len(candidates)):
        if found[index] >= distance:
            continue
        start, target, length = candidates[index]
        if best >= 0:
            key = (found[index], -length, start, target)
            other = (found[best], -candidates[best, 2], candidates[best, 0], candidates[best, 1])
            if key >= other:
                continue
        best = index
    return best


@compiled
def _candidates(  # noqa: PLR0917 - compiled: no keywords
    text: Codes, reference: Codes, partner: Codes, wrong: Flags, unmet: Flags, tried: int
) -> tuple[Codes, int]:
    """Shifts worth a try, (n, 3): start, target, length; and how many were tried till now.

    Blocks are words in a row that both texts share. One is tried only if a word of it is wrong
    where it stands, and one is unmet where it belongs.
    """
    room = max(0, MOST_CANDIDATES - tried) + LONGEST_SHIFT + 1
    shifts, count = np.empty((room, 3), dtype=np.int64), 0
    for start in range(len(text)):
        nearest = max(0, start - FARTHEST_SHIFT)
        for place in range(nearest, min(len(reference), start + FARTHEST_SHIFT + 1)):
            longest = min(LONGEST_SHIFT, len(text) - start, len(reference) - place)
            is_wrong = is_unmet = False
            for length in range(1, longest + 1):
                if text[start + length - 1] != reference[place + length - 1]:
                    break
                is_wrong |= wrong[start + length - 1]
                is_unmet |= unmet[place + length - 1]
                if not (is_wrong and is_unmet) or start <= partner[place] < start + length:
                    continue
                previous = -1
                for offset in range(place - 1, place + length):
                    target = partner[offset] + 1 if offset >= 0 else 0
                    if target != previous:
                        previous = target
                        shifts[count] = start, target, length
                        count += 1
                if tried + count >= MOST_CANDIDATES:
                    return shifts[:count], tried + count
    return shifts[:count], tried + count


@compiled
def perform(text: Codes, shift: Codes) -> Codes:
    """A copy of the text with the block moved to before what is now at the shift's target."""
    start, target, length = shift
    moved = text.copy()
    if target < start:
        moved[target : target + length] = text[start : start + length]
        moved[target + length : start + length] = text[target:start]
        return moved
    # sacreBLEU's rule for a target within the block
    end = target if target > start + length else min(target + length, len(text))
    moved[start : end - length] = text[start + length : end]
    moved[end - length : end] = text[start : start + length]
    return moved


@compiled
def distances(text: Codes, shifts: Codes, masks: Bits, n_reference: int) -> Codes:
    """Edit distance after each shift alone, in a full table: (n,)."""
    found = np.empty(len(shifts), dtype=np.int64)
    for index in range(len(shifts)):
        found[index] = _distance(perform(text, shifts[index]), masks, n_reference)
    return found


@compiled
def _distance(text: Codes, masks: Bits, n_reference: int) -> int:
    """Levenshtein distance; a column of the table is two bit vectors, its rises and its falls."""
    one, top = np.uint64(1), np.uint64(_BLOCK - 1)
    last = np.uint64((n_reference - 1) % _BLOCK)
    blocks = masks.shape[1]
    rises = np.full(blocks, ~np.uint64(0))
    falls = np.zeros(blocks, dtype=np.uint64)
    distance = n_reference
    for code in text:
        rise_in, fall_in = one, np.uint64(0)
        for block in range(blocks):
            rise, fall = rises[block], falls[block]
            equal = masks[code, block]
            kept = equal | fall
            equal |= fall_in
            diagonal = (((equal & rise) + rise) ^ rise) | equal
            right_rise = fall | ~(diagonal | rise)
            right_fall = rise & diagonal
            if block == blocks - 1:
                distance += int((right_rise >> last) & one)
                distance -= int((right_fall >> last) & one)
            rise_out, fall_out = right_rise >> top, right_fall >> top
            right_rise = (right_rise << one) | rise_in
            right_fall = (right_fall << one) | fall_in
            rises[block] = right_fall | ~(kept | right_rise)
            falls[block] = right_rise & kept
            rise_in, fall_in = rise_out, fall_out
    return distance


@compiled
def align(text: Codes, reference: Codes) -> tuple[int, Codes, Flags, Flags]:
    """The cheapest way sacreBLEU finds to rewrite a text into its reference.

    Returns:
        Insertions, deletions and substitutions; for each reference word the index of the text word
        it stands at, or of the one before it if it is to be inserted (-1 at the beginning); for
        each text word whether it is wrong (deleted or substituted); for each reference word
        whether it is unmet (inserted or substituted).
    """
    distance, steps, lows = _fill_band(text, reference)
    partner = np.empty(len(reference), dtype=np.int64)
    wrong = np.ones(len(text), dtype=np.bool_)
    unmet = np.ones(len(reference), dtype=np.bool_)
    i, j = len(text), len(reference)
    while i > 0 or j > 0:
        step = steps[i, j - lows[i]] if i > 0 else _INSERT
        if step != _DELETE:
            j -= 1
            partner[j] = i - 1
        if step != _INSERT:
            i -= 1
        if step == _KEEP:
            wrong[i] = unmet[j] = False
    return distance, partner, wrong, unmet


@compiled
def _fill_band(text: Codes, reference: Codes) -> tuple[int, NDArray[np.int8], Codes]:
    """sacreBLEU's table: the distance, the steps within the band, each row's first column."""
    n_text, n_reference = len(text), len(reference)
    ratio = n_reference / n_text
    width = ceil(ratio / 2 + BEAM) if ratio / 2 > BEAM else BEAM
    steps = np.empty((n_text + 1, 2 * width + 1), dtype=np.int8)
    lows = np.zeros(n_text + 1, dtype=np.int64)
    before = np.arange(n_reference + 1)
    row = np.full(n_reference + 1, _FAR)
    for i in range(1, n_text + 1):
        middle = floor(i * ratio)
        low, high = max(0, middle - width), min(n_reference + 1, middle + width)
        if i == n_text:
            high = n_reference + 1
        lows[i] = low
        if low > 0:
            row[low - 1] = _FAR
        for j in range(low, high):
            least, step = before[j] + 1, _DELETE
            if j > 0:
                equal = text[i - 1] == reference[j - 1]
                diagonal = before[j - 1] + (0 if equal else 1)
                if diagonal <= least:
                    least, step = diagonal, _KEEP if equal else _SUBSTITUTE
                if row[j - 1] + 1 < least:
                    least, step = row[j - 1] + 1, _INSERT
            row[j] = least
            steps[i, j - low] = step
        before, row = row, before
        if i == 1:
            row[:] = _FAR
    return before[n_reference], steps, lows
