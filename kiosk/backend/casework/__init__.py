"""The officers' work: the queue, the dossier, the decision."""
