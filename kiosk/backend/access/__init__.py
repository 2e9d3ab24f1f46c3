"""Who may call: kiosks, monitors and officers."""
