// Sharpens charts. Without it everything still works.
