"""What is declared of tables in Open Data Contract Standard files: tags, classes, quality rules."""
