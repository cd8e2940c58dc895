"""Pictures of the tables: each with its numbers in words, for light and dark pages, readable without colours."""

from enmeshed_kit.tables.charts.chart import Chart, ChartError
from enmeshed_kit.tables.charts.giving import optional_attributes
from enmeshed_kit.tables.charts.period import Period
from enmeshed_kit.tables.charts.rhythm import hours, traffic
from enmeshed_kit.tables.charts.sheet import Overview, overview
from enmeshed_kit.tables.charts.source import Tables
from enmeshed_kit.tables.charts.stages import funnel
from enmeshed_kit.tables.charts.star import network
from enmeshed_kit.tables.charts.status_days import statuses
from enmeshed_kit.tables.charts.waiting import answer_times, time_to_acceptance

__all__ = [
    "Chart",
    "ChartError",
    "Overview",
    "Period",
    "Tables",
    "answer_times",
    "funnel",
    "hours",
    "network",
    "optional_attributes",
    "overview",
    "statuses",
    "time_to_acceptance",
    "traffic",
]
