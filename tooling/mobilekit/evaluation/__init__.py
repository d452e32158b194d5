"""What the files of a bundle answer on the user's own pictures, held against the reference."""
