"""Training a MobileNet on a folder of images, one resumable epoch at a time."""
