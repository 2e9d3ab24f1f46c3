"""A person's rights over their data: shown, corrected, withdrawn, erased, and the card revoked."""
