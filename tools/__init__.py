"""Small scripts for those who build PilotBase."""
