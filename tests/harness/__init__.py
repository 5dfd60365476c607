"""The whole product in one test process: a desk without its HMI, and the HMI beside it."""
