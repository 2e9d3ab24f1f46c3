"""How the processes and the verbs end: what the supervisor process acts on, and what a script can rely on."""

DONE = 0
"""A screen: this person is done, the next one may come. A verb: all of it was done."""
NOT_DONE = 1
"""A verb could not do it now, and has said why; a service may try again in a while."""
SOME_REFUSED = 3
"""An import took over a file but for the rows that it lists."""
QUIT = 10
"""A demo's screen was told to stop everything."""
SIGNED_OUT = 11
"""An officer's session has ended; the next officer gets a process that knows nothing of the one before."""
PRACTICE = 12
"""An officer wants to practise at this kiosk: the next screen is one of an invented ward."""
UNUSABLE = 64
"""EX_USAGE of sysexits.h: these settings, or this terminal, cannot be used, and it has been said why."""
CRASHED = 70
"""EX_SOFTWARE: a fault of ours; the supervisor process starts the next screen at once."""
HUNG_UP = 75
"""EX_TEMPFAIL: the terminal went away while the screen was ending."""
MISCONFIGURED = 78
"""EX_CONFIG: starting the service again will not help."""
INTERRUPTED = 130
"""Ctrl+C, as shells count it; nothing was changed."""
