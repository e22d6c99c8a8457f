"""What the desk types, as forms: the working copy, the answers that moves ask for, a correction of the live text."""
