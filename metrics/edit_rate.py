"""Word edits and block shifts between two texts: sacreBLEU's counts at a fraction of the time.

Snover et al. (2006), https://aclanthology.org/2006.amta-papers.25, as sacreBLEU 2 searches for
shifts: greedily, within Tercom's limits. sacreBLEU fills one edit-distance table per tried shift.
Here a table's row is two integers (bit j: how the distance changes from reference word j to j + 1),
and all shifts tried in a round lie side by side in them, so that one operation serves them all:
Myers (1999), https://doi.org/10.1145/316542.316550; Hyyrö (2003), A bit-vector algorithm for
computing Levenshtein and Damerau edit distances.

sacreBLEU looks at a band around the table's diagonal only. Full tables can give smaller distances;
a distance is taken as found if its path stays in the band, else sacreBLEU's own table decides.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, islice
from math import ceil, floor
from typing import NamedTuple, TypeVar

from sacrebleu.metrics.lib_ter import BeamEditDistance

LONGEST_SHIFT = 10
FARTHEST_SHIFT = 50
BEAM = 25
MOST_CANDIDATES = 1000
"""Tercom's and sacreBLEU's limits, in words; the last one counts tried shifts per pair."""

LANES = 128
"""Most shifts side by side: bounds memory for very long texts."""


Item = TypeVar("Item", str, bytes)


class Shift(NamedTuple):
    """Move ``length`` words of the text from ``start`` to before what is now at ``target``."""

    start: int
    target: int
    length: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """The cheapest way to rewrite a text into its reference.

    Attributes:
        distance: insertions, deletions and substitutions.
        partner: for each reference word the index of the text word it stands at, or of the one
            before it if the word is to be inserted (-1 at the beginning).
        wrong: for each text word whether it is deleted or substituted.
        unmet: for each reference word whether it is inserted or substituted.
    """

    distance: int
    partner: list[int]
    wrong: list[bool]
    unmet: list[bool]


class Reference:
    """A reference, read for the comparison with many texts.

    Attributes:
        words: its words.
        places: for each word the indices at which it stands.
    """

    def __init__(self, words: Sequence[str]) -> None:
        self.words = list(words)
        self.places: dict[str, list[int]] = {}
        for index, word in enumerate(self.words):
            self.places.setdefault(word, []).append(index)
        # One bit more than words: the carry of the addition must not reach the next lane.
        self._lane_bytes = (len(self.words) + 8) // 8
        self._masks = {
            word: sum(1 << index for index in indices) for word, indices in self.places.items()
        }
        self._bits = {
            word: mask.to_bytes(self._lane_bytes, "little") for word, mask in self._masks.items()
        }
        self._counts = Counter(self.words)

    def edits(self, text: Sequence[str]) -> int:
        """Least edits found, each shift counting one; sacreBLEU's ``translation_edit_rate``."""
        if not self.words or not text:
            return len(self.words) + len(text)
        words, shifts, tried = list(text), 0, 0
        common = (Counter(words) & self._counts).total()
        least = max(len(words), len(self.words)) - common
        alignment = self.align(words)
        while alignment.distance > least:
            candidates, tried = self._candidates(words, alignment, tried)
            if tried >= MOST_CANDIDATES:
                break
            best = self._best(words, candidates, alignment.distance)
            if best is None:
                break
            words, alignment = best
            shifts += 1
        return shifts + alignment.distance

    def align(self, words: Sequence[str]) -> Alignment:
        """The alignment that sacreBLEU finds."""
        return self._align_in_band(words) or self._align_by_table(words)

    def distances(self, words: Sequence[str], shifts: Sequence[Shift]) -> list[int]:
        """Edit distance after each shift alone, in a full table."""
        none = bytes(self._lane_bytes)
        bits = [self._bits.get(word, none) for word in words]
        found: list[int] = []
        for start in range(0, len(shifts), LANES):
            lanes = [_perform(bits, shift) for shift in shifts[start : start + LANES]]
            found += self._lane_distances(lanes)
        return found

    def _lane_distances(self, lanes: Sequence[Sequence[bytes]]) -> list[int]:
        width = 8 * self._lane_bytes
        lowest = sum(1 << lane * width for lane in range(len(lanes)))
        every = lowest * ((1 << len(self.words)) - 1)
        rise, fall = every, 0
        for column in zip(*lanes, strict=True):
            equal = int.from_bytes(b"".join(column), "little")
            kept = equal | fall
            diagonal = ((((equal & rise) + rise) ^ rise) | equal) & every
            right = ((fall | (every ^ (diagonal | rise))) << 1 | lowest) & every
            rise = (rise & diagonal) << 1 & every | (every ^ (kept | right))
            fall = right & kept
        rises = rise.to_bytes(self._lane_bytes * len(lanes), "little")
        falls = fall.to_bytes(self._lane_bytes * len(lanes), "little")
        return [
            len(lanes[0]) + _count_bits(rises[start:end]) - _count_bits(falls[start:end])
            for start in range(0, len(rises), self._lane_bytes)
            for end in [start + self._lane_bytes]
        ]

    def _align_in_band(self, words: Sequence[str]) -> Alignment | None:
        diagonals, rights = self._trace_bits(words)
        partner, unmet = [-1] * len(self.words), [True] * len(self.words)
        wrong = [True] * len(words)
        band = _band(len(words), len(self.words))
        i, j, distance = len(words), len(self.words), 0
        while i > 0:
            low, high = band[i - 1]
            if not low <= j < high:
                return None
            bit = 1 << j >> 1
            if j and words[i - 1] == self.words[j - 1]:
                i, j = i - 1, j - 1
                partner[j], wrong[i], unmet[j] = i, False, False
                continue
            distance += 1
            if j and not diagonals[i - 1] & bit:
                i, j = i - 1, j - 1
                partner[j] = i
            elif not j or rights[i - 1] & bit:
                i -= 1
            else:
                j -= 1
                partner[j] = i - 1
        return Alignment(distance + j, partner, wrong, unmet)

    def _trace_bits(self, words: Sequence[str]) -> tuple[list[int], list[int]]:
        """Steps into each reference word, per text word, as bits.

        The first list: the diagonal step costs nothing; the second: the step along the text costs
        one.
        """
        every = (1 << len(self.words)) - 1
        rise, fall = every, 0
        diagonals, rights = [], []
        for word in words:
            equal = self._masks.get(word, 0)
            kept = equal | fall
            diagonal = ((((equal & rise) + rise) ^ rise) | equal) & every
            along = fall | (every ^ (diagonal | rise))
            diagonals.append(diagonal | fall)
            rights.append(along)
            right = (along << 1 | 1) & every
            rise = (rise & diagonal) << 1 & every | (every ^ (kept | right))
            fall = right & kept
        return diagonals, rights

    def _align_by_table(self, words: Sequence[str]) -> Alignment:
        distance, trace = BeamEditDistance(self.words)(list(words))
        partner, unmet, wrong = [], [], []
        i = -1
        for step in trace:
            if step in " sd":
                i += 1
                wrong.append(step != " ")
            if step in " si":
                partner.append(i)
                unmet.append(step != " ")
        return Alignment(distance, partner, wrong, unmet)

    def _candidates(
        self, words: Sequence[str], alignment: Alignment, tried: int
    ) -> tuple[set[Shift], int]:
        wrong = [0, *accumulate(alignment.wrong)]
        unmet = [0, *accumulate(alignment.unmet)]
        partner = alignment.partner
        candidates = set()
        for start, place, length in self._blocks(words):
            if wrong[start + length] == wrong[start] or unmet[place + length] == unmet[place]:
                continue
            if start <= partner[place] < start + length:
                continue
            previous = -1
            for offset in range(place - 1, min(place + length, len(partner))):
                target = partner[offset] + 1 if offset >= 0 else 0
                if target != previous:
                    previous = target
                    candidates.add(Shift(start, target, length))
                    tried += 1
            if tried >= MOST_CANDIDATES:
                break
        return candidates, tried

    def _blocks(self, words: Sequence[str]) -> Iterator[tuple[int, int, int]]:
        """Words in a row that both share: start in the text, start in the reference, number."""
        for start, word in enumerate(words):
            places = self.places.get(word, ())
            nearest = bisect_left(places, start - FARTHEST_SHIFT)
            for place in islice(places, nearest, None):
                if place - start > FARTHEST_SHIFT:
                    break
                longest = min(LONGEST_SHIFT, len(words) - start, len(self.words) - place)
                for length in range(longest):
                    if words[start + length] != self.words[place + length]:
                        break
                    yield start, place, length + 1

    def _best(
        self, words: list[str], candidates: set[Shift], distance: int
    ) -> tuple[list[str], Alignment] | None:
        """The shift that saves most; then the longest, the first, the one to the first target."""
        listed = list(candidates)
        queue = [
            (found, -shift.length, shift)
            for shift, found in zip(listed, self.distances(words, listed), strict=True)
            if found < distance
        ]
        heapq.heapify(queue)
        while queue:
            found, _, shift = heapq.heappop(queue)
            shifted = _perform(words, shift)
            alignment = self.align(shifted)
            if alignment.distance == found:
                return shifted, alignment
            if alignment.distance < distance:
                heapq.heappush(queue, (alignment.distance, -shift.length, shift))
        return None


def _perform(words: list[Item], shift: Shift) -> list[Item]:
    start, end, target = shift.start, shift.start + shift.length, shift.target
    block = words[start:end]
    if target < start:
        return words[:target] + block + words[target:start] + words[end:]
    if target > end:
        return words[:start] + words[end:target] + block + words[target:]
    later = shift.length + target  # sacreBLEU's rule for a target within the block
    return words[:start] + words[end:later] + block + words[later:]


@lru_cache(maxsize=1)  # shifts keep the length, so a pair of texts asks for one band many times
def _band(n_text: int, n_reference: int) -> list[tuple[int, int]]:
    """Columns [low, high) that sacreBLEU looks at, for each word of the text."""
    ratio = n_reference / n_text
    width = ceil(ratio / 2 + BEAM) if ratio / 2 > BEAM else BEAM
    middles = [floor(i * ratio) for i in range(1, n_text + 1)]
    band = [(max(0, j - width), min(n_reference + 1, j + width)) for j in middles]
    band[-1] = band[-1][0], n_reference + 1
    return band


def _count_bits(bits: bytes) -> int:
    return int.from_bytes(bits, "little").bit_count()
