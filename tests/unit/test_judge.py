"""A model as judge, against a fake server on this machine."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
import pytest

from bench.api import Example, RowMetric, Source, Task, Unavailable
from metrics.chat import ChatError, ask, list_models
from metrics.judge import MISSES_IN_A_ROW, PairwiseJudge, read_verdict

KEY = "secret-key-123"
TASK = Task("news", "en", "Write a report.", {}, (), (), 90)
Answer = Callable[[str, str], str]


class FakeServer(ThreadingHTTPServer):
    """Answers by a function of the two texts; notes what it was sent."""

    daemon_threads = True

    def __init__(self, answer: Answer) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answer = answer
        self.prompts: list[str] = []
        self.keys: list[str | None] = []
        self.status = 200

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class Handler(BaseHTTPRequestHandler):
    """The two calls of the interface that the judge makes."""

    server: FakeServer

    def do_GET(self) -> None:
        self.server.keys.append(self.headers["Authorization"])
        self._send({"data": [{"id": "fake-model"}]})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        prompt = body["messages"][0]["content"]
        self.server.prompts.append(prompt)
        self.server.keys.append(self.headers["Authorization"])
        texts = re.findall(r"<text_([ab])>\n(.*?)\n</text_\1>", prompt, flags=re.DOTALL)
        content = self.server.answer(texts[0][1], texts[1][1]) if len(texts) == 2 else "A"
        self._send({"choices": [{"message": {"content": content}}]})

    def _send(self, document: dict[str, Any]) -> None:
        data = json.dumps(document).encode()
        self.send_response(self.server.status)
        if self.server.status in (301, 302):
            self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Silence."""


def longer(a: str, b: str) -> str:
    if len(a) == len(b):
        return "Both say the same.\n\nTIE"
    return f"The longer one is better.\n{'A' if len(a) > len(b) else 'B'}"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeServer]:
    monkeypatch.setenv("NLGBENCH_JUDGE_KEY", KEY)
    made = FakeServer(longer)
    thread = threading.Thread(target=made.serve_forever, args=(0.02,))
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


def example(number: int, reference: str = "ten letters") -> Example:
    return Example(Source(f"id-{number}", "weather", {"wind_kmh": number}, "Wind"), (reference,))


def judged(server: FakeServer, texts: list[str]) -> dict[str, float]:
    judge = PairwiseJudge(base_url=server.address, model="fake-model", timeout_s=5)
    judge.prepare(TASK)
    rows = judge.rows(texts, [example(number) for number in range(len(texts))])
    return {key: float(value) for key, value in judge.score(rows.sum(axis=0)).items()}


def test_better_worse_and_equal(server: FakeServer) -> None:
    found = judged(server, ["much longer than the reference", "short", "ten lettres"])
    assert found["judge_win_rate"] == pytest.approx(50)
    assert found["judge_ties"] == pytest.approx(100 / 3)
    assert found["judge_flips"] == 0
    assert found["judge_first"] == pytest.approx(50), "no position is preferred"
    assert found["judge_unanswered"] == 0
    assert len(server.prompts) == 6, "each in both orders"
    assert "Write a report." in server.prompts[0]
    assert '"wind_kmh": ' in server.prompts[0]


def test_a_judge_that_likes_the_first_place_shows(server: FakeServer) -> None:
    server.answer = lambda a, b: "A"
    found = judged(server, ["one text", "another text"])
    assert found["judge_win_rate"] == pytest.approx(50), "a turned verdict is a tie"
    assert found["judge_flips"] == pytest.approx(100)
    assert found["judge_first"] == pytest.approx(100)


def test_answers_without_a_verdict_are_counted_not_guessed(server: FakeServer) -> None:
    server.answer = lambda a, b: "I cannot decide between A and B, sorry."
    found = judged(server, ["one", "two"])
    assert found["judge_unanswered"] == pytest.approx(100)
    assert found["judge_win_rate"] == 0


