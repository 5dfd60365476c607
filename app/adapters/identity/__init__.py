"""The device's certificate and key in files, made, renewed and rolled back."""
