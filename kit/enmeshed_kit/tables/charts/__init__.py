"""Pictures of the tables: each with its numbers in words, for light and dark pages, readable without colours."""

from enmeshed_kit.tables.charts.chart import Chart, ChartError
from enmeshed_kit.tables.charts.period import Period
from enmeshed_kit.tables.charts.rhythm import hours, traffic
from enmeshed_kit.tables.charts.sheet import Overview, overview
from enmeshed_kit.tables.charts.source import Tables
from enmeshed_kit.tables.charts.stages import funnel

__all__ = ["Chart", "ChartError", "Overview", "Period", "Tables", "funnel", "hours", "overview", "traffic"]
