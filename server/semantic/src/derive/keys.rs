//! A *key* is the smallest set of columns that tells the rows of a table apart.
//!
//! A name that says what the key is ("repair_id" in "repair") is tried first; the rows confirm or refute it. Without
//! such a name, combinations of columns are tried, those that look like identifiers first.

use super::profile::Evidence;
use super::role::{Column, Role, Table};

/// Most columns of a composite key.
const MOST_COLUMNS: usize = 4;
/// Columns that are combined at most.
const MOST_CANDIDATES: usize = 9;

/// The key of a table as positions of its columns; none when nothing tells its rows apart.
pub(super) fn find<E: Evidence>(
    table: &Table<'_>,
    all: &[Table<'_>],
    evidence: &mut E,
) -> Result<Option<Vec<usize>>, E::Error> {
    for named in by_name(table, all) {
        if is_key(table, &named, evidence)? {
            return Ok(Some(named));
        }
    }
    if table.profile.rows == 0 {
        return Ok(None);
    }
    if let Some(found) = by_values(table, evidence)? {
        return Ok(Some(found));
    }
    // A thing that has nothing but a name, then anything that happens to be unique.
    let unique = |column: &Column<'_>| {
        column.is_unique(table.profile.rows)
            && !matches!(column.role, Role::Money | Role::Number | Role::Flag)
    };
    let single = |wanted: &dyn Fn(&Column<'_>) -> bool| {
        table
            .columns
            .iter()
            .position(|column| unique(column) && wanted(column))
    };
    let found = single(&|c| c.role == Role::Name).or_else(|| single(&|_| true));
    Ok(found.map(|position| vec![position]))
}

/// Single columns that tell rows apart as well as the key does: a code beside a number.
pub(super) fn others(table: &Table<'_>, key: &[usize], all: &[Table<'_>]) -> Vec<usize> {
    if table.profile.rows < 2 {
        return Vec::new();
    }
    table
        .columns
        .iter()
        .enumerate()
        .filter(|(position, column)| {
            key != [*position]
                && matches!(column.role, Role::Identifier | Role::Name)
                && column.is_unique(table.profile.rows)
                && all
                    .iter()
                    .all(|other| other.name() == table.name() || other.noun != column.stem())
        })
        .map(|(position, _)| position)
        .collect()
}

fn is_key<E: Evidence>(
    table: &Table<'_>,
    columns: &[usize],
    evidence: &mut E,
) -> Result<bool, E::Error> {
    let rows = table.profile.rows;
    if rows == 0 {
        return Ok(true);
    }
    let picked: Vec<&Column<'_>> = columns.iter().map(|p| &table.columns[*p]).collect();
    if picked.iter().any(|c| c.profile.nulls > 0) {
        return Ok(false);
    }
    if let [only] = picked.as_slice() {
        return Ok(only.is_unique(rows));
    }
    // So few values cannot tell so many rows apart.
    let most = picked
        .iter()
        .fold(1_u64, |most, c| most.saturating_mul(c.profile.distinct));
    if most < rows {
        return Ok(false);
    }
    let names: Vec<&str> = picked.iter().map(|c| c.name()).collect();
    Ok(evidence.distinct(table.name(), &names)? == rows)
}

/// Keys that names suggest, the likeliest first.
fn by_name(table: &Table<'_>, all: &[Table<'_>]) -> Vec<Vec<usize>> {
    let mut found = Vec::new();
    let identifies = |column: &Column<'_>| {
        matches!(column.role, Role::Identifier | Role::Ordinal)
            && (column.stem().is_empty() || column.stem() == table.noun)
    };
    let spoken_of = |column: &Column<'_>| {
        all.iter()
            .filter(|other| other.name() != table.name())
            .flat_map(|other| &other.columns)
            .any(|c| {
                c.words == column.words && !column.stem().is_empty()
                    || c.words.strip_prefix(table.noun.as_slice()) == Some(column.words.as_slice())
            })
    };
    let mut own: Vec<usize> = (0..table.columns.len())
        .filter(|p| identifies(&table.columns[*p]) && table.columns[*p].role == Role::Identifier)
        .collect();
    own.sort_by_key(|p| !spoken_of(&table.columns[*p]));
    found.extend(own.into_iter().map(|p| with_prefix(table, &[p])));
    found.extend(lines(table, all));
    found.extend(association(table));
    found.extend(
        (0..table.columns.len())
            .filter(|p| identifies(&table.columns[*p]))
            .map(|p| vec![p]),
    );
    // What the table extends: "patient_detail" by patient.
    found.extend((0..table.columns.len()).filter_map(|p| {
        let column = &table.columns[p];
        let extended = column.role == Role::Identifier
            && !column.stem().is_empty()
            && table.noun.starts_with(column.stem());
        extended.then(|| with_prefix(table, &[p]))
    }));
    found
}

