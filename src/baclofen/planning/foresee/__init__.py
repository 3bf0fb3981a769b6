"""What the model expects of the steps: levels, doses weighed, ways down compared."""
