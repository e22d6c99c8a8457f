"""A made-up archive of any length, for benches and for seeing what a newsroom of many years looks like."""
