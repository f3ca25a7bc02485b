"""How a cell is written in words, for forms that have no numbers of their own."""

from __future__ import annotations

from typing import Any

from screen.report.effectiveness.sections import Form

NUMBER_FORMATS: dict[Form, str] = {
    "text": "General", "count": "#,##0", "share": "0.0%", "load": "0.0", "times": '0.0"×"', "score": "0.0", "number": "0.######",
}  # fmt: skip
"""As spreadsheets write it."""


def written(value: Any, form: Form) -> str:
    """Return a cell as text; '–' for what is not known."""
    if value is None or value == "":
        return "–" if value is None else ""
    if form == "share":
        return f"{100 * value:.1f} %"
    if form in ("load", "score"):
        return f"{value:,.1f}"
    if form == "times":
        return f"{value:.1f}×"
    return f"{value:,}" if form == "count" else f"{value:g}" if isinstance(value, float) else str(value)
