"""What columns hold in customer data, as semantic tags with a class of sensitivity."""
