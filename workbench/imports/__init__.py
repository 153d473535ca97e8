"""Files of rows, read with care: CSV and XLSX, every cell named when something is wrong with it."""
