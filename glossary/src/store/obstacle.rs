//! What stands in the way of taking an operation back.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::params;

use super::operation::Step;
use super::schema::Table;
use super::{Operation, Reader, StoreError};

impl Reader<'_> {
    /// The newest operation that stands between an operation and its being taken back, with the
    /// thing that both changed.
    pub(super) fn obstacle(
        &self,
        number: i64,
    ) -> Result<Option<(Operation, Table, String)>, StoreError> {
        let changed = self.changed_since(number)?;
        if changed.is_empty() {
            return Ok(None);
        }
        let mut annulled: BTreeSet<i64> = BTreeSet::new();
        let found = self.back(|Step { operation, .. }| {
            if operation.id <= number {
                return Ok(Some(None));
            }
            if annulled.contains(&operation.id) {
                return Ok(None);
            }
            // Of two that annul each other neither is in the way.
            if let Some(older) = operation.undoes.filter(|&older| older > number) {
                annulled.insert(older);
                return Ok(None);
            }
            let thing = changed.get(&operation.id);
            Ok::<_, StoreError>(thing.map(|thing| Some((operation, thing.clone()))))
        })?;
        match found.flatten() {
            Some((by, (table, owner))) => Ok(Some((by, Table::named(&table)?, owner))),
            None => Ok(None),
        }
    }

    /// The later operations that changed something that operation `number` changed, each with the
    /// table and uid of one such thing.
    fn changed_since(&self, number: i64) -> Result<BTreeMap<i64, (String, String)>, StoreError> {
        let mut queries = vec![
            "SELECT DISTINCT later.operation_id, later.table_name, later.owner
             FROM change AS own CROSS JOIN change AS later
                ON later.owner = own.owner AND later.operation_id > own.operation_id
             WHERE own.operation_id = ?1"
                .to_owned(),
        ];
        for table in [Table::Text, Table::Unit].map(Table::name) {
            queries.push(format!(
                "SELECT DISTINCT later.operation_id, later.table_name, later.owner
                 FROM bulk AS own
                 CROSS JOIN {table} ON {table}.id BETWEEN own.first_id AND own.last_id
                 CROSS JOIN change AS later
                    ON later.owner = {table}.uid AND later.operation_id > own.operation_id
                 WHERE own.operation_id = ?1 AND own.table_name = '{table}'"
            ));
            // Only what takes an operation back touches a range of rows that were there before.
            queries.push(format!(
                "SELECT DISTINCT later.operation_id, later.table_name, own.owner
                 FROM operation CROSS JOIN bulk AS later ON later.operation_id = operation.id
                 CROSS JOIN {table} ON {table}.id BETWEEN later.first_id AND later.last_id
                 CROSS JOIN change AS own
                    ON own.owner = {table}.uid AND own.operation_id = ?1
                 WHERE operation.id > ?1 AND operation.undoes IS NOT NULL
                    AND later.table_name = '{table}'"
            ));
        }
        let mut changed = BTreeMap::new();
        for query in queries {
            let mut statement = self.connection.prepare_cached(&query)?;
            let mut rows = statement.query(params![number])?;
            while let Some(row) = rows.next()? {
                let thing = (row.get(1)?, row.get(2)?);
                changed.entry(row.get(0)?).or_insert(thing);
            }
        }
        Ok(changed)
    }
}