/// A table that is called after two things holds one row for each pair of them: `warehouse_product`.
fn association(table: &Table<'_>) -> Option<Vec<usize>> {
    let mut rest = table.noun.as_slice();
    let mut key = Vec::new();
    while !rest.is_empty() {
        let position = table.columns.iter().position(|column| {
            let stem = column.stem();
            column.role == Role::Identifier
                && !stem.is_empty()
                && stem != table.noun
                && rest.starts_with(stem)
        })?;
        rest = &rest[table.columns[position].stem().len()..];
        key.push(position);
    }
    key.sort_unstable();
    (key.len() > 1).then_some(key)
}

/// Rows that belong to something and are counted within it: the number of an order and the line.
fn lines(table: &Table<'_>, all: &[Table<'_>]) -> Option<Vec<usize>> {
    let parent = |column: &Column<'_>| {
        let stem = column.stem();
        column.role == Role::Identifier
            && !stem.is_empty()
            && stem != table.noun
            && (table.noun.starts_with(stem)
                || all
                    .iter()
                    .any(|other| other.noun == stem && table.noun.starts_with(&other.noun)))
    };
    let counted = table
        .columns
        .iter()
        .position(|column| column.role == Role::Ordinal)?;
    let parents: Vec<usize> = (0..table.columns.len())
        .filter(|p| parent(&table.columns[*p]))
        .collect();
    if parents.is_empty() {
        return None;
    }
    let mut key = with_prefix(table, &parents);
    key.push(counted);
    key.sort_unstable();
    Some(key)
}

/// A number in two parts is one number: the prefix joins, even where it is the same in every row.
fn with_prefix(table: &Table<'_>, columns: &[usize]) -> Vec<usize> {
    let mut all = columns.to_vec();
    for position in columns {
        let stem = table.columns[*position].stem();
        all.extend((0..table.columns.len()).filter(|p| {
            let column = &table.columns[*p];
            column.role == Role::Prefix && column.stem() == stem && !stem.is_empty()
        }));
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// The smallest combination that the rows show to be unique.
fn by_values<E: Evidence>(
    table: &Table<'_>,
    evidence: &mut E,
) -> Result<Option<Vec<usize>>, E::Error> {
    let rank = |column: &Column<'_>| match column.role {
        Role::Identifier => Some(0),
        Role::Ordinal => Some(1),
        Role::Prefix => Some(2),
        Role::Date { .. } => Some(3),
        Role::Category | Role::Name => Some(4),
        _ => None,
    };
    let mut candidates: Vec<(u8, usize)> = table
        .columns
        .iter()
        .enumerate()
        .filter(|(_, column)| column.profile.nulls == 0 && column.profile.distinct > 1)
        .filter_map(|(position, column)| Some((rank(column)?, position)))
        .collect();
    candidates.sort_unstable();
    candidates.truncate(MOST_CANDIDATES);
    for size in 1..=MOST_COLUMNS.min(candidates.len()) {
        let mut combinations = combinations(candidates.len(), size);
        combinations.sort_by_key(|c| c.iter().map(|p| candidates[*p].0).sum::<u8>());
        for combination in combinations {
            let mut columns: Vec<usize> = combination.iter().map(|p| candidates[*p].1).collect();
            columns.sort_unstable();
            // A single date or kind that is unique is so by chance.
            if size == 1 && candidates[combination[0]].0 > 0 {
                continue;
            }
            if is_key(table, &columns, evidence)? {
                return Ok(Some(with_prefix(table, &columns)));
            }
        }
    }
    Ok(None)
}

/// All ways to choose `size` of `count`, in the order of the first chosen.
fn combinations(count: usize, size: usize) -> Vec<Vec<usize>> {
    if size == 0 {
        return vec![Vec::new()];
    }
    (0..count)
        .flat_map(|first| {
            combinations(count - first - 1, size - 1)
                .into_iter()
                .map(move |rest| {
                    std::iter::once(first)
                        .chain(rest.into_iter().map(|p| p + first + 1))
                        .collect()
                })
        })
        .collect()
}
