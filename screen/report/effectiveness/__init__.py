"""The effectiveness report in its forms, each made from the record alone (see screen.assurance.effectiveness)."""
