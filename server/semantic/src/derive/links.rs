//! A *link* leads from the rows of one table to the row of another that they name: a foreign key, found by name and values.
//!
//! Values alone prove little: whole numbers and dates of one table stand in most others. A name must speak for the link,
//! or codes that nobody would share by chance.

use super::profile::{Evidence, Inclusion};
use super::role::{Column, Role, Table};
use crate::model::DataType;

/// Share of the values that must stand in the other table where the name is the same.
const LEAST_BY_NAME: f64 = 0.9;
/// The same where the name only ends like the other's ("lead_mechanic_id").
const LEAST_BY_ENDING: f64 = 0.98;
/// Distinct codes that must all stand in the other table where no name speaks for the link.
const LEAST_CODES: u64 = 10;

/// How a link was found, the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ground {
    /// The columns have the same name.
    SameName,
    /// The column is called after the other table.
    CalledAfter,
    /// The column's name ends like that of the other table's key.
    EndsAlike,
    /// All its codes stand in the other table.
    Codes,
}

/// Rows of one table name rows of another.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// Table on the many side.
    pub from: String,
    /// Its columns.
    pub from_columns: Vec<String>,
    /// Table on the one side.
    pub to: String,
    /// Its key, column by column.
    pub to_columns: Vec<String>,
    /// Why it was taken for a link.
    pub ground: Ground,
    /// How many of the values the other table has.
    pub inclusion: Inclusion,
    /// No two rows of `from` name the same row.
    pub one_to_one: bool,
}

/// A name spoke for a link that the values refute.
#[derive(Debug, Clone, PartialEq)]
pub struct Refuted {
    /// `table.column`.
    pub from: String,
    /// `table.column`.
    pub to: String,
    /// How many of the values the other table has.
    pub inclusion: Inclusion,
}

/// Tables with what tells their rows apart, as positions of columns: the key first.
pub(super) type Keyed<'a, 'p> = [(&'a Table<'p>, Vec<Vec<usize>>)];

/// All links between tables, and those that were refuted.
pub(super) fn find<E: Evidence>(
    tables: &Keyed<'_, '_>,
    evidence: &mut E,
) -> Result<(Vec<Link>, Vec<Refuted>), E::Error> {
    let mut links: Vec<Link> = Vec::new();
    let mut refuted = Vec::new();
    for (from, from_keys) in tables {
        for (to, to_keys) in tables.iter().filter(|(to, _)| to.name() != from.name()) {
            let Some(key) = to_keys.first().filter(|key| key.len() > 1) else {
                continue;
            };
            if let Some(link) = composite(from, from_keys, to, key, evidence)? {
                // Two tables with one key: one of them is the other's extension, and only one way leads on.
                if !links
                    .iter()
                    .any(|l| l.from == link.to && l.to == link.from && link.one_to_one)
                {
                    links.push(link);
                }
            }
        }
        for column in &from.columns {
            let Some(found) = single(from, from_keys, column, tables, evidence, &mut refuted)?
            else {
                continue;
            };
            // A part of a key that leads to a table leads there with the other parts.
            let part = links.iter().any(|l| {
                l.from == found.from
                    && l.to == found.to
                    && l.from_columns.contains(&found.from_columns[0])
            });
            if !part {
                links.push(found);
            }
        }
    }
    links.sort_by(|a, b| {
        (&a.from, a.ground, &a.from_columns).cmp(&(&b.from, b.ground, &b.from_columns))
    });
    Ok((links, refuted))
}

fn composite<E: Evidence>(
    from: &Table<'_>,
    from_keys: &[Vec<usize>],
    to: &Table<'_>,
    key: &[usize],
    evidence: &mut E,
) -> Result<Option<Link>, E::Error> {
    let mut pairs = Vec::new();
    for position in key {
        let wanted = &to.columns[*position];
        let Some(column) = from
            .columns
            .iter()
            .find(|c| c.words == wanted.words && comparable(c.data_type, wanted.data_type))
        else {
            return Ok(None);
        };
        pairs.push((column.name(), wanted.name()));
    }
    let (columns, to_columns): (Vec<&str>, Vec<&str>) = pairs.into_iter().unzip();
    let inclusion = evidence.inclusion(from.name(), &columns, to.name(), &to_columns)?;
    let open = to.profile.rows == 0 || from.profile.rows == 0;
    if !open && inclusion.share() < LEAST_BY_NAME {
        return Ok(None);
    }
    Ok(Some(Link {
        from: from.name().to_owned(),
        one_to_one: from_keys.iter().any(|k| is_set(from, k, &columns)),
        from_columns: columns.into_iter().map(str::to_owned).collect(),
        to: to.name().to_owned(),
        to_columns: to_columns.into_iter().map(str::to_owned).collect(),
        ground: Ground::SameName,
        inclusion,
    }))
}

