"""Fetches a file over HTTP: to its end or not at all, and never more, longer or from elsewhere than is sound.

What the file holds is left to the formats, what becomes of it to update. Messages name the host that was asked; where it
passed us on to is its own affair, and such addresses may carry keys.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from screen.errors import WatchlistError
from screen.lists.files import Head, ListFile, rules
from screen.lists.publishers import is_allowed

if TYPE_CHECKING:
    from requests import Response, Session
    from urllib3 import BaseHTTPResponse

_BLOCK = 1 << 16
_OFTEN = ("", "once", "twice", "three times", "four times", "five times")
_BUSY = (429, 500, 502, 503, 504)

Progress = Callable[[int, int], None]
"""Called with the bytes that came so far, and all that are announced (0 where that is not known)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how much (rules/lists.yml, download). tries: of a request that failed; redirects: that are followed."""

    connect_seconds: float
    read_seconds: float
    deadline_seconds: float
    bytes: int
    tries: int
    backoff_seconds: float
    retry_after_seconds: float
    redirects: int


def limits() -> Limits:
    """Return the limits of rules/lists.yml."""
    return Limits(**rules()["download"])


@dataclass(frozen=True, slots=True)
class Fetched:
    """The outcome. is_changed: False where the server said the file is still the one it spoke of last time; etag,
    last_modified: what to ask with next time."""

    is_changed: bool
    etag: str = ""
    last_modified: str = ""


class NotFetched(WatchlistError):
    """A list that its publisher's server did not send whole. ``str()`` is no sentence yet: host, what it did."""


class _Broken(Exception):
    """A body that did not come whole; worth another try. ``str()`` goes on after the host: "stopped in the middle"."""


class Fetcher:
    """A session for some downloads: ``with Fetcher() as fetcher``."""

    def __init__(self, limits_: Limits | None = None) -> None:
        self._limits = limits_ or limits()

    def __enter__(self) -> Fetcher:
        self._session = _session(self._limits)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._session.close()

    def fetch(
        self, address: str, target: Path, etag: str = "", last_modified: str = "", progress: Progress | None = None
    ) -> Fetched:
        """Fetch a file to a path.

        etag, last_modified: of the file that is at hand, to be told whether it is still the newest. Raises
        NotFetched, after the tries that are allowed, for whatever did not come whole.
        """
        host = urlsplit(address).hostname or ""
        ends = time.monotonic() + self._limits.deadline_seconds
        wanted = {"If-None-Match": etag} if etag else {}
        wanted |= {"If-Modified-Since": last_modified} if last_modified else {}
        for attempt in range(1, self._limits.tries + 1):
            try:
                return self._once(address, target, wanted, ends, progress)
            except _Broken as problem:
                if attempt == self._limits.tries or time.monotonic() > ends:
                    raise NotFetched(f"{host} {problem}{_times(attempt)}") from problem
                time.sleep(self._limits.backoff_seconds * 2 ** (attempt - 1))
        raise AssertionError("no try is allowed")

    def _once(
        self, address: str, target: Path, wanted: dict[str, str], ends: float, progress: Progress | None
    ) -> Fetched:
        from requests import exceptions

        host = urlsplit(address).hostname or ""
        try:
            with self._answer(address, wanted) as answer:
                if answer.status_code == 304 and wanted:
                    return Fetched(False, *_validators(answer))
                if answer.status_code != 200:
                    raise NotFetched(f"{host} {self._refusal(answer)}")
                self._save(answer, target, ends, progress)
                _look(target, host)
                return Fetched(True, *_validators(answer))
        except (exceptions.ChunkedEncodingError, exceptions.ContentDecodingError) as problem:
            raise _Broken("broke off before the end of the file") from problem
        except exceptions.RequestException as problem:
            raise NotFetched(f"{host} {_reason(problem, self._limits)}") from problem

    def _answer(self, address: str, wanted: dict[str, str]) -> Response:
        """Return the answer at the end of the redirects. Raises NotFetched for too many, or one that leads astray."""
        host, here = urlsplit(address).hostname, address
        for _ in range(self._limits.redirects + 1):
            answer = self._session.get(
                here, headers=wanted, stream=True, allow_redirects=False,
                timeout=(self._limits.connect_seconds, self._limits.read_seconds),
            )  # fmt: skip
            if not answer.is_redirect:
                return answer
            here = urljoin(here, answer.headers["Location"])
            answer.close()
            if not is_allowed(here, address):
                raise NotFetched(f"{host} passed us on to {urlsplit(here).scheme or 'nowhere'}, not to https")
        raise NotFetched(f"{host} passed us on more than {self._limits.redirects} times")

    def _save(self, answer: Response, target: Path, ends: float, progress: Progress | None) -> None:
        from urllib3 import exceptions

        most, read = self._limits.bytes, 0
        announced = answer.headers.get("Content-Length", "")
        total = int(announced) if announced.isdigit() and "Content-Encoding" not in answer.headers else 0
        with target.open("wb") as stream:
            try:
                while block := answer.raw.read1(_BLOCK, decode_content=True):
                    stream.write(block)
                    read += len(block)
                    if read > most:
                        raise NotFetched(
                            f"{urlsplit(answer.url).hostname} sends more than {most / 1e6:,.0f} MB, which no list has"
                        )
                    if time.monotonic() > ends:
                        raise _Broken(f"did not send the whole file within {self._limits.deadline_seconds:g} seconds")
                    if progress:
                        progress(read, total)
            except exceptions.ReadTimeoutError as problem:
                raise _Broken(f"sent nothing for {self._limits.read_seconds:g} seconds in the middle") from problem
            except (exceptions.HTTPError, OSError) as problem:
                if isinstance(problem, OSError) and not isinstance(problem, ConnectionError | TimeoutError):
                    raise
                raise _Broken("broke off before the end of the file") from problem

    def _refusal(self, answer: Response) -> str:
        code = answer.status_code
        if code in _BUSY:
            wait = _seconds(answer)
            if wait > self._limits.retry_after_seconds:
                return f"answered {code} and asks to come back in {wait / 60:,.0f} minutes"
            return f"answered {code}{_times(self._limits.tries)}"
        if code in (404, 410):
            return f"answered {code}: the file is no longer there"
        if code in (401, 403, 407):
            return f"answered {code}: it does not let us in"
        return f"answered {code}"


