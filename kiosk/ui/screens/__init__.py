"""The screens beside the registration's questions."""
