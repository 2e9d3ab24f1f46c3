"""The calls of the API; each takes a body, asks one service, and hands its answer on."""
