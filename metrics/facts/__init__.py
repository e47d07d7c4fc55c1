"""Facts: does a text carry its input's facts, miss them, contradict them, or add to them?"""

from metrics.facts.brief import compile_brief
from metrics.facts.learn import learn
from metrics.facts.match import Verdict, assess, judge
from metrics.facts.metric import Facts
from metrics.facts.taught import Lexicon

__all__ = ["Facts", "Lexicon", "Verdict", "assess", "compile_brief", "judge", "learn"]
