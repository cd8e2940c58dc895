"""Tables as files for other programs, among them spreadsheets that would run what others wrote.

A file is there whole or not at all. An index that has a name becomes columns, as behind `groupby`; one that only
numbers the rows is left out.
"""

from enmeshed_kit.tables.export.csv import to_csv
from enmeshed_kit.tables.export.excel import to_excel
from enmeshed_kit.tables.export.parquet import to_parquet
from enmeshed_kit.tables.export.whole import UnwritableError

__all__ = ["UnwritableError", "to_csv", "to_excel", "to_parquet"]
