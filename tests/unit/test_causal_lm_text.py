"""Growing text: pieces add up to the cleaned whole, within the word limit."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from generators.text_stream import TextStream, clip


def stream(text: str, max_words: int, *, chat: bool = False, language: str = "en") -> str:
    """Feeds ``text`` a byte at a time, as a byte-level tokeniser may."""
    raw = text.encode()
    row = TextStream(
        lambda ids: bytes(ids).decode(errors="replace"), max_words, language=language, chat=chat
    )
    sent = ""
    for byte in raw:
        piece = row.feed(byte)
        sent += piece
        if row.full:
            return sent
    return sent + row.finish()


@given(st.text(st.sampled_from("ab é雨.\n "), max_size=40), st.integers(1, 8))
def test_pieces_add_up_to_the_first_words(text: str, max_words: int) -> None:
    assert stream(text, max_words) == " ".join(text.split()[:max_words])


def test_half_characters_never_leave() -> None:
    assert stream("Malmö café", 10) == "Malmö café"


def test_chinese_counts_characters() -> None:
    assert stream("雨下了一整天没有停", 4, language="zh") == "雨下了一整天"
    assert clip("一二三", 2, "zh") == "一二三"


def test_chat_preambles_and_marks_go() -> None:
    assert stream("Here is a news report:\n\nRain fell.", 20, chat=True) == "Rain fell."
    assert stream("Sure, here's the report: Rain fell.", 20, chat=True) == "Rain fell."
    assert stream("**Quill** was *hit*.", 20, chat=True) == "Quill was hit."
    assert stream("Here the river rose.", 20, chat=True) == "Here the river rose."
    assert stream("Reported by the agency.", 20, chat=True) == "Reported by the agency."
    assert stream("Rain", 20, chat=True) == "Rain"
    assert stream("Here", 20, chat=True) == "Here"


def test_prose_that_starts_like_a_preamble_keeps_its_numbers() -> None:
    assert stream("Reports say 2.5 mm: little.", 20, chat=True) == "Reports say 2.5 mm: little."