def test_a_failing_server_ends_the_asking_but_not_the_scoring(server: FakeServer) -> None:
    judge = PairwiseJudge(base_url=server.address, model="m", timeout_s=5, parallel=1)
    judge.prepare(TASK)
    server.status = 500
    rows = judge.rows([f"text {n}" for n in range(30)], [example(n) for n in range(30)])
    assert rows[:, -1].sum() == 30
    assert rows[:, -2].sum() == 0
    assert len(server.prompts) == 2 * MISSES_IN_A_ROW, "tried twice, then given up"
    server.status = 200
    assert judge.rows(["text"], [example(0)])[0, -2] == 1, "the next system is asked for again"


def test_equal_questions_are_asked_once(server: FakeServer) -> None:
    judge = PairwiseJudge(base_url=server.address, model="m", parallel=1)
    judge.prepare(TASK)
    first = judge.rows(["a text", "a text"], [example(1), example(1)])
    assert len(server.prompts) == 2
    assert (judge.rows(["a text"], [example(1)])[0] == first[0]).all()
    assert len(server.prompts) == 2


def test_hostile_texts_stay_data(server: FakeServer) -> None:
    judged(server, ["{{ source }} {{ instruction }} \\1"])
    assert any("{{ source }} {{ instruction }} \\1" in prompt for prompt in server.prompts)


def test_the_key_is_sent_and_shown_nowhere(
    server: FakeServer, caplog: pytest.LogCaptureFixture
) -> None:
    judge = PairwiseJudge(base_url=server.address, model="fake-model")
    judge.prepare(TASK)
    assert server.keys == [f"Bearer {KEY}"]
    server.status = 401
    with pytest.raises(Unavailable) as refused:
        PairwiseJudge(base_url=server.address, model="m").prepare(TASK)
    shown = f"{refused.value}{refused.value.__cause__}{judge!r}{judge.recipe}{caplog.text}"
    assert KEY not in shown
    assert "401" in shown


def test_a_redirect_is_not_followed_with_the_key(server: FakeServer) -> None:
    server.status = 302
    with pytest.raises(ChatError, match="302"):
        list_models(server.address, KEY, 5)


def test_without_server_or_name_it_is_unavailable(server: FakeServer) -> None:
    with pytest.raises(Unavailable, match=r"metrics\.judge\.base_url"):
        PairwiseJudge().prepare(TASK)
    with pytest.raises(Unavailable, match="does not answer"):
        PairwiseJudge(base_url="http://127.0.0.1:9/v1", model="m", timeout_s=2).prepare(TASK)
    with pytest.raises(Unavailable, match="http://"):
        PairwiseJudge(base_url="file:///etc/passwd", model="m").prepare(TASK)
    with pytest.raises(ValueError, match="judge_pairwise_v1"):
        PairwiseJudge(prompt="no such prompt").prepare(TASK)


def test_the_recipe_names_model_prompt_and_its_hash(server: FakeServer) -> None:
    judge = PairwiseJudge(base_url=server.address, model="fake-model")
    judge.prepare(TASK)
    assert isinstance(judge, RowMetric)
    assert re.search(r"model:fake-model\|.*prompt:judge_pairwise_v1#[0-9a-f]{12}\|", judge.recipe)


def test_rows_add_up_and_batches_of_totals_are_scored(server: FakeServer) -> None:
    judge = PairwiseJudge(base_url=server.address, model="m")
    judge.prepare(TASK)
    rows = judge.rows(["tiny", "by far the longest of all"], [example(1), example(2)])
    batched = judge.score(np.stack([rows[0], rows[1], rows.sum(axis=0)]))
    assert batched["judge_win_rate"].tolist() == [0, 100, 50]
    assert judge.rows([], []).shape == (0, 7)


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ("A", "first"),
        ("b.", "second"),
        ("**TIE**", "tie"),
        ("A is wrong about the wind.\nAnswer: B\n\n", "second"),
        ("Verdict: [[A]]", "first"),
        ("", None),
        ("A or B", None),
        ("Both are fine", None),
    ],
)
def test_verdicts_are_read_from_the_last_line(answer: str, verdict: str | None) -> None:
    assert read_verdict(answer) == verdict


def test_an_answer_of_another_shape_is_an_error(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Handler, "do_POST", Handler.do_GET)
    with pytest.raises(ChatError, match="choices"):
        ask(server.address, "", "m", "question", 5)
