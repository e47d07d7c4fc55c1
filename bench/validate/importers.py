"""Public corpora and stored outputs as the nouns of ``bench.api``.

Submitted files are read as they were submitted (byte-order marks, CR CR LF, quotes around every
field, wrongly decoded pound signs). Outputs are aligned with their inputs by the input, never by
position alone; what cannot be aligned is refused with the first mismatches.
"""

from __future__ import annotations

import csv
import itertools
import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from pathlib import Path

from bench.api import Example, Source

_SLOT = re.compile(r"\s*([^\[\],]+)\[([^\]]*)\]\s*(?:,|$)")
_WRONGLY_DECODED = (("Ł", "£"), ("Â£", "£"), ("Ã©", "é"), ("ã©", "é"))
_SHOWN = 3


class ImportFailure(ValueError):
    """A file cannot be read or aligned; says what was wanted and the first mismatches."""


def parse_meaning(meaning: str) -> tuple[tuple[str, str], ...]:
    """The slots of an E2E meaning representation, ``name[Zizzi], eatType[pub]``, in order.

    Raises:
        ImportFailure: the text is no such list.
    """
    pairs, end = list[tuple[str, str]](), 0
    while end < len(meaning):
        found = _SLOT.match(meaning, end)
        if found is None:
            raise ImportFailure(f"wanted slot[value], slot[value], ..., found {meaning[end:]!r}")
        pairs.append((found[1].strip(), found[2].strip()))
        end = found.end()
    return tuple(pairs)


def join_meaning(pairs: Sequence[tuple[str, str]]) -> str:
    """The inverse of ``parse_meaning``."""
    return ", ".join(f"{slot}[{value}]" for slot, value in pairs)


def read_e2e(path: Path, group: bool = True) -> tuple[Example, ...]:
    """An E2E CSV file (header ``mr,ref``): one example per run of equal meanings.

    The meaning stays in ``source.text`` as written; ``source.facts`` has a list of values for every
    slot, because the cleaned files repeat slots.

    Args:
        path: the file.
        group: False for an example per row.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [(row["mr"], row["ref"]) for row in csv.DictReader(file)]
    if group:
        runs = itertools.groupby(rows, key=lambda row: row[0])
        grouped = [(meaning, tuple(ref for _, ref in run)) for meaning, run in runs]
    else:
        grouped = [(meaning, (ref,)) for meaning, ref in rows]
    return tuple(
        Example(_restaurant(f"{path.stem}-{index:05d}", meaning), references)
        for index, (meaning, references) in enumerate(grouped, 1)
    )


def _restaurant(name: str, meaning: str) -> Source:
    facts: dict[str, list[str]] = {}
    for slot, value in parse_meaning(meaning):
        facts.setdefault(slot, []).append(value)
    return Source(name, "", facts, meaning)


def read_e2e_outputs(path: Path, examples: Sequence[Example]) -> tuple[str, ...]:
    """A submitted file of E2E outputs, in the order of ``examples``.

    A ``.tsv`` (header ``MR<TAB>output``) is joined on the meaning; a ``.txt`` has a line per
    example.

    Raises:
        ImportFailure: an example has no output or two different ones, an output no example.
    """
    if path.suffix == ".txt":
        return read_lines(path, len(examples))
    outputs: dict[str, str] = {}
    for meaning, text in _submitted_rows(path):
        key = join_meaning(parse_meaning(meaning))
        if outputs.setdefault(key, text) != text:
            raise ImportFailure(f"{path}: two outputs for {key}: {outputs[key]!r} and {text!r}")
    wanted = [join_meaning(parse_meaning(example.source.text)) for example in examples]
    missing = [key for key in wanted if key not in outputs]
    strange = sorted(outputs.keys() - set(wanted))
    if missing or strange:
        raise ImportFailure(
            f"{path}: {len(missing)} inputs have no output, first {missing[:_SHOWN]}; "
            f"{len(strange)} outputs have no input, first {strange[:_SHOWN]}"
        )
    return tuple(outputs[key] for key in wanted)


def _submitted_rows(path: Path) -> list[tuple[str, str]]:
    text = read_text(path)
    rows = [row for row in csv.reader(text.split("\n"), delimiter="\t") if row]
    if not rows or rows[0] != ["MR", "output"]:
        raise ImportFailure(f"{path}: wanted the header MR<TAB>output, found {rows[:1]}")
    broken = [row for row in rows[1:] if len(row) != 2]
    if broken:
        raise ImportFailure(f"{path}: wanted two columns, found {broken[:_SHOWN]}")
    columns = [_unwrapped([row[index].strip() for row in rows[1:]]) for index in (0, 1)]
    return list(zip(*columns, strict=True))


def _unwrapped(column: list[str]) -> list[str]:
    """The column without the single quotes that wrap all of its fields, if they do."""
    wrapped = all(len(field) > 1 and field[0] == field[-1] == "'" for field in column)
    return [field[1:-1] for field in column] if wrapped else column


def read_text(path: Path) -> str:
    """A text file with its encoding accidents repaired and line ends as ``\\n``."""
    text = path.read_bytes().decode("utf-8-sig").replace("\r", "")
    for wrong, right in _WRONGLY_DECODED:
        text = text.replace(wrong, right)
    return text


def read_lines(path: Path, wanted: int | None = None) -> tuple[str, ...]:
    """The lines of a file, empty ones kept; the last one may lack its line end.

    Raises:
        ImportFailure: there are not as many lines as wanted.
    """
    text = path.read_bytes().decode("utf-8-sig").replace("\r", "")
    lines = tuple(text.removesuffix("\n").split("\n"))
    if wanted is not None and len(lines) != wanted:
        raise ImportFailure(
            f"{path}: wanted {wanted} lines, one per input, found {len(lines)}; the last is "
            f"{lines[-1]!r}"
        )
    return lines


def read_blocks(path: Path) -> tuple[tuple[str, ...], ...]:
    """Groups of lines with an empty line between them: the references of one item each."""
    blocks = re.split(r"\n\s*\n", read_text(path).strip())
    return tuple(tuple(line.strip() for line in block.split("\n")) for block in blocks)


def read_webnlg(path: Path, language: str | None = None) -> tuple[Example, ...]:
    """A WebNLG XML file (2017 and v3.0), sorted by the number in ``eid``.

    ``source.facts["triples"]`` is a list of (subject, property, object) with spaces for
    underscores; ``slices`` has ``category`` and ``triples``.

    Args:
        path: the file.
        language: take only texts marked so (the Russian files hold English texts too).

    Raises:
        ImportFailure: an entry has no text, or two entries share a number.
    """
    numbered: dict[int, Example] = {}
    for entry in ET.parse(path).getroot().iter("entry"):
        number = int(re.sub(r"\D", "", entry.attrib["eid"]))
        texts = tuple(
            (lex.text or "").strip()
            for lex in entry.iter("lex")
            if language is None or lex.attrib.get("lang") == language
        )
        if not any(texts) or number in numbered:
            fault = "has no text" if not any(texts) else "occurs twice"
            raise ImportFailure(f"{path}: entry {number} {fault}")
        triples = [_triple(node.text or "") for node in entry.iter("mtriple")]
        category = entry.attrib["category"]
        source = Source(f"{path.stem}-{number:05d}", category, {"triples": triples}, "")
        slices = {"category": category, "triples": str(len(triples))}
        numbered[number] = Example(source, tuple(filter(None, texts)), slices)
    return tuple(numbered[number] for number in sorted(numbered))


def _triple(text: str) -> tuple[str, ...]:
    return tuple(part.strip().replace("_", " ") for part in text.split(" | "))
