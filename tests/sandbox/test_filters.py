from datetime import UTC, datetime

import pytest

from enmeshed_kit.records import PasswordProtection, Reference, RelationshipTemplate
from enmeshed_kit.sandbox.faults import Fault
from enmeshed_kit.sandbox.filters import PASSWORD_KEYS, PASSWORD_NEEDS, Filter

FILTER = Filter(
    keys=(
        "isOwn",
        "createdBy",
        "createdAt",
        "expiresAt",
        "maxNumberOfAllocations",
        "content.items.@type",
        "passwordProtection",
        "passwordProtection.passwordIsPin",
    ),
    allowed=PASSWORD_KEYS,
    needs=PASSWORD_NEEDS,
)


def template(template_id: str, **changes: object) -> RelationshipTemplate:
    fields: dict[str, object] = {
        "id": template_id,
        "is_own": True,
        "created_by": "did:e:localhost:dids:one",
        "created_by_device": "DVC",
        "created_at": datetime(2026, 1, 5, tzinfo=UTC),
        "content": {"items": [{"@type": "Consent"}, {"@type": "Share"}]},
        "reference": Reference(truncated="", url=""),
    }
    return RelationshipTemplate(**{**fields, **changes})  # type: ignore[arg-type]  # the fields are right


PLAIN = template("plain")
LIMITED = template("limited", is_own=False, max_number_of_allocations=10, created_by="did:e:localhost:dids:two")
WORD, DIGITS = "secret", "1234"
SECRET = template("secret", password_protection=PasswordProtection(password=WORD), content={"value": 1})
PIN = template("pin", password_protection=PasswordProtection(password=DIGITS, password_is_pin=True))
ALL = [PLAIN, LIMITED, SECRET, PIN]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ([], ["plain", "limited", "secret", "pin"]),
        ([("isOwn", "true")], ["plain", "secret", "pin"]),
        ([("isOwn", "!true")], ["limited"]),
        ([("maxNumberOfAllocations", "")], ["limited"]),
        ([("maxNumberOfAllocations", "!")], ["plain", "secret", "pin"]),
        ([("maxNumberOfAllocations", "10.0")], ["limited"]),
        ([("maxNumberOfAllocations", ">9")], ["limited"]),
        ([("maxNumberOfAllocations", "<=9")], ["plain", "secret", "pin"]),
        ([("maxNumberOfAllocations", "10"), ("maxNumberOfAllocations", "5")], []),
        ([("createdBy", "~d.d")], ["plain", "limited", "secret", "pin"]),
        ([("createdBy", "dids:two"), ("createdBy", "nobody")], ["limited"]),
        ([("createdBy", "$TWO")], []),
        ([("createdBy", "$two")], ["limited"]),
        ([("createdBy", "^did:e:localhost")], ["plain", "limited", "secret", "pin"]),
        ([("createdBy", "~DIDS:TWO")], []),
        ([("createdBy", "~dids:two")], ["limited"]),
        ([("createdBy", "did:e:localhost:dids:two"), ("isOwn", "true")], []),
        (
            [("createdBy", "did:e:localhost:dids:two"), ("createdBy", "did:e:localhost:dids:one")],
            ["plain", "limited", "secret", "pin"],
        ),
        ([("createdBy", "!did:e:localhost:dids:two"), ("createdBy", "!did:e:localhost:dids:one")], []),
        ([("createdAt", ">2020-01-01"), ("createdAt", "<2020-01-02")], ["plain", "limited", "secret", "pin"]),
        ([("createdAt", "<2020-01-02"), ("createdAt", ">2020-01-01")], []),
        ([("createdAt", "<2027-01-01")], ["plain", "limited", "secret", "pin"]),
        ([("createdAt", "<2027")], []),
        ([("createdAt", "2026-01-05T00:00:00.000Z")], ["plain", "limited", "secret", "pin"]),
        ([("expiresAt", "<2027-01-01")], ["plain", "limited", "secret", "pin"]),
        ([("expiresAt", ">2020-01-01")], []),
        ([("content.items.@type", "Share")], ["plain", "limited", "pin"]),
        ([("content.items.@type", "!Share")], ["plain", "limited", "secret", "pin"]),
        ([("isOwn", "!=true")], ["limited"]),
        ([("passwordProtection", "")], ["secret", "pin"]),
        ([("passwordProtection.passwordIsPin", "true")], ["pin"]),
        ([("passwordProtection.passwordIsPin", "!")], ["secret"]),
    ],
)
def test_a_query_finds_what_it_asks_for(query: list[tuple[str, str]], found: list[str]) -> None:
    assert [each.id for each in FILTER.select(ALL, query)] == found


def test_a_strict_list_refuses_what_it_does_not_know() -> None:
    with pytest.raises(Fault, match="query must NOT have additional properties"):
        FILTER.select([], [("nope", "1")])


def test_a_lenient_list_passes_over_what_it_does_not_know() -> None:
    assert Filter(keys=("isOwn",), is_strict=False).select(ALL, [("nope", "1")]) == ALL


def test_some_keys_take_certain_values_only() -> None:
    with pytest.raises(Fault, match="query/passwordProtection must be equal to one of the allowed values"):
        FILTER.select(ALL, [("passwordProtection", "x")])


def test_one_key_can_stand_for_several_places() -> None:
    either = Filter(keys=("anybody",), paths={"anybody": ("id", "createdBy")})
    assert either.select(ALL, [("anybody", "plain"), ("anybody", "did:e:localhost:dids:two")]) == [PLAIN, LIMITED]


def test_a_pattern_that_is_none_is_refused_in_the_words_of_javascript() -> None:
    with pytest.raises(Fault) as raised:
        FILTER.select(ALL, [("createdBy", "~(")])
    assert raised.value.message.endswith("Invalid regular expression: /(/: Unterminated group")


@pytest.mark.parametrize(("value", "found"), [("Share", 1), ("!Share", 0), ("+", 1)])
def test_a_key_of_lists_may_know_no_signs(value: str, found: int) -> None:
    of_lists = Filter(keys=("content",), literal=("content",), any_by_plus=("content",))
    assert len(of_lists.select([template("listed", content=["Share"])], [("content", value)])) == found


def test_a_plus_asks_for_any_only_where_the_list_knows_it() -> None:
    of_lists = Filter(keys=("content",), literal=("content",))
    assert of_lists.select([template("listed", content=["Share"])], [("content", "+")]) == []
    assert of_lists.select([template("plus", content=["+"])], [("content", "+")])


def test_a_list_without_a_key_refuses_it() -> None:
    with pytest.raises(Fault, match="query must NOT have additional properties"):
        FILTER.without("createdBy").select(ALL, [("createdBy", "x")])
