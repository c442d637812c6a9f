"""What stands behind entering, importing and reviewing results."""
