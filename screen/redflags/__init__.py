"""Red flags: typed facts over the table, rules over the facts, hits with the cells that fired them."""
