"""Relexicalising: slot tokens become values again, with case, articles, prepositions and names."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from generators import formats
from generators.ngram.styles import Form
from generators.ngram.tokens import GLUE, bare, join


def say(
    sentences: Sequence[Sequence[str]],
    forms: Mapping[str, Form],
    short: Mapping[str, str],
    definite: Collection[str] = (),
) -> str:
    """The text of delexicalised sentences.

    A name is said in full first; a second full mention becomes the short form if there is one.

    Args:
        sentences: slot tokens and words.
        forms: the record's forms by slot token.
        short: for names that have a usual short form, its slot token.
        definite: facts whose names want "the" before them.
    """
    forms = {
        token: _with_the(form) if form.fact in definite else form for token, form in forms.items()
    }
    said: set[str] = set()
    return " ".join(_sentence(tokens, forms, short, said) for tokens in sentences)


def _with_the(form: Form) -> Form:
    bare_name = not form.token.endswith(":full>") or form.text.startswith("the ")
    return form if bare_name else replace(form, text=f"the {form.text}")


def _sentence(
    tokens: Sequence[str], forms: Mapping[str, Form], short: Mapping[str, str], said: set[str]
) -> str:
    spoken: list[str] = []
    for index, token in enumerate(tokens):
        form = forms.get(bare(token))
        if form is None and bare(token).startswith("<"):
            continue
        if form is None:
            spoken.append(token)
            continue
        text = _name(form, forms, short, said)
        if not spoken and form.token.endswith(":digits>"):
            text = forms.get(form.token.replace(":digits>", ":words>"), form).text
        if form.token.endswith(":bare>") and _stands_alone(tokens[index + 1 : index + 2]):
            full = forms.get(form.token.replace(":bare>", ":full>"), form)
            if full.text == text and spoken and spoken[-1] == "the":
                spoken.pop()
        glue = GLUE if token[0] == GLUE else ""
        spoken.append(glue + text)
    return formats.capital(join(_mended(spoken)))


def _name(form: Form, forms: Mapping[str, Form], short: Mapping[str, str], said: set[str]) -> str:
    """A name by what has been said of it: full, then short."""
    full = forms.get(f"<{form.fact}:full>")
    style = form.token.rsplit(":", 1)[1]
    if full is None or style not in ("full>", "last>", "first>"):
        return form.text
    if form.fact not in said:
        said.add(form.fact)
        return full.text
    if style == "full>" and short.get(form.fact) in forms:
        return forms[short[form.fact]].text
    return form.text


def _mended(spoken: Sequence[str]) -> list[str]:
    """Articles and prepositions that fit the words behind them; no "the the"."""
    result: list[str] = []
    for index, token in enumerate(spoken):
        after = spoken[index + 1] if index + 1 < len(spoken) else ""
        before = result[-1] if result else ""
        word = token
        if token in ("a", "an") and after:
            word = formats.article(bare(after))
        elif token in ("in", "on") and after.startswith("the ") and after[4:5].isupper():
            word = formats.locative(after).split()[0]
        elif token == "the" and after.startswith("the "):
            continue
        elif token.startswith("the ") and before in ("+'s", "+'", "a", "an"):
            word = token[4:]
        elif token == "+'" and result and not result[-1].endswith("s"):
            word = "+'s"
        elif token == "+'s" and result and result[-1][-1:] == "s" and result[-1][:1].isupper():
            word = "+'"
        result.append(word)
    return result


def _stands_alone(after: Sequence[str]) -> bool:
    """Whether nothing follows that an article before the name could belong to."""
    return not after or after[0].startswith(GLUE) or after[0] in _LINKS


_LINKS = frozenset({"and", "at", "in", "on", "when", "where", "with"})
