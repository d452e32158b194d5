"""What passes from the kit to the apps: schema, JSON profile, examples and golden vectors, for three languages."""
