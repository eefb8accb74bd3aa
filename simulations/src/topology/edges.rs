//! Lists of edges: two names a line, with white space or a comma between them. What begins with `#` is a remark.

use std::collections::BTreeMap;

use super::{FileError, Graph, MOST_NODES, Problem};

/// Reads a list of edges. Nodes have the order in which they are named first.
///
/// # Errors
///
/// The first line that has not two names, or that there is none.
pub fn read(text: &str) -> Result<Graph, FileError> {
    let (mut names, mut links) = (BTreeMap::<&str, u32>::new(), Vec::new());
    for (line, number) in text.lines().zip(1..) {
        let edge = line.split('#').next().unwrap_or_default();
        let words: Vec<&str> = words(edge).collect();
        let at = |column: usize, problem| FileError { line: number, column: column as u32, problem };
        match words.as_slice() {
            [] => {}
            [one, other] => {
                let mut number = |name| {
                    let next = names.len() as u32;
                    *names.entry(name).or_insert(next)
                };
                links.push((number(one), number(other)));
                if names.len() > MOST_NODES as usize {
                    return Err(at(1, Problem::TooMany));
                }
            }
            [one] => return Err(at(column(line, one), Problem::NotTwo(1))),
            [_, _, third, ..] => return Err(at(column(line, third), Problem::NotTwo(words.len()))),
        }
    }
    if names.is_empty() {
        return Err(FileError { line: 1, column: 1, problem: Problem::Empty });
    }
    Ok(Graph::linked(names.len() as u32, links))
}

fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty())
}

/// Where a word that is a part of a line begins in it.
fn column(line: &str, word: &str) -> usize {
    let bytes = word.as_ptr().addr().saturating_sub(line.as_ptr().addr());
    line.get(..bytes).map_or(0, |before| before.chars().count()) + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_nodes_in_the_order_in_which_they_come() {
        let graph = read("# Maas\nmaastricht luik\nluik,aken  # the line by Verviers\n\naken\tmaastricht\n").unwrap();
        assert_eq!(graph, Graph::linked(3, [(0, 1), (1, 2), (2, 0)]));
    }

    #[test]
    fn what_is_no_edge_is_told_with_its_place() {
        let wrong = |text: &str| read(text).unwrap_err().to_string();
        assert_eq!(wrong("a b\n  größe\n"), "line 2, column 3: an edge is two names, and this line has 1");
        assert_eq!(wrong("größe b 7\n"), "line 1, column 9: an edge is two names, and this line has 3");
        assert_eq!(wrong("# nothing\n"), "line 1, column 1: there is no node in it");
    }
}
