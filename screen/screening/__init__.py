"""The flow on one page, and what comes of it: table → parties → matches and hits − decisions → risk → Screening."""

from screen.screening.earlier import EarlierRun, digest_of
from screen.screening.gate import Gate, Ruling
from screen.screening.notices import age, is_stale
from screen.screening.outcome import Asked, Audit, Comparison, Screening, SettingsFile
from screen.screening.policy_changes import PolicyChanges
from screen.screening.scope import Base, Scope
from screen.screening.screener import Progress, Screener

__all__ = [
    "Asked", "Audit", "Base", "Comparison", "EarlierRun", "Gate", "PolicyChanges", "Progress", "Ruling", "Scope", "Screener",
    "Screening", "SettingsFile", "age", "digest_of", "is_stale",
]  # fmt: skip
