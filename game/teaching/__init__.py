"""What a teacher prints and shows: texts whose every figure is computed."""
