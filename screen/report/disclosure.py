"""How much a report tells: with names and what lists say of them, or reference and row alone."""

from __future__ import annotations

from dataclasses import dataclass

CI_ENDINGS = (".sarif", ".junit.xml", ".gitlab.json")
"""Forms that a CI system shows to everybody who may see the build."""


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What was asked for.

    redact: None leaves names out of the forms for CI only, True out of the summary (.md) too, False out of none; annotations and
    the step summary never have them, and .xlsx, .html and .json, which are for the reviewer, always do. show_suppressed: whether
    the forms for CI tell what decisions suppress.
    """

    redact: bool | None = None
    show_suppressed: bool = False

    def is_redacted(self, ending: str) -> bool:
        """Whether names are left out of a form."""
        return self.redact is not False if ending in CI_ENDINGS else self.redact is True and ending == ".md"
