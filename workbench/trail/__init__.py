"""The audit trail as screens show it: the list, an entry, and the trail of one subject."""
