"""What ships beside the code: words, communes, and how a text becomes a QR symbol."""
