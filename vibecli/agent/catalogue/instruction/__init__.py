"""Reading what is to be done to rows, columns and tables: constructions, and what fills them."""
