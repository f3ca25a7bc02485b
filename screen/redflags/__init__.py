"""Red flags: typed facts over the table, rules over the facts, hits with the cells that fired them."""

from screen.redflags.evaluate import check_rules, evaluate
from screen.redflags.loader import load_rules
from screen.redflags.rule import Rule, RuleBook

__all__ = ["Rule", "RuleBook", "check_rules", "evaluate", "load_rules"]
