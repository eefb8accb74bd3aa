//! GraphML: a graph of nodes and undirected edges, as the Topology Zoo has it. What else the file says of them is passed
//! over; parallel edges are one link.

use std::collections::BTreeMap;

use roxmltree::{Document, Node, ParsingOptions, TextPos};

use super::{FileError, Graph, MOST_NODES, Problem};

/// Reads the one graph of a file. Nodes have the order in which they stand there.
///
/// # Errors
///
/// What is wrong first, with its place. A document type is refused, and with it entities, which can make a small file
/// large.
pub fn read(text: &str) -> Result<Graph, FileError> {
    let document = Document::parse_with_options(text, ParsingOptions::default()).map_err(|error| {
        // What is never closed is missed where the file ends, which the parser does not say.
        let at = match error {
            roxmltree::Error::UnclosedRootNode => end(text),
            _ => error.pos(),
        };
        let said = error.to_string();
        // It ends with the place, which stands at the front already.
        let said = said.rsplit_once(" at ").map_or(said.as_str(), |(what, _)| what);
        FileError { line: at.row, column: at.col, problem: Problem::Xml(said.to_owned()) }
    })?;
    let root = document.root_element();
    if root.tag_name().name() != "graphml" {
        return Err(wrong(root, Problem::Not(root.tag_name().name().to_owned(), "graphml")));
    }
    let graphs: Vec<Node<'_, '_>> = elements(root).filter(|&node| is(node, "graph")).collect();
    let [graph] = graphs.as_slice() else { return Err(wrong(root, Problem::Graphs(graphs.len()))) };
    if graph.attribute("edgedefault") == Some("directed") {
        return Err(wrong(*graph, Problem::Unread("edgedefault=\"directed\"".to_owned())));
    }
    links(*graph)
}

fn links(graph: Node<'_, '_>) -> Result<Graph, FileError> {
    let mut names: BTreeMap<&str, u32> = BTreeMap::new();
    for node in elements(graph).filter(|&node| is(node, "node")) {
        let id = attribute(node, "node", "id")?;
        if elements(node).any(|inner| is(inner, "graph")) {
            return Err(wrong(node, Problem::Unread("graph in a node".to_owned())));
        }
        let next = names.len() as u32;
        if names.insert(id, next).is_some() {
            return Err(wrong(node, Problem::Twice(id.to_owned())));
        }
        if next >= MOST_NODES {
            return Err(wrong(node, Problem::TooMany));
        }
    }
    if names.is_empty() {
        return Err(wrong(graph, Problem::Empty));
    }
    let mut links = Vec::new();
    for edge in elements(graph) {
        if is(edge, "edge") {
            let end = |end| {
                let name = attribute(edge, "edge", end)?;
                names.get(name).copied().ok_or_else(|| wrong(edge, Problem::Unknown(name.to_owned())))
            };
            if edge.attribute("directed") == Some("true") {
                return Err(wrong(edge, Problem::Unread("directed=\"true\"".to_owned())));
            }
            links.push((end("source")?, end("target")?));
        } else if is(edge, "hyperedge") {
            return Err(wrong(edge, Problem::Unread("hyperedge".to_owned())));
        }
    }
    Ok(Graph::linked(names.len() as u32, links))
}

fn end(text: &str) -> TextPos {
    let last = text.rsplit('\n').next().unwrap_or_default();
    TextPos::new(text.matches('\n').count() as u32 + 1, last.chars().count() as u32 + 1)
}

fn elements<'a, 'i>(of: Node<'a, 'i>) -> impl Iterator<Item = Node<'a, 'i>> {
    of.children().filter(Node::is_element)
}

fn attribute<'a>(of: Node<'a, '_>, element: &'static str, attribute: &'static str) -> Result<&'a str, FileError> {
    of.attribute(attribute).ok_or_else(|| wrong(of, Problem::Missing { element, attribute }))
}

fn wrong(node: Node<'_, '_>, problem: Problem) -> FileError {
    let at = node.document().text_pos_at(node.range().start);
    FileError { line: at.row, column: at.col, problem }
}

/// Whether an element has a name, in whichever namespace: files of the zoo have that of GraphML, others leave it out.
fn is(node: Node<'_, '_>, name: &str) -> bool {
    node.tag_name().name() == name
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMESPACE: &str = "xmlns=\"http://graphml.graphdrawing.org/xmlns\"";

    fn file(graph: &str) -> String {
        format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<graphml {NAMESPACE}>\n{graph}\n</graphml>")
    }

    #[test]
    fn parallel_edges_are_one_link_and_data_is_passed_over() {
        let text = file(
            "<key id=\"d0\" for=\"node\"/>\n<graph edgedefault=\"undirected\"><data key=\"d0\">Maas</data>\n\
             <node id=\"5\"><data key=\"d0\">Luik</data></node><node id=\"7\"/><node id=\"9\"/>\n\
             <edge source=\"5\" target=\"7\"/><edge source=\"7\" target=\"5\"/><edge source=\"9\" target=\"9\"/></graph>",
        );
        assert_eq!(read(&text), Ok(Graph::linked(3, [(0, 1)])));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let wrong = |text: &str| read(text).unwrap_err().to_string();
        let graph = |inner: &str| file(&format!("<graph edgedefault=\"undirected\">\n{inner}</graph>"));
        let unknown = graph("<node id=\"a\"/>\n  <edge source=\"a\" target=\"b\"/>");
        assert_eq!(wrong(&unknown), "line 5, column 3: there is no node `b`");
        assert_eq!(
            wrong(&graph("<node id=\"a\"/> <node id=\"a\"/>")),
            "line 4, column 16: there is a node `a` already"
        );
        assert_eq!(wrong(&graph(" <node/>")), "line 4, column 2: `node` has no `id`");
        assert_eq!(wrong(&graph("<node id=\"a\"/><edge source=\"a\"/>")), "line 4, column 15: `edge` has no `target`");
        assert_eq!(wrong(&graph("")), "line 3, column 1: there is no node in it");
        assert_eq!(wrong(&file("")), "line 2, column 1: one graph is read from a file, and this has 0");
        assert_eq!(wrong("<svg/>"), "line 1, column 1: this is `svg`, where GraphML has `graphml`");
        let open = "line 2, column 8: this is no XML: the root node was opened but never closed";
        assert_eq!(wrong("<graphml>\n<graph>"), open);
        assert!(wrong(&file("<graph edgedefault=\"directed\"/>")).contains("line 3, column 1: `edgedefault"));
        assert!(wrong("<!DOCTYPE graphml [<!ENTITY a \"b\">]>\n<graphml/>").contains("line 1"));
    }
}
