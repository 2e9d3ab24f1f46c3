"""A registration: its answers, the order of its questions, and who may be approved at once."""
