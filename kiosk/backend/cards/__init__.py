"""Cards: shown, issued, revoked."""
