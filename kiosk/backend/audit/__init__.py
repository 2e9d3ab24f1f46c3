"""The audit trail: its lines, the chain of hashes over them, and its verification."""
