"""What a form of the page sent: fields by name, each as it was typed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

_MOST_FIELDS = 2_000


class Form:
    """The fields of a form, in order; a name may come several times."""

    def __init__(self, fields: list[tuple[str, str]]) -> None:
        self._fields = fields

    def get(self, name: str) -> str:
        """Return the first value of a field without the white space around it, '' where there is none."""
        return next((value.strip() for key, value in self._fields if key == name), "")

    def all(self, name: str) -> list[str]:
        """Return the values of a field."""
        return [value for key, value in self._fields if key == name]

    def items(self) -> list[tuple[str, str]]:
        """Return all fields."""
        return list(self._fields)


def posted(answer: Callable[[Request, Form], Response]) -> Callable[[Request], Awaitable[Response]]:
    """Return an endpoint that reads a form and answers it in a thread of its own."""

    @wraps(answer)
    async def endpoint(request: Request) -> Response:
        try:
            body = await request.body()
        except ClientDisconnect:  # nobody is there to answer
            return Response(status_code=400)
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if body and kind != "application/x-www-form-urlencoded":
            raise HTTPException(415, "Only forms of the page are taken.")
        try:
            fields = parse_qsl(
                body.decode("utf-8"), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict"
            )
        except ValueError as problem:
            raise HTTPException(400, "The form cannot be read. Load the page again.") from problem
        return await run_in_threadpool(answer, request, Form(fields))

    return endpoint
