"""What keeps the ledger healthy in the background: cases, compaction, checks, rebuilding."""
