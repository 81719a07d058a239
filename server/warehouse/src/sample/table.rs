//! A *table file* is one of the six tables being written as CSV: header row, comma, UTF-8, LF, RFC 4180 quoting.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::money::Money;

/// The six tables in the order in which they are written: name of the table and its columns.
pub(super) const TABLES: [(&str, &str); 6] = [
    PRODUCT,
    STOCK,
    SALES_ORDER,
    SALES_LINE,
    PURCHASE_ORDER,
    PURCHASE_LINE,
];

pub(super) const PRODUCT: (&str, &str) = (
    "product",
    "product_code,product_name,product_group,unit_cost,unit_price,supplier_code,supplier_name,created_date,updated_date",
);
pub(super) const STOCK: (&str, &str) = (
    "warehouse_product",
    "warehouse_code,product_code,current_stock,minimum_stock,maximum_stock,reorder_point,lead_time_days,\
     last_restock_date",
);
pub(super) const SALES_ORDER: (&str, &str) = (
    "sales_order_header",
    "sales_order_prefix,sales_order_number,order_date,customer_code,customer_name,warehouse_code,delivery_address,\
     delivery_area,delivery_date,status",
);
pub(super) const SALES_LINE: (&str, &str) = (
    "sales_order_line",
    "sales_order_prefix,sales_order_number,sales_order_line,product_code,order_quantity,fulfilled_quantity,unit_price,\
     line_total,fulfillment_status",
);
pub(super) const PURCHASE_ORDER: (&str, &str) = (
    "purchase_order_header",
    "purchase_order_prefix,purchase_order_number,order_date,supplier_code,supplier_name,warehouse_code,\
     expected_delivery_date,actual_delivery_date,status",
);
pub(super) const PURCHASE_LINE: (&str, &str) = (
    "purchase_order_line",
    "purchase_order_prefix,purchase_order_number,purchase_order_line,product_code,order_quantity,received_quantity,\
     unit_cost,line_total,receipt_status",
);

/// Bytes gathered before they go to the file.
const CHUNK: usize = 1 << 18;

/// One table on its way to a file.
#[derive(Debug)]
pub(super) struct TableFile {
    file: BufWriter<File>,
    row: Vec<u8>,
    rows: u64,
    bytes: u64,
}

impl TableFile {
    /// Creates `<folder>/<table>.csv` and writes its header row.
    pub(super) fn create(folder: &Path, (name, columns): (&str, &str)) -> io::Result<Self> {
        let file = File::create_new(folder.join(format!("{name}.csv")))?;
        let mut table = Self {
            file: BufWriter::with_capacity(CHUNK, file),
            row: Vec::with_capacity(512),
            rows: 0,
            bytes: 0,
        };
        table.row.extend_from_slice(columns.as_bytes());
        table.row.push(b'\n');
        table.flush_row()?;
        Ok(table)
    }

    /// Adds a value that needs no quotes: a code, a status word, a date.
    pub(super) fn plain(&mut self, value: impl AsRef<[u8]>) -> &mut Self {
        self.row.extend_from_slice(value.as_ref());
        self.row.push(b',');
        self
    }

    /// Adds a value that people wrote, with quotes where a comma or a quote stands in it.
    pub(super) fn text(&mut self, value: &str) -> &mut Self {
        if value
            .bytes()
            .any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r'))
        {
            self.row.push(b'"');
            for byte in value.bytes() {
                if byte == b'"' {
                    self.row.push(b'"');
                }
                self.row.push(byte);
            }
            self.row.extend_from_slice(b"\",");
            self
        } else {
            self.plain(value)
        }
    }

    /// Adds a whole number.
    pub(super) fn number(&mut self, value: u64) -> &mut Self {
        self.digits(value, 1);
        self.row.push(b',');
        self
    }

    /// Adds an amount with its four decimals.
    pub(super) fn money(&mut self, value: Money) -> &mut Self {
        self.digits(value / 10_000, 1);
        self.row.push(b'.');
        self.digits(value % 10_000, 4);
        self.row.push(b',');
        self
    }

    /// Ends the row.
    pub(super) fn end(&mut self) -> io::Result<()> {
        // The last value's comma becomes the end of the line.
        if let Some(last) = self.row.last_mut() {
            *last = b'\n';
        }
        self.rows += 1;
        self.flush_row()
    }

    /// Brings everything onto the disk; returns the rows (without the header) and the bytes written.
    pub(super) fn finish(self) -> io::Result<(u64, u64)> {
        let file = self
            .file
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        file.sync_all()?;
        Ok((self.rows, self.bytes))
    }

    fn flush_row(&mut self) -> io::Result<()> {
        self.file.write_all(&self.row)?;
        self.bytes += self.row.len() as u64;
        self.row.clear();
        Ok(())
    }

    /// A number in decimal digits, with zeros in front up to `width` digits.
    fn digits(&mut self, mut value: u64, width: usize) {
        let start = self.row.len();
        while value > 0 || self.row.len() < start + width {
            // A remainder of ten is a single digit.
            self.row.push(b'0' + u8::try_from(value % 10).unwrap_or(0));
            value /= 10;
        }
        self.row[start..].reverse();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_numbers_money_and_quoted_text() {
        let folder = tempfile::tempdir().unwrap();
        let mut table = TableFile::create(folder.path(), ("t", "a,b,c,d")).unwrap();
        table
            .plain("X-1")
            .text("Street 1, \"Old\" Town")
            .number(0)
            .money(1_000_005)
            .end()
            .unwrap();
        table
            .plain("")
            .text("plain")
            .number(u64::MAX)
            .money(7)
            .end()
            .unwrap();
        let (rows, bytes) = table.finish().unwrap();
        let written = std::fs::read_to_string(folder.path().join("t.csv")).unwrap();
        assert_eq!(
            written,
            "a,b,c,d\nX-1,\"Street 1, \"\"Old\"\" Town\",0,100.0005\n,plain,18446744073709551615,0.0007\n"
        );
        assert_eq!((rows, bytes), (2, written.len() as u64));
    }
}
