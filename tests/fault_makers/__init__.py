"""How each seeded fault is made from a good bundle: one file a kind, the tools beside them."""
