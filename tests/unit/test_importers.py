"""Stored outputs as submitted: read rightly or refused, never misaligned."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.api import Example
from bench.validate.importers import (
    ImportFailure,
    join_meaning,
    parse_meaning,
    read_blocks,
    read_e2e,
    read_e2e_outputs,
    read_lines,
    read_webnlg,
)

MILL = "name[The Mill], area[riverside]"
ZIZZI = "name[Zizzi], priceRange[£20-25]"
PLAIN = "".join(f"{a}\t{b}\n" for a, b in (("MR", "output"), (MILL, "By the river."), (ZIZZI, "£")))
WORD = st.text(
    st.characters(exclude_characters="[],\r\n\t", categories=["L", "N", "S"]), min_size=1
)


@pytest.fixture
def examples(tmp_path: Path) -> tuple[Example, ...]:
    path = tmp_path / "testset.csv"
    path.write_text(f'mr,ref\n"{MILL}",One.\n"{MILL}",Two.\n"{ZIZZI}",Three.\n', encoding="utf-8")
    return read_e2e(path)


def test_equal_meanings_in_a_row_are_one_example(examples: tuple[Example, ...]) -> None:
    assert [example.references for example in examples] == [("One.", "Two."), ("Three.",)]
    assert examples[0].source.facts == {"name": ["The Mill"], "area": ["riverside"]}
    assert examples[0].source.text == MILL


@given(st.lists(st.tuples(WORD, WORD), min_size=1, max_size=5))
def test_meanings_join_to_what_they_were(pairs: list[tuple[str, str]]) -> None:
    assert join_meaning(parse_meaning(join_meaning(pairs))) == join_meaning(pairs)


def test_a_repeated_slot_is_kept() -> None:
    assert parse_meaning("near[A], near[B]") == (("near", "A"), ("near", "B"))
    with pytest.raises(ImportFailure, match=r"wanted slot\[value\]"):
        parse_meaning("name[A], nonsense")


@pytest.mark.parametrize(
    "submitted",
    [
        PLAIN.encode(),
        b"\xef\xbb\xbf" + PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("\n", "\r\r\n").encode(),
        PLAIN.replace(MILL, f'"{MILL}"').encode(),
        PLAIN.replace(MILL, f'"{MILL}"').replace("By the river.", '"By the river."').encode(),
        f"MR\toutput\n'{MILL}'\t'By the river.'\n'{ZIZZI}'\t'£'\n".encode(),
        PLAIN.replace("£", "Â£").encode(),
        PLAIN.replace("£", "Ł").encode(),
        f"MR\toutput\n\n{ZIZZI}\t£\n\n{MILL}\tBy the river.".encode(),
    ],
    ids=["plain", "bom", "crcrlf", "quoted", "both", "single", "latin", "L", "order"],
)
def test_submitted_files(submitted: bytes, examples: tuple[Example, ...], tmp_path: Path) -> None:
    path = tmp_path / "system.tsv"
    path.write_bytes(submitted)
    assert read_e2e_outputs(path, examples) == ("By the river.", "£")


@pytest.mark.parametrize(
    ("submitted", "complaint"),
    [
        (PLAIN.replace(ZIZZI, "name[Zizi]"), r"1 inputs have no output, first \['name\[Zizzi\]"),
        (PLAIN + "name[Cotto]\tCotto.\n", r"1 outputs have no input, first \['name\[Cotto\]"),
        (PLAIN + f"{MILL}\tOther.\n", "two outputs for name"),
        (PLAIN.replace("output", "text"), "wanted the header"),
        (PLAIN + f"{MILL}\n", "wanted two columns"),
        (PLAIN.replace("By", '"By'), "wanted two columns|no output"),
    ],
)
def test_what_cannot_be_aligned_is_refused(
    submitted: str, complaint: str, examples: tuple[Example, ...], tmp_path: Path
) -> None:
    path = tmp_path / "system.tsv"
    path.write_text(submitted, encoding="utf-8")
    with pytest.raises(ImportFailure, match=complaint):
        read_e2e_outputs(path, examples)


def test_lines_keep_empty_ones_and_the_last(tmp_path: Path) -> None:
    path = tmp_path / "system.txt"
    path.write_text("a\n\nb", encoding="utf-8")
    assert read_lines(path, 3) == ("a", "", "b")
    with pytest.raises(ImportFailure, match="wanted 4 lines, one per input, found 3"):
        read_lines(path, 4)
    assert read_blocks(path) == (("a",), ("b",))


def test_webnlg_is_sorted_by_number(tmp_path: Path) -> None:
    entry = (
        '<entry category="City" eid="Id{0}" size="1"><modifiedtripleset><mtriple>A_{0} | is | "B"'
        '</mtriple></modifiedtripleset><lex lang="en">text {0}</lex><lex lang="ru">т</lex></entry>'
    )
    path = tmp_path / "test.xml"
    body = "".join(entry.format(number) for number in (10, 9))
    path.write_text(f"<benchmark><entries>{body}</entries></benchmark>", encoding="utf-8")
    found = read_webnlg(path, "en")
    assert [example.references for example in found] == [("text 9",), ("text 10",)]
    assert found[0].source.facts["triples"] == [("A 9", "is", '"B"')]
    assert len(read_webnlg(path)[0].references) == 2
    with pytest.raises(ImportFailure, match="entry 10 has no text"):
        read_webnlg(path, "de")
    path.write_text(f"<b><entries>{entry.format(1) * 2}</entries></b>", encoding="utf-8")
    with pytest.raises(ImportFailure, match="entry 1 occurs twice"):
        read_webnlg(path)
