"""The OpenAI-compatible chat interface over HTTP, as little of it as a judge needs.

The key goes into a header and nowhere else: errors repeat neither it nor the request.
"""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request
from typing import Any

SCHEMES = ("http://", "https://")
ANSWER_TOKENS = 512
TRIES = 2


class ChatError(Exception):
    """The server cannot be reached, refuses, or answers with something else."""


def list_models(base_url: str, key: str, timeout_s: float) -> list[str]:
    """Names of the models that a server offers.

    Raises:
        ChatError: it does not answer.
    """
    listed = _exchange(f"{_clean(base_url)}/models", key, None, timeout_s).get("data")
    return [str(one.get("id")) for one in listed] if isinstance(listed, list) else []


def ask(base_url: str, key: str, model: str, prompt: str, timeout_s: float) -> str:
    """One question at temperature 0, one answer; tried twice.

    Raises:
        ChatError: there was no answer.
    """
    body = {
        "model": model,
        "messages": [{"role": "user", "content": prompt}],
        "temperature": 0,
        "max_tokens": ANSWER_TOKENS,
    }
    url = f"{_clean(base_url)}/chat/completions"
    for attempt in range(1, TRIES + 1):
        try:
            answer = _exchange(url, key, body, timeout_s)
            return str(answer["choices"][0]["message"]["content"] or "")
        except ChatError:
            if attempt == TRIES:
                raise
        except (KeyError, IndexError, TypeError) as error:
            raise ChatError(f"{url} answered without choices[0].message.content") from error
    raise AssertionError("unreachable")


def _clean(base_url: str) -> str:
    if not base_url.startswith(SCHEMES):
        raise ChatError(f"wanted an address that begins with http:// or https://, got {base_url!r}")
    return base_url.rstrip("/")


def _exchange(url: str, key: str, body: dict[str, Any] | None, timeout_s: float) -> dict[str, Any]:
    headers = {"Content-Type": "application/json"}
    if key:
        headers["Authorization"] = f"Bearer {key}"
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, headers=headers)
    try:
        with _OPENER.open(request, timeout=timeout_s) as response:
            answer = json.load(response)
    except urllib.error.HTTPError as error:
        error.close()
        raise ChatError(f"{url} answered with status {error.code}") from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise ChatError(f"{url}: {type(error).__name__}") from None
    if not isinstance(answer, dict):
        raise ChatError(f"{url} answered with something other than a JSON object")
    return answer


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect would carry the key to another server."""

    def redirect_request(self, *_: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirect)
