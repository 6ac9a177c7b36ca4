"""How trained one-layer networks forget: their poles, with intervals, beside those that theory names."""
