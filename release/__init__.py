"""What is done for a release: `make release-check`, `make licences`."""
