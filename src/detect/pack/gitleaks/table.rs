//! Typed reading of TOML tables, with errors that say where.

use toml::{Table, Value};

use crate::detect::pack::error::PackError;

/// A table, and its name in errors.
#[derive(Clone, Debug)]
pub(super) struct Fields<'t> {
    pub(super) place: String,
    /// Before the names of fields: `allowlists.`.
    within: &'static str,
    table: &'t Table,
}

impl<'t> Fields<'t> {
    /// The table, all of whose fields are known.
    pub(super) fn new(
        place: &str,
        within: &'static str,
        table: &'t Table,
        known: &'static [&'static str],
        listed: &'static str,
    ) -> Result<Self, PackError> {
        let is_known = |name: &str| known.iter().any(|known| known.eq_ignore_ascii_case(name));
        match table.keys().find(|name| !is_known(name)) {
            None => Ok(Self { place: place.to_owned(), within, table }),
            Some(field) => {
                let shown: String = field.chars().filter(|c| !c.is_control()).take(64).collect();
                let field = format!("{within}{shown}");
                Err(PackError::UnknownField { place: place.to_owned(), field, known: listed })
            }
        }
    }

    pub(super) fn has(&self, field: &str) -> bool {
        self.value(field).is_some()
    }

    pub(super) fn text(&self, field: &str) -> Result<Option<&'t str>, PackError> {
        self.value(field)
            .map(|value| value.as_str().ok_or_else(|| self.wrong(field, "a string")))
            .transpose()
    }

    pub(super) fn texts(&self, field: &str) -> Result<Vec<&'t str>, PackError> {
        let expected = || self.wrong(field, "a list of strings");
        let Some(value) = self.value(field) else { return Ok(Vec::new()) };
        let values = value.as_array().ok_or_else(expected)?;
        values.iter().map(|value| value.as_str().ok_or_else(expected)).collect()
    }

    pub(super) fn number(&self, field: &str) -> Result<Option<f64>, PackError> {
        self.value(field)
            .map(|value| {
                let whole = value.as_integer().map(|whole| whole as f64);
                value.as_float().or(whole).ok_or_else(|| self.wrong(field, "a number"))
            })
            .transpose()
    }

    pub(super) fn whole(&self, field: &str) -> Result<usize, PackError> {
        let Some(value) = self.value(field) else { return Ok(0) };
        let whole = value.as_integer().and_then(|whole| usize::try_from(whole).ok());
        whole.ok_or_else(|| self.wrong(field, "a whole number, 0 or more"))
    }

    pub(super) fn is(&self, field: &str) -> Result<bool, PackError> {
        let Some(value) = self.value(field) else { return Ok(false) };
        value.as_bool().ok_or_else(|| self.wrong(field, "true or false"))
    }

    /// One table or a list of them.
    pub(super) fn tables(&self, field: &str) -> Result<Vec<&'t Table>, PackError> {
        let expected = || self.wrong(field, "a table or a list of tables");
        match self.value(field) {
            None => Ok(Vec::new()),
            Some(Value::Table(table)) => Ok(vec![table]),
            Some(Value::Array(tables)) => {
                tables.iter().map(|table| table.as_table().ok_or_else(expected)).collect()
            }
            Some(_) => Err(expected()),
        }
    }

    pub(super) fn wrong(&self, field: &str, expected: &'static str) -> PackError {
        let field = format!("{}{field}", self.within);
        PackError::WrongType { place: self.place.clone(), field, expected }
    }

    /// Names of fields are of any case, as in gitleaks.
    fn value(&self, field: &str) -> Option<&'t Value> {
        self.table.get(field).or_else(|| {
            let mut fields = self.table.iter();
            fields.find(|(name, _)| name.eq_ignore_ascii_case(field)).map(|(_, value)| value)
        })
    }
}
