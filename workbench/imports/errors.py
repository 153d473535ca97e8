"""Why a file was not read. Each sentence says what to do."""

from kernel.errors import RuleViolation


class FileIsEmpty(RuleViolation):
    """The file was not read: it holds no rows. Put the column titles in the first row and the data
    below them."""


class FileTooLarge(RuleViolation):
    """The file was not read: it is {size} MB and the limit is {limit} MB. Split it into several."""


class TooManyRows(RuleViolation):
    """The file was not read: it holds more than {limit} rows. Split it into several files."""


class TooManyColumns(RuleViolation):
    """The file was not read: it holds more than {limit} columns. Remove those that are not needed."""


class NotATable(RuleViolation):
    """The file was not read: it is neither a CSV file nor an Excel workbook (.xlsx). Save it in one
    of these forms and upload it again."""


class OldWorkbook(RuleViolation):
    """The file was not read: it is an old Excel file (.xls) or protected by a password. Save it as
    .xlsx without a password."""


class BrokenWorkbook(RuleViolation):
    """The file was not read: it looks like an Excel workbook but is damaged. Open it, save it as
    .xlsx and upload it again."""


class WorkbookUnpacksTooLarge(RuleViolation):
    """The file was not read: unpacked it would be larger than {limit} MB. Delete empty formatted rows
    and pictures, or save the data as CSV."""


class MergedCells(RuleViolation):
    """The file was not read: the cells {ranges} are merged, so only the first of them has a value.
    Unmerge them and fill in every cell."""


class BrokenCsv(RuleViolation):
    """The file was not read: row {row} is not valid CSV ({why}). A quotation mark may be missing."""


class NotText(RuleViolation):
    """The file was not read: it holds bytes that no text has (a null byte in row {row}). Save it as
    CSV in UTF-8."""
