"""Tags: how many and how long they may be, and which need no entry in the Backbone's collection."""

from enmeshed_kit.patterns import MIMETYPE
from enmeshed_kit.sandbox.content.kinds import TEXTS
from enmeshed_kit.sandbox.content.shapes import Field
from enmeshed_kit.words import LANGUAGES


def has_valid_form(tag: str) -> bool:
    """Whether a tag is one that needs no entry in the Backbone's collection, which is empty here."""
    prefix, _, rest = tag.partition(":")
    if tag.lower().startswith("x:") or tag.startswith("urn:"):
        return True
    if prefix == "language":
        return rest in LANGUAGES
    return prefix == "mimetype" and MIMETYPE.matches(rest)


def invalid_tags(tags: list[str]) -> str | None:
    """Name the tags that are not valid, as the API does."""
    invalid = [f"'{tag}'" for tag in tags if not has_valid_form(tag)]
    return f"Detected invalidity of the following tags: {', '.join(invalid)}." if invalid else None


def check_tags(tags: list[str]) -> str | None:
    """Rule for tags: unique, few and short."""
    if len(set(tags)) != len(tags):
        return "The tags are not unique."
    if len(tags) > 20:
        return "The maximum number of tags is 20."
    return "The maximum length of a tag is 250 characters." if any(len(tag) > 250 for tag in tags) else None


TAGS = Field("tags", TEXTS, optional=True, rule=check_tags)
