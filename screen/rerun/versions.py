"""Whether a rerun has the versions of the run it repeats: another one is told, and may be why the outcome is another."""

from __future__ import annotations

from collections.abc import Iterator

from screen.rerun.request import Cause, Request
from screen.versions import versions

_WORDS = {"python": "Python", "unicode": "Unicode data"}


def version_causes(request: Request) -> Iterator[Cause]:
    """Yield which versions are others now. They cannot be put right here, so they stop nothing."""
    from screen import __version__

    then, now = request.record["versions"], versions()
    told = request.record["tool_version"]
    if told != __version__:
        yield Cause(
            "tool-version", f"dprk-screen: {told} then, {__version__} now. To repeat the run with the tool it was made with: "
            f"pip install dprk-screen=={told}", stops=False,
        )  # fmt: skip
    elif then.get("code") != now["code"]:
        yield Cause("tool-code", f"dprk-screen: {told} as then, but its code was changed since.", stops=False)
    if then.get("rules") != now["rules"]:
        yield Cause("rules-version", f"Shipped rules: {then.get('rules')} then, {now['rules']} now.", stops=False)
    for name in now:
        if name not in ("code", "rules") and then.get(name) != now[name]:
            word = _WORDS.get(name, name)
            yield Cause(f"{name}-version", f"{word}: {then.get(name)} then, {now[name]} now.", stops=False)
