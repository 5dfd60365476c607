"""What the car reports, with validity and age."""
