"""Facts: does a text carry its input's facts, miss them, contradict them, or add to them?"""

from metrics.facts.match import Lexicon, Verdict, assess, compile_brief, judge
from metrics.facts.metric import Facts

__all__ = ["Facts", "Lexicon", "Verdict", "assess", "compile_brief", "judge"]
