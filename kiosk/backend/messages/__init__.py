"""Messages to phones: the queue, the worker that sends from it, and the providers that carry them."""
