"""Put MobileNet classifiers on phones, with proof that they still give the right answer."""