/// The link that one column makes: the one with the best ground, then the one that most values stand for.
fn single<E: Evidence>(
    from: &Table<'_>,
    from_keys: &[Vec<usize>],
    column: &Column<'_>,
    tables: &Keyed<'_, '_>,
    evidence: &mut E,
    refuted: &mut Vec<Refuted>,
) -> Result<Option<Link>, E::Error> {
    let mut best: Option<(Ground, bool, Link)> = None;
    for (to, to_keys) in tables.iter().filter(|(to, _)| to.name() != from.name()) {
        let singles = to_keys.iter().enumerate().filter(|(_, key)| key.len() == 1);
        for (rank, key) in singles {
            let wanted = &to.columns[key[0]];
            let Some(ground) = ground(from, from_keys, column, to, wanted, rank == 0) else {
                continue;
            };
            let names = ([column.name()], [wanted.name()]);
            let inclusion = evidence.inclusion(from.name(), &names.0, to.name(), &names.1)?;
            let open = to.profile.rows == 0 || from.profile.rows == 0;
            let holds = match ground {
                Ground::SameName | Ground::CalledAfter => {
                    open || inclusion.share() >= LEAST_BY_NAME
                }
                Ground::EndsAlike => open || inclusion.share() >= LEAST_BY_ENDING,
                Ground::Codes => {
                    inclusion.values >= LEAST_CODES && inclusion.found == inclusion.values
                }
            };
            if !holds {
                if ground != Ground::Codes && rank == 0 {
                    refuted.push(Refuted {
                        from: format!("{}.{}", from.name(), column.name()),
                        to: format!("{}.{}", to.name(), wanted.name()),
                        inclusion,
                    });
                }
                continue;
            }
            // The table that the column is called after, then the key rather than another unique column.
            let home = to.noun == column.stem() && rank == 0;
            let better = best
                .as_ref()
                .is_none_or(|(known, at_home, _)| (ground, !home) < (*known, !*at_home));
            if better {
                let link = Link {
                    from: from.name().to_owned(),
                    from_columns: vec![column.name().to_owned()],
                    to: to.name().to_owned(),
                    to_columns: vec![wanted.name().to_owned()],
                    ground,
                    inclusion,
                    one_to_one: from.profile.rows > 0 && column.is_unique(from.profile.rows),
                };
                best = Some((ground, home, link));
            }
        }
    }
    Ok(best.map(|(_, _, link)| link))
}

/// What speaks for a link from `column` to `wanted`, before values are looked at.
fn ground(
    from: &Table<'_>,
    from_keys: &[Vec<usize>],
    column: &Column<'_>,
    to: &Table<'_>,
    wanted: &Column<'_>,
    is_key: bool,
) -> Option<Ground> {
    if !comparable(column.data_type, wanted.data_type) || column.is_date() {
        return None;
    }
    let own_key = from_keys
        .first()
        .is_some_and(|key| is_set(from, key, &[column.name()]));
    let stem = column.stem();
    // A table's own key leads to another table only where the one extends the other: "patient_detail" the patient.
    let extends = from.noun.starts_with(&to.noun) && from.noun.len() > to.noun.len();
    if own_key && !extends {
        return None;
    }
    let referring = matches!(
        column.role,
        Role::Identifier | Role::Name | Role::Category | Role::Number
    );
    if !referring {
        return None;
    }
    if column.words == wanted.words && !wanted.stem().is_empty() {
        // Names of things are shared by their codes, which are looked at themselves.
        return (wanted.role != Role::Name || is_key).then_some(Ground::SameName);
    }
    let named_key = wanted.role == Role::Name;
    // "mechanic_name" beside "mechanic_id" repeats what the other table says.
    let repeats = |c: &Column<'_>| c.role == Role::Identifier && c.stem() == to.noun;
    if named_key && from.columns.iter().any(repeats) {
        return None;
    }
    let qualified = || {
        let mut full = to.noun.clone();
        full.extend(wanted.words.iter().cloned());
        full
    };
    if column.words == qualified() || !named_key && stem == to.noun || column.words == to.noun {
        return Some(Ground::CalledAfter);
    }
    if !is_key || column.role != Role::Identifier {
        return None;
    }
    if stem.len() > to.noun.len() && stem.ends_with(&to.noun) {
        return Some(Ground::EndsAlike);
    }
    let codes = column.data_type == DataType::Text && wanted.data_type == DataType::Text;
    codes.then_some(Ground::Codes)
}

fn comparable(one: DataType, other: DataType) -> bool {
    one == other && one != DataType::Decimal && one != DataType::Boolean
}

fn is_set(table: &Table<'_>, key: &[usize], columns: &[&str]) -> bool {
    key.len() == columns.len()
        && key
            .iter()
            .all(|p| columns.contains(&table.columns[*p].name()))
}
