"""XML list files, one record at a time: local names only, no entities, no document types, bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from screen.errors import WatchlistError
from screen.lists.files import ListFile, rules

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


def elements(file: ListFile, *names: str) -> Iterator[Element]:
    """Yield every outermost element of one of these local names, whole; it is emptied when the next is asked for.

    Tags are stripped of their namespaces throughout. The name of the root may be asked for too: the root then comes
    first, with its attributes and no children. Raises WatchlistError for a file that is not whole, and for one that
    declares entities or a document type.
    """
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException, ElementTree

    wanted, deepest = set(names), rules()["limits"]["nesting"]
    opened: list[Element] = []
    inside: Element | None = None
    with file.open() as stream:
        try:
            for event, element in ElementTree.iterparse(stream, events=("start", "end"), forbid_dtd=True):
                if event == "start":
                    element.tag = local(element.tag)
                    opened.append(element)
                    if len(opened) > deepest:
                        raise WatchlistError(f"{file.where}: elements are nested too deep. Do not trust this file.")
                    if len(opened) == 1 and element.tag in wanted:
                        yield element.makeelement(
                            element.tag, element.attrib
                        )  # the parser may be ahead with its children
                    elif inside is None and element.tag in wanted:
                        inside = element
                    continue
                opened.pop()
                if inside is not None and element is inside:
                    yield inside
                    inside = None
                if inside is None and opened:
                    opened[-1].remove(element)
        except DefusedXmlException as problem:
            raise WatchlistError(
                f"{file.where}: declares a document type or entities, which no publisher's list does. "
                "Do not trust this file; fetch it from the publisher."
            ) from problem
        except (ParseError, ValueError, LookupError) as problem:
            raise WatchlistError(f"{file.where}: is not whole XML ({problem}). Fetch it again.") from problem


def local(tag: str) -> str:
    """Return a tag without its namespace.

    >>> local("{http://tempuri.org/sdnList.xsd}sdnEntry")
    'sdnEntry'
    """
    return tag.rpartition("}")[2]


def text(element: Element | None, path: str = "") -> str:
    """Return the text at a path below an element, white space folded; '' where there is none."""
    if element is None:
        return ""
    return " ".join(((element.findtext(path) if path else element.text) or "").split())
