"""Rule-based generation after Reiter & Dale (2000): tables for linguists, a pipeline for all."""

from generators.rules.generator import RuleBased

__all__ = ["RuleBased"]
