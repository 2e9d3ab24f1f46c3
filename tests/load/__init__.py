"""What fault tests and benchmarks share: invented people, their requests, a crowd of kiosks, statements."""
