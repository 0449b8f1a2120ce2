"""Plans: their model, hash, SQL analysis, static checks, policy and saved form."""
