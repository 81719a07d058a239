//! A *limit* says how much of something one query may hold; each is far above what questions need.

/// Length of the SQL, in characters.
pub(super) const CHARACTERS: usize = 100_000;

/// Keywords and operators together. Chains such as `a + b + c` nest as deep as they are long, and a tree is dismantled
/// recursively: this bounds the stack that the parser's own tree needs before its depth can be looked at.
pub(super) const OPERATORS: usize = 5_000;

/// Parentheses within parentheses.
pub(super) const PARENTHESES: usize = 24;

/// Beginnings of operands that the parser may try: so many in any text, and so many more for each of its tokens. Plain
/// SQL needs one or two for each operand.
pub(super) const TRIALS: (usize, usize) = (5_000, 2);

/// Levels of the checked tree, which the engine's planner walks recursively.
pub(super) const DEPTH: usize = 256;

/// Values in one IN list, rows in one VALUES, expressions in one list of any other kind.
pub(super) const LIST: usize = 10_000;

/// Tables, subqueries and common table expressions after every common table expression has been put in the place of
/// its name, as the engine's planner does: a dozen lines, each reading the line before twice, make thousands.
pub(super) const RELATIONS: usize = 300;

/// Columns in a CUBE; each one doubles the number of groupings.
pub(super) const CUBE: usize = 6;

/// Length of one literal, in characters. It is repeated for each row of a batch.
pub(super) const LITERAL: usize = 2_000;

/// Length that is reckoned for a stored text, in characters.
pub(super) const STORED_TEXT: usize = 100;

/// Length to which a text may be padded, in characters.
pub(super) const PADDING: usize = 1_000;

/// Length of a text that a query may put together, in stored texts.
pub(super) const TEXTS: usize = 200;
