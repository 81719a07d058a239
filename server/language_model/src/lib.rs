//! A *language model* reads what the interpreter declines and proposes how to answer it; one trait for all of them.
