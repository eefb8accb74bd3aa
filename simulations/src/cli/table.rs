//! Tables for people.

use std::io::Write;

/// Writes rows with their columns one below the other: text on the left, figures on the right.
pub(super) fn write(out: &mut impl Write, rows: &[Vec<String>], right_from: usize) -> std::io::Result<()> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let cell = |row: &Vec<String>, column: usize| row.get(column).cloned().unwrap_or_default();
    let width = |column| rows.iter().map(|row| cell(row, column).chars().count()).max().unwrap_or_default();
    let widths: Vec<usize> = (0..columns).map(width).collect();
    for row in rows {
        let cells = widths.iter().zip(0..).map(|(&width, column)| {
            let text = cell(row, column);
            if column < right_from || column + 1 == columns {
                format!("{text:width$}")
            } else {
                format!("{text:>width$}")
            }
        });
        writeln!(out, "{}", cells.collect::<Vec<_>>().join("  ").trim_end())?;
    }
    Ok(())
}

/// A figure with as many digits as tell something beside its error: those of the error's first two.
pub(super) fn figure(value: f64, error: f64) -> String {
    if value != 0.0 && value.abs() < 1e-3 {
        return format!("{value:.1e}");
    }
    let places = if error > 0.0 { (1.0 - error.log10().floor()).clamp(0.0, 6.0) as usize } else { 4 };
    format!("{value:.places$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_one_below_the_other() {
        let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        let mut out = Vec::new();
        write(&mut out, &[row(["measure", "mean", ""]), row(["last", "16.9", "passes"])], 1).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "measure  mean\nlast     16.9  passes\n");
    }

    #[test]
    fn figures_have_the_digits_that_their_error_leaves() {
        assert_eq!(figure(0.036_241, 0.0005), "0.03624");
        assert_eq!(figure(377_370.4, 800.0), "377370");
        assert_eq!(figure(5.87e-4, 6e-5), "5.9e-4");
        assert_eq!(figure(0.0, 0.0), "0.0000");
    }
}
