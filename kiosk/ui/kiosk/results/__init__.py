"""What a person sees when their errand is done, or could not be."""
