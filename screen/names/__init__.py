"""What a name is and how alike two names are; knows nothing of tables, lists or risk."""
