"""Files of the insurer's, taken into the database."""
