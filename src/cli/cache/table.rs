//! Columns of text.

use crate::cli::terminal::Style;

/// Cells wider than this are cut.
const WIDEST: usize = 60;

/// How a column is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Right,
}

/// Rows under headings, each line indented by two.
pub(super) fn table(headings: &[(&str, Align)], rows: &[Vec<String>], style: Style) -> String {
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| cut(cell)).collect()).collect();
    let widths: Vec<usize> = headings
        .iter()
        .enumerate()
        .map(|(at, (heading, _))| {
            let cells = rows.iter().filter_map(|row| row.get(at)).map(|cell| width(cell));
            cells.chain([width(heading)]).max().unwrap_or(0)
        })
        .collect();
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let mut line = String::from("  ");
        for ((cell, wide), (at, (_, align))) in cells.zip(&widths).zip(headings.iter().enumerate()) {
            let space = " ".repeat(wide.saturating_sub(width(cell)));
            match align {
                Align::Left => line.extend([cell, &space]),
                Align::Right => line.extend([&space, cell]),
            }
            if at + 1 < headings.len() {
                line.push_str("   ");
            }
        }
        line.truncate(line.trim_end().len());
        line
    };
    let mut text = style.bold(&line(&mut headings.iter().map(|(heading, _)| *heading)));
    text.push('\n');
    for row in &rows {
        text.push_str(&line(&mut row.iter().map(String::as_str)));
        text.push('\n');
    }
    text
}

fn width(text: &str) -> usize {
    text.chars().count()
}

/// One line, not too long.
fn cut(text: &str) -> String {
    let text = text.replace(['\n', '\r', '\t'], " ");
    if width(&text) <= WIDEST {
        return text;
    }
    let mut short: String = text.chars().take(WIDEST - 1).collect();
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_their_headings() {
        let rows = [vec!["load".to_owned(), "12".to_owned()], vec!["a".to_owned(), "1".to_owned()]];
        assert_eq!(
            table(&[("Function", Align::Left), ("Values", Align::Right)], &rows, Style::plain()),
            "  Function   Values\n  load           12\n  a               1\n"
        );
    }

    #[test]
    fn a_long_cell_is_cut_and_stays_on_its_line() {
        let rows = [vec![format!("a\nb{}", "c".repeat(100))]];
        let shown = table(&[("Arguments", Align::Left)], &rows, Style::plain());
        assert_eq!(shown.lines().count(), 2);
        assert!(shown.contains("a bccc") && shown.trim_end().ends_with('…'));
    }
}