def _session(limits: Limits) -> Session:
    """Return a session that asks again where a server is busy or out of reach; of what came half, fetch asks again."""
    import requests
    from requests.adapters import HTTPAdapter
    from urllib3.exceptions import InvalidHeader, MaxRetryError
    from urllib3.util import Retry

    from screen import __version__

    class Patient(Retry):
        """Waits as a server asks, but not for longer than allowed."""

        def get_retry_after(self, response: BaseHTTPResponse) -> float | None:
            try:
                return super().get_retry_after(response)
            except InvalidHeader:
                return None

        def increment(self, method=None, url=None, response=None, *args, **more):  # type: ignore[no-untyped-def]
            if response is not None and (self.get_retry_after(response) or 0) > limits.retry_after_seconds:
                raise MaxRetryError(None, url, None)  # type: ignore[arg-type]
            return super().increment(method, url, response, *args, **more)

    session = requests.Session()
    session.headers["User-Agent"] = f"dprk-screen/{__version__}"
    retry = Patient(
        total=limits.tries - 1, backoff_factor=limits.backoff_seconds, status_forcelist=_BUSY, allowed_methods=["GET"],
        redirect=0, raise_on_status=False,
    )  # fmt: skip
    for scheme in ("https://", "http://"):
        session.mount(scheme, HTTPAdapter(max_retries=retry))
    return session


def _look(path: Path, host: str) -> None:
    """Raise NotFetched for an empty file or a web page."""
    try:
        root = Head.of(ListFile(path)).root
    except WatchlistError as problem:
        raise NotFetched(f"{host} answered with an empty file") from problem
    if root.casefold() == "html":
        raise NotFetched(f"{host} answered with a web page, not with the list")


def _reason(problem: Exception, limits: Limits) -> str:
    """Say why a server gave no answer at all."""
    from requests import exceptions
    from urllib3 import exceptions as below

    reason = getattr(problem.args[0] if problem.args else None, "reason", None)
    if isinstance(problem, exceptions.ProxyError):
        return "cannot be reached through the proxy that this computer names"
    if isinstance(problem, exceptions.SSLError):
        return "shows a certificate that is not trusted; where a proxy of yours opens connections, set REQUESTS_CA_BUNDLE"
    if isinstance(reason, below.NameResolutionError):
        return "is a name that cannot be found; check the connection to the internet"
    if isinstance(reason, below.ReadTimeoutError) or isinstance(problem, exceptions.ReadTimeout):
        return f"did not answer within {limits.read_seconds:g} seconds{_times(limits.tries)}"
    if isinstance(problem, exceptions.ConnectTimeout):
        return f"cannot be reached within {limits.connect_seconds:g} seconds{_times(limits.tries)}"
    return f"cannot be reached{_times(limits.tries)}; check the connection to the internet"


def _validators(answer: Response) -> tuple[str, str]:
    return answer.headers.get("ETag", ""), answer.headers.get("Last-Modified", "")


def _seconds(answer: Response) -> float:
    from urllib3.exceptions import InvalidHeader
    from urllib3.util import Retry

    try:
        return Retry().parse_retry_after(answer.headers.get("Retry-After", "0"))
    except InvalidHeader:
        return 0


def _times(tries: int) -> str:
    if tries == 1:
        return ""
    return f" {_OFTEN[tries]}" if tries < len(_OFTEN) else f" {tries} times"
