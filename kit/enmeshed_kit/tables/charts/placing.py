"""Where labels go, so that none lies on another."""

from collections.abc import Sequence


def spread(wished: Sequence[float], gap: float, lowest: float, highest: float) -> list[float]:
    """Places near the wished ones, in the same order, at least a gap apart and between the bounds.

    Where there is not room for all, they are closer, and evenly so.
    """
    if not wished:
        return []
    gap = min(gap, (highest - lowest) / max(len(wished) - 1, 1))
    order = sorted(range(len(wished)), key=lambda index: wished[index])
    places: list[float] = []
    for index in order:
        places.append(max(wished[index], places[-1] + gap if places else lowest))
    ceiling = highest
    for place in reversed(range(len(places))):
        places[place] = min(places[place], ceiling)
        ceiling = places[place] - gap
    back = dict(zip(order, places, strict=True))
    return [back[index] for index in range(len(wished))]
