"""One file that brings an installation back: the database, the audit anchor, stored files."""
