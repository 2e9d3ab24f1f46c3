"""The insurer: the port, the gateway, the simulator."""
