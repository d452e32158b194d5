print("golden-check")
