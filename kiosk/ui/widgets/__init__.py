"""One class a file; a widget knows no port, no screen and no setting: attributes down, messages up."""
