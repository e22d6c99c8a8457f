"""Days, months and clock times as an Indonesian newsroom prints them. Pure; sources: INDONESIA.md, section 1."""
