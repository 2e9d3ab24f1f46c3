"""The API's bodies and paths, a file for each resource, shared by client and backend."""
