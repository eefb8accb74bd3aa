//! `ARCHITECTURE.md` names every crate and every top-level module once, and none that is gone.

use std::collections::BTreeMap;

use super::files;

/// Each folder with its modules, as the page's tables name them: a heading "### `folder`", then rows that begin with
/// a module in back-ticks.
fn on_the_page() -> BTreeMap<String, Vec<String>> {
    let page = files::text("ARCHITECTURE.md");
    let mut map: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut folder = None;
    for line in page.lines() {
        if line.starts_with('#') {
            folder = line.strip_prefix("### `").and_then(|rest| rest.split('`').next());
            map.extend(folder.map(|f| (f.to_owned(), Vec::new())));
        } else if let (Some(folder), Some(row)) = (folder, line.strip_prefix("| `")) {
            map.get_mut(folder).unwrap().push(row.split('`').next().unwrap().to_owned());
        }
    }
    map.values_mut().for_each(|modules| modules.sort());
    map
}

/// Each folder with its modules, as they lie on disk.
fn on_disk() -> BTreeMap<String, Vec<String>> {
    let sources = [
        ("node", "node/src"),
        ("protocol", "protocol/src"),
        ("schemas", "schemas/src"),
        ("simulations", "simulations/src"),
        ("tests", "tests/tests"),
    ];
    sources.map(|(folder, source)| (folder.to_owned(), modules(source))).into()
}

fn modules(source: &str) -> Vec<String> {
    let names = files::entries(&files::root().join(source)).into_iter().filter_map(|path| {
        let is_module = path.extension().is_some_and(|e| e == "rs") || path.join("mod.rs").exists();
        is_module.then(|| path.file_stem().unwrap().to_str().unwrap().to_owned())
    });
    let mut modules: Vec<_> = names.filter(|name| name != "lib" && name != "main").collect();
    modules.sort();
    modules
}

#[test]
fn the_code_map_names_every_module_once_and_none_that_is_gone() {
    assert_eq!(on_the_page(), on_disk(), "left: ARCHITECTURE.md; right: the folders");
}
