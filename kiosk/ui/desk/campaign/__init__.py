"""How far the campaign is, for those who lead it."""
