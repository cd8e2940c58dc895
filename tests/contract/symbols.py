"""The symbols of a transcript: what they stand for in a request, and what they may be in an answer.

A symbol is `<name>`; it stands for a value that differs from run to run. Some stand for the same value wherever they
recur in a file (`<id:REL1>`, `<TEMPLATE_ID>`), some for anything of their kind (`<timestamp>`, `<etag>`).
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

SYMBOL = re.compile(r"<([A-Za-z][A-Za-z0-9_:+#.-]*)>")
NOW = re.compile(r"now([+-]\d+)([smhd])(#\w+)?")
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}

ANYTHING = {"any", "local"}
OF_A_KIND = {
    "timestamp": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z",
    "errorId": r"ERR[A-HJ-NP-Z2-9]{17}",
    "uuid": r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "ms": r"\d+(?:\.\d+)?(?: ?ms)?",
    "etag": r'W/"[^"]+"',
    "sha256": r"[0-9a-f]{64}",
    "length": r"[0-9]+",
    "date": r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT",
    **dict.fromkeys(("secretKey", "signature", "salt", "trace", "challengeString", "ownershipToken"), r"\S+"),
}
"""Symbols that stand for another value each time they are met."""

SAME_AGAIN = [
    (re.compile(r"id:([A-Z]{3})\d+"), r"{0}[A-Za-z0-9]{{17}}"),
    (re.compile(r"address:\w"), r"(?:did:e:localhost:dids:[0-9a-f]{{22}}|id1[1-9A-HJ-NP-Za-km-z]{{32,33}})"),
    (re.compile(r"url:.+"), r"(?:https?|nmshd)://[^\s#]+#\S+|nmshd://\S+"),
    (re.compile(r"now.+"), OF_A_KIND["timestamp"].replace("{", "{{").replace("}", "}}")),
    (re.compile(r".+"), r"\S+"),
]
"""Symbols that keep their first value, and what that value may look like; the first line that fits counts."""


def time_text(moment: datetime) -> str:
    """A moment as the API writes it."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


class Symbols:
    """What the symbols of one file stand for so far."""

    def __init__(self, derived: dict[str, str] | None = None) -> None:
        self.values: dict[str, str] = {}
        self._derived = derived or {}

    def bind(self, name: str, value: str) -> str | None:
        """Remember a value; returns what is wrong with it, if it stood for another one before."""
        known = self.values.setdefault(name, value)
        return None if known == value else f"<{name}> was {known!r} before and is {value!r} now"

    def fill(self, value: Any) -> Any:
        """The same JSON with its symbols replaced, as it is sent."""
        if isinstance(value, str):
            return SYMBOL.sub(lambda found: self._value(found[1], found[0]), value)
        if isinstance(value, list):
            return [self.fill(each) for each in value]
        if isinstance(value, dict):
            return {self.fill(key): self.fill(each) for key, each in value.items()}
        return value

    def _value(self, name: str, written: str) -> str:
        if name not in self.values:
            if now := NOW.fullmatch(name):
                shift = timedelta(**{UNITS[now[2]]: int(now[1])})
                self.values[name] = time_text(datetime.now(UTC) + shift)
            elif name in self._derived:
                self.values[name] = self._derive(self._derived[name])
        return self.values.get(name, written)

    def _derive(self, rule: str) -> str:
        source, _, change = rule.partition(" ")
        value = self.values[source]
        if cut := re.fullmatch(r"without its last (\d+) characters", change):
            return value[: -int(cut[1])]
        if added := re.fullmatch(r"with (\S+) before the #", change):
            return value.replace("#", added[1] + "#", 1)
        if moved := re.fullmatch(r"with (\S+) in place of all before (\S+)", change):
            return moved[1] + value[value.index(moved[2]) :]
        if re.fullmatch(r"up to and without the #", change):
            return value.partition("#")[0]
        raise ValueError(f"a derived value that nobody knows how to make: {rule}")

    def differences(self, expected: Any, actual: Any, path: str = "$") -> list[str]:
        """Where an answer is not what was recorded; binds the symbols met for the first time."""
        if isinstance(expected, str):
            return self._text_differences(expected, actual, path)
        if expected == ["<stacktrace>"]:
            is_trace = isinstance(actual, list) and actual and all(isinstance(line, str) for line in actual)
            return [] if is_trace else [f"{path}: expected a stacktrace, got {actual!r}"]
        if isinstance(expected, dict) and isinstance(actual, dict):
            return self._object_differences(expected, actual, path)
        if isinstance(expected, list) and isinstance(actual, list):
            return self._list_differences(expected, actual, path)
        same = expected == actual and isinstance(expected, bool) == isinstance(actual, bool)
        return [] if same else [f"{path}: expected {expected!r}, got {actual!r}"]

    def _object_differences(self, expected: dict[str, Any], actual: dict[str, Any], path: str) -> list[str]:
        expected = {self.fill(key): value for key, value in expected.items()}
        found = [f"{path}.{key}: missing, expected {expected[key]!r}" for key in expected if key not in actual]
        found += [f"{path}.{key}: not expected, got {actual[key]!r}" for key in actual if key not in expected]
        for key, value in expected.items():
            if key in actual:
                found += self.differences(value, actual[key], f"{path}.{key}")
        return found

    def _list_differences(self, expected: list[Any], actual: list[Any], path: str) -> list[str]:
        if len(expected) != len(actual):
            return [f"{path}: expected {len(expected)} entries, got {len(actual)}: {expected!r} / {actual!r}"]
        pairs = enumerate(zip(expected, actual, strict=True))
        return [line for index, (one, other) in pairs for line in self.differences(one, other, f"{path}[{index}]")]

    def _text_differences(self, expected: str, actual: Any, path: str) -> list[str]:
        whole = SYMBOL.fullmatch(expected)
        if whole and whole[1] in ANYTHING:
            return []
        if whole and whole[1] == "ms" and isinstance(actual, int | float):
            return []
        if not isinstance(actual, str):
            return [f"{path}: expected {expected!r}, got {actual!r}"]
        pattern, new = self._pattern(expected)
        match = re.fullmatch(pattern, actual, re.DOTALL)
        if match is None:
            return [f"{path}: expected {self.fill(expected)!r}, got {actual!r}"]
        return [f"{path}: {text}" for name, group in new.items() if (text := self._meet(name, match[group]))]

    def _pattern(self, expected: str) -> tuple[str, dict[str, str]]:
        parts, new, end = [], {}, 0
        for index, found in enumerate(SYMBOL.finditer(expected)):
            parts.append(re.escape(expected[end : found.start()]))
            end, name = found.end(), found[1]
            if name in ANYTHING:
                parts.append(".*")
            elif name in OF_A_KIND:
                parts.append(OF_A_KIND[name])
            elif name in self.values or name in new:
                parts.append(f"(?P={new[name]})" if name in new else re.escape(self.values[name]))
            else:
                new[name] = f"g{index}"
                parts.append(f"(?P<g{index}>{_shape(name)})")
        return "".join([*parts, re.escape(expected[end:])]), new

    def _meet(self, name: str, value: str) -> str | None:
        if name.startswith("id:"):
            for other, known in self.values.items():
                if other.startswith("id:") and known == value:
                    return f"<{name}> is the same as <{other}>: {value!r}"
        return self.bind(name, value)


def _shape(name: str) -> str:
    found, shape = next((found, shape) for rule, shape in SAME_AGAIN if (found := rule.fullmatch(name)))
    return shape.format(*found.groups())
