"""What a page lets its reader do: the forms that would change something, and what is refused aloud."""

import re
from html import unescape

# Private: watching a page changes nothing of what it is about.
PRIVATE = ("/watch/", "/unwatch/")


def unwrapped(page: str) -> str:
    """A page without what keeps references on one line."""
    return re.sub(r'<span class="nowrap">([^<]*)</span>', r"\1", page)


def forms_of(page: str) -> list[str]:
    """Where the forms of the main part of a page lead that change something."""
    main = page.split("<main", 1)[1].split("</main>", 1)[0]
    tags = re.findall(r"<form[^>]*>", main)
    ways = [re.search(r'action="([^"]*)"', tag) for tag in tags if 'method="post"' in tag]
    found = [way[1] if way else "" for way in ways]
    return [way for way in found if not any(word in way for word in PRIVATE)]


def refusals_of(page: str) -> dict[str, str]:
    """Label of each refused control -> the sentence in sight that its `aria-describedby` names."""
    found, page = {}, unwrapped(page)
    for tag, label in re.findall(r"<button([^>]*aria-disabled=\"true\"[^>]*)>(.*?)</button>", page):
        described = re.search(r'aria-describedby="([^"]+)"', tag)
        assert described, f"{label} is refused without saying why"
        sentence = re.search(rf'id="{re.escape(described[1])}"[^>]*>(.*?)<', page)
        assert sentence, f"nothing has the id {described[1]}"
        found[label.strip()] = sentence[1].strip()
    return found


def summary_of(page: str) -> list[tuple[str, str]]:
    """The lines of "There is a problem": the id of the field each leads to, or "", and its sentence."""
    listed = re.findall(r'<ul class="errs">(.*?)</ul>', unwrapped(page), re.DOTALL)
    lines = re.findall(r"<li>(.*?)</li>", "".join(listed), re.DOTALL)
    return [(_way(line), unescape(re.sub(r"<[^>]+>", "", line))) for line in lines]


def _way(line: str) -> str:
    found = re.search(r'href="#([^"]+)"', line)
    return found[1] if found else ""
