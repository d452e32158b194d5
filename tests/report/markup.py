"""What is wrong with a page: tags that do not match, names that lead nowhere, addresses beyond the page."""

from __future__ import annotations

import re
from html.parser import HTMLParser

VOID = {"meta", "link", "img", "br", "path", "use", "input", "hr"}
LOADING = ("src", "href", "srcset", "data", "action", "poster", "background")


class Page(HTMLParser):
    """A page read once; its faults are in ``faults``, its text in ``text``."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.ids: list[str] = []
        self.wanted: set[str] = set()
        self.addresses: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(source)
        self.close()
        self.faults += [f"<{tag}> is not closed" for tag in self.open]
        self.faults += [f"id {name} is there twice" for name in {n for n in self.ids if self.ids.count(n) > 1}]
        self.faults += [f"#{name} leads nowhere" for name in self.wanted - set(self.ids)]
        self.addresses += re.findall(r"(?:url\(|@import)\s*['\"]?(?![#'\"])([^)'\"\s]+)", source)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._note(tag, dict(attrs))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._note(tag, dict(attrs))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes something else at {self.getpos()}")

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] != "style":
            self.text += data

    def _note(self, tag: str, attributes: dict[str, str | None]) -> None:
        self.tags.append((tag, attributes))
        self.ids += [attributes["id"] or ""] if "id" in attributes else []
        labels = (attributes.get("aria-labelledby") or "").split()
        self.wanted |= {*labels, *re.findall(r"url\(#([^)]*)\)", " ".join(v or "" for v in attributes.values()))}
        for name in LOADING:
            value = attributes.get(name) or ""
            if value.startswith("#"):
                self.wanted.add(value[1:])
            elif value and not value.startswith("data:") and tag != "path":
                self.addresses.append(value)
