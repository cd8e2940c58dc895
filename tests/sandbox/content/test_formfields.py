from typing import Any

import pytest

from enmeshed_kit.sandbox.requests.formfields import check_answer, check_settings


def settings(kind: str, **limits: Any) -> dict[str, Any]:
    return {"@type": f"{kind}FormFieldSettings", **limits}


@pytest.mark.parametrize(
    ("given", "answer", "text"),
    [
        (settings("Boolean"), False, None),
        (settings("Boolean"), "yes", "A boolean form field must be accepted with a boolean."),
        (settings("Date"), "2026-02-28", None),
        (
            settings("Date"),
            "2026-02-30",
            "A date form field must be accepted with a valid date string in ISO 8601 format.",
        ),
        (settings("Double", max=2.5), 2.5, None),
        (settings("Double", max=2.5), 3, "The response cannot be greater than the max 2.5."),
        (settings("Integer", min=2), 1, "The response cannot be smaller than the min 2."),
        (settings("Integer"), 1.5, "An integer form field must be accepted with an integer."),
        (settings("Rating", maxRating=5), 5.0, None),
        (settings("Rating", maxRating=5), 0, "The rating form field must be accepted with an integer between 1 and 5."),
        (settings("String", max=2), "\N{PARTY POPPER}", None),
        (settings("String", max=1), "\N{PARTY POPPER}", "The length of the response cannot be greater than the max 1."),
        (settings("Selection", options=["a"]), "a", None),
        (
            settings("Selection", options=["a"]),
            "b",
            "The selection form field does not provide the option 'b' for selection.",
        ),
        (
            settings("Selection", options=["a"]),
            ["a"],
            "A selection form field that does not allow multiple selection must be accepted with a string.",
        ),
        (settings("Selection", options=["a", "b"], allowMultipleSelection=True), ["b", "a"], None),
        (
            settings("Selection", options=["a"], allowMultipleSelection=True),
            ["c", "a", "d"],
            "The selection form field does not provide the following option(s) for selection: 'c', 'd'.",
        ),
        (
            settings("Selection", options=["a"], allowMultipleSelection=True),
            [],
            "At least one option must be specified to accept a selection form field.",
        ),
    ],
)
def test_answers_keep_to_the_settings_of_their_field(given: dict[str, Any], answer: Any, text: str | None) -> None:
    assert check_answer(given, answer) == text


def test_limits_that_exclude_each_other_are_refused_but_zero_is_no_limit() -> None:
    assert check_settings(settings("Integer", min=3, max=2)) == "The max cannot be smaller than the min."
    assert check_settings(settings("Integer", min=3, max=0)) is None


def test_a_selection_needs_options_that_differ() -> None:
    assert (
        check_settings(settings("Selection", options=[])) == "A selection form field must provide at least one option."
    )
    assert (
        check_settings(settings("Selection", options=["a", "a"]))
        == "A selection form field must provide unique options."
    )
