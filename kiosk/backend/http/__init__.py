"""The HTTP door: the app, its middleware, its routers and its description."""
