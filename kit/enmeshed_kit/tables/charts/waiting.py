"""How long one waits: for a Relationship to be accepted, for a Request to be answered; and who waits still."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from enmeshed_kit.tables.charts.bars import Bar, draw_columns, draw_key, draw_note, nothing_yet
from enmeshed_kit.tables.charts.chart import Chart
from enmeshed_kit.tables.charts.palette import GONE, NO, WAITING, YES, Mark, Palette
from enmeshed_kit.tables.charts.period import PeriodLike
from enmeshed_kit.tables.charts.source import ChartSource, Tables, tables_of
from enmeshed_kit.tables.charts.status_days import log_of
from enmeshed_kit.tables.charts.wording import count, duration, listed

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure, SubFigure

MINUTE, HOUR, DAY = 60, 3600, 86400
BANDS: Final[Mapping[str, float]] = {
    "under 1 min": 0,
    "1-10 min": MINUTE,
    "10-60 min": 10 * MINUTE,
    "1-6 hours": HOUR,
    "6-24 hours": 6 * HOUR,
    "1-2 days": DAY,
    "2-4 days": 2 * DAY,
    "4-7 days": 4 * DAY,
    "1-2 weeks": 7 * DAY,
    "2-4 weeks": 14 * DAY,
    "over 4 weeks": 28 * DAY,
}
"""Each with the seconds that it begins with."""

EXPIRED: Final = "expired"
ACCEPTANCE: Final = {"accepted": YES, "waiting": WAITING}
ANSWERS: Final = {"accepted": YES, "rejected": NO, "waiting": WAITING, EXPIRED: GONE}
SIDES: Final = {"outgoing": "Requests to others", "incoming": "Requests of others"}
NOT_SENT: Final = "Draft"
FROM_TEMPLATE: Final = "RelationshipTemplate"
LEFT_OUT: Final = "Requests in templates are left out: a Connector learns of each with its answer."
SO_FAR: Final = "Who waits still is counted where the time so far puts it."


def time_to_acceptance(source: ChartSource, period: PeriodLike = None) -> Chart:
    """Draw how long it took until Relationships were accepted, and how long others are pending by now.

    Args:  source: a Connector, a history, the audit log of Relationships, or their table.
           period: in which they were begun.
    """
    tables = tables_of(source)
    waits = acceptance_waits(tables, period)
    data = banded(waits, [*ACCEPTANCE])
    title = "Time until a Relationship is accepted"
    if not len(waits):
        return nothing_yet(title, "No Relationship is accepted or pending yet.", data)

    def paint(figure: "Figure | SubFigure", palette: Palette) -> None:
        axes = figure.subplots()
        draw_columns(axes, palette, columns_of(data, ACCEPTANCE))
        draw_key(axes, palette, key_of(data, ACCEPTANCE))
        draw_note(figure, palette, SO_FAR)

    return Chart(title, f"{say_acceptance(waits)} {say_bands(data, 'accepted')}".strip(), data, paint)


def acceptance_waits(tables: Tables, period: PeriodLike) -> "pd.DataFrame":
    """One row for each Relationship that was accepted or is pending, with how long that took: kind and seconds."""
    import pandas as pd

    log = log_of(tables).sort_values("created_at", kind="stable")
    log = log.assign(before=log["before"].astype("str"), after=log["after"].astype("str"))
    begun = log[log["after"] == "Pending"].drop_duplicates("relationship_id").set_index("relationship_id")["created_at"]
    chosen = tables.period(period)
    begun = begun[chosen.within(begun)] if chosen else begun
    accepted = log[(log["before"] == "Pending") & (log["after"] == "Active")].drop_duplicates("relationship_id")
    last = log.drop_duplicates("relationship_id", keep="last").set_index("relationship_id")["after"]
    pending = last.index[last == "Pending"].intersection(begun.index)
    took = (accepted.set_index("relationship_id")["created_at"] - begun).dropna()
    since = until(begun[pending], tables)
    return pd.concat([waits_of("accepted", took), waits_of("waiting", since)], ignore_index=True)


def until(times: "pd.Series[Any]", tables: Tables) -> "pd.Series[Any]":
    """How long it is now since these times."""
    import pandas as pd

    # Where nothing has a time, nothing has waited for long.
    return ((tables.newest() or pd.Timestamp(0, tz="UTC")) - times).dropna()


def waits_of(kind: str, lengths: "pd.Series[Any]") -> "pd.DataFrame":
    """Lengths of time as seconds; one that would be negative, because clocks differ, is none."""
    import pandas as pd

    return pd.DataFrame({"kind": kind, "seconds": lengths.dt.total_seconds().clip(lower=0).to_numpy(dtype="float64")})


def banded(waits: "pd.DataFrame", kinds: Sequence[str]) -> "pd.DataFrame":
    """How many of each kind waited how long."""
    import numpy as np
    import pandas as pd

    places = np.searchsorted(list(BANDS.values()), waits["seconds"], side="right") - 1
    found = {kind: np.bincount(places[waits["kind"] == kind], minlength=len(BANDS)) for kind in kinds}
    return pd.DataFrame({"time": [*BANDS], **found})


def columns_of(data: "pd.DataFrame", marks: Mapping[str, Mark]) -> list[Bar]:
    """A column for each length of time, written in two lines."""
    labels = ["\n".join(label.rsplit(" ", 1)) for label in data["time"]]
    return [
        Bar(label, [(mark, row[kind]) for kind, mark in marks.items() if kind in row])
        for label, (_, row) in zip(labels, data.iterrows(), strict=True)
    ]


def key_of(data: "pd.DataFrame", marks: Mapping[str, Mark]) -> list[tuple[str, Mark]]:
    """What the colours mean, with how many there are of each."""
    return [(f"{kind}: {count(data[kind].sum())}", mark) for kind, mark in marks.items() if kind in data]


def say_acceptance(waits: "pd.DataFrame") -> str:
    """How long it takes, in words."""
    taken, since = (waits.loc[waits["kind"] == kind, "seconds"] for kind in ACCEPTANCE)
    parts = []
    if len(taken):
        parts.append(f"{count(len(taken), 'Relationship')} accepted, half of them within {duration(taken.median())}.")
    if len(since):
        parts.append(f"{count(len(since))} waiting, the longest for {duration(since.max())}.")
    return " ".join(parts)


def say_bands(data: "pd.DataFrame", kind: str) -> str:
    """How many waited how long, in words."""
    found = [f"{count(number)} in {time}" for time, number in zip(data["time"], data[kind], strict=True) if number]
    return f"{kind.capitalize()}: {listed(found)}." if found else ""


def answer_times(source: ChartSource, period: PeriodLike = None) -> Chart:
    """Draw how long it took until Requests were answered, by others and by oneself, and what was left unanswered.

    Requests in templates are left out, since a Connector learns of such a Request when it is answered.

    Args:  source: a Connector, a history, or the table of Requests.
           period: in which they were made.
    """
    tables = tables_of(source)
    waits = answer_waits(tables, period)
    data = answers_of(waits)
    title = "Time until Requests are answered"
    if not len(waits):
        return nothing_yet(title, "No Requests besides those in templates yet.", data)
    sides = [side for side in SIDES if (waits["direction"] == side).any()]

    def paint(figure: "Figure | SubFigure", palette: Palette) -> None:
        panels = figure.subplots(len(sides), 1, sharex=True, squeeze=False)[:, 0]
        for axes, side in zip(panels, sides, strict=True):
            part = data[data["direction"] == side]
            draw_columns(axes, palette, columns_of(part, ANSWERS))
            axes.set_title(SIDES[side], pad=18)
            draw_key(axes, palette, key_of(part, ANSWERS))
        draw_note(figure, palette, LEFT_OUT)

    said = " ".join(say_answers(SIDES[side], waits[waits["direction"] == side]) for side in sides)
    return Chart(title, f"{said} {LEFT_OUT}", data, paint, height=2 + 1.6 * len(sides))


def answer_waits(tables: Tables, period: PeriodLike) -> "pd.DataFrame":
    """One row for each Request that was sent: direction, kind, and how long it took or has been waiting."""
    import pandas as pd

    requests = tables.within("requests", period)
    requests = requests[requests["status"].astype("str") != NOT_SENT]
    if "source" in requests:
        requests = requests[requests["source"].astype("str") != FROM_TEMPLATE]
    answered = requests["answered_at"].notna()
    kind = pd.Series("waiting", index=requests.index)
    kind[requests["status"].astype("str") == "Expired"] = EXPIRED
    kind[answered] = "accepted"
    kind[answered & (requests["result"].astype("str") == "Rejected")] = "rejected"
    took = requests["answered_at"] - requests["created_at"]
    waits = waits_of("", took.where(answered, until(requests["created_at"], tables)))
    named = waits.assign(kind=kind.to_numpy(), direction=requests["direction"].astype("str").to_numpy())
    return named[named["seconds"].notna()]


def answers_of(waits: "pd.DataFrame") -> "pd.DataFrame":
    """How many Requests of each direction were answered after how long; a last row has those that expired."""
    import pandas as pd

    parts = []
    for side in SIDES:
        part = waits[waits["direction"] == side]
        gone = int((part["kind"] == EXPIRED).sum())
        rows = banded(part[part["kind"] != EXPIRED], ["accepted", "rejected", "waiting"]).assign(**{EXPIRED: 0})
        last = pd.DataFrame({"time": [EXPIRED], "accepted": 0, "rejected": 0, "waiting": 0, EXPIRED: gone})
        parts.append(pd.concat([rows, last], ignore_index=True).assign(direction=side))
    return pd.concat(parts, ignore_index=True)


def say_answers(side: str, waits: "pd.DataFrame") -> str:
    """The answers to the Requests of one direction, in words."""
    number = {kind: int((waits["kind"] == kind).sum()) for kind in ANSWERS}
    answered = waits.loc[waits["kind"].isin(["accepted", "rejected"]), "seconds"]
    since = waits.loc[waits["kind"] == "waiting", "seconds"]
    said = f"{side}: {listed([f'{count(value)} {kind}' for kind, value in number.items()])}"
    half = f"; half of the answers within {duration(answered.median())}" if len(answered) else ""
    longest = f"; the longest wait so far {duration(since.max())}" if len(since) else ""
    return f"{said}{half}{longest}."
