"""Who did what: the log, the chain of hashes over it, and its verification."""
