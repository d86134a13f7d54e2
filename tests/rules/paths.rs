//! Every path that a source file names, resolved to the crate's root or to another crate.
//!
//! Code for tests alone (`#[cfg(test)]`) is left out, and so are links in documentation.

use syn::{
    Attribute, File, Item, ItemMod, ItemUse, Macro, Meta, UseTree,
    visit::{self, Visit},
};

/// A path as it was resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// A path in this crate, from its root on: `store::tokens`.
    Own(Vec<String>),
    /// A path that begins with another crate, or with something in scope.
    Other(Vec<String>),
}

/// The paths in `source`, the text of the module `module`.
pub(super) fn paths(source: &str, module: &[&str]) -> syn::Result<Vec<Named>> {
    let file: File = syn::parse_str(source)?;
    let mut collector = Collector {
        module: module.iter().map(|&name| name.to_owned()).collect(),
        found: Vec::new(),
    };
    collector.visit_file(&file);
    Ok(collector.found)
}

/// The modules that `source`, the text of the module `module`, declares for tests alone and keeps in other files.
pub(super) fn modules_for_tests(source: &str, module: &[String]) -> syn::Result<Vec<Vec<String>>> {
    let file: File = syn::parse_str(source)?;
    let declared = file.items.iter().filter_map(|item| match item {
        Item::Mod(item) if item.content.is_none() && item.attrs.iter().any(is_for_tests) => {
            let mut path = module.to_vec();
            path.push(item.ident.to_string());
            Some(path)
        }
        _ => None,
    });
    Ok(declared.collect())
}

struct Collector {
    module: Vec<String>,
    found: Vec<Named>,
}

impl Collector {
    fn add(&mut self, segments: &[String]) {
        let mut here = self.module.clone();
        let mut rest = segments;
        let Some(first) = segments.first() else {
            return;
        };
        match first.as_str() {
            // main.rs names the library by its own name.
            "crate" | "tributary" => {
                here.clear();
                rest = &rest[1..];
            }
            "self" => rest = &rest[1..],
            "super" => {
                while rest.first().is_some_and(|word| word == "super") {
                    here.pop();
                    rest = &rest[1..];
                }
            }
            _ => return self.found.push(Named::Other(segments.to_vec())),
        }
        here.extend_from_slice(rest);
        self.found.push(Named::Own(here));
    }

    fn add_tree(&mut self, tree: &UseTree, before: &mut Vec<String>) {
        match tree {
            UseTree::Path(path) => {
                before.push(path.ident.to_string());
                self.add_tree(&path.tree, before);
                before.pop();
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.add_tree(tree, before);
                }
            }
            UseTree::Name(_) | UseTree::Rename(_) | UseTree::Glob(_) => {
                let last = match tree {
                    UseTree::Name(name) => name.ident.to_string(),
                    UseTree::Rename(rename) => rename.ident.to_string(),
                    _ => "*".to_owned(),
                };
                let mut path = before.clone();
                if last != "self" || before.is_empty() {
                    path.push(last);
                }
                self.add(&path);
            }
        }
    }

    /// What a macro is given is no syntax yet: everything in it that looks like a path is taken for one.
    fn add_tokens(&mut self, tokens: &str) {
        let joined = tokens.replace(" :: ", "::").replace(":: ", "::");
        let joined = joined.replace(" ::", "::");
        let words =
            joined.split(|letter: char| !letter.is_alphanumeric() && !"_:".contains(letter));
        for word in words.filter(|word| word.contains("::")) {
            let segments: Vec<String> = word
                .split("::")
                .filter(|segment| !segment.is_empty())
                .map(str::to_owned)
                .collect();
            self.add(&segments);
        }
    }
}

impl<'ast> Visit<'ast> for Collector {
    fn visit_item(&mut self, item: &'ast Item) {
        if !attributes(item).iter().any(is_for_tests) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        self.module.push(item.ident.to_string());
        visit::visit_item_mod(self, item);
        self.module.pop();
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.add_tree(&item.tree, &mut Vec::new());
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.segments.len() > 1 {
            let segments: Vec<String> = path
                .segments
                .iter()
                .map(|segment| segment.ident.to_string())
                .collect();
            self.add(&segments);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        self.add_tokens(&call.tokens.to_string());
        visit::visit_macro(self, call);
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        if let Meta::List(list) = &attribute.meta {
            self.add_tokens(&list.tokens.to_string());
        }
        visit::visit_attribute(self, attribute);
    }
}

fn is_for_tests(attribute: &Attribute) -> bool {
    match &attribute.meta {
        Meta::List(list) => list.path.is_ident("cfg") && list.tokens.to_string() == "test",
        meta => meta.path().is_ident("test"),
    }
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

#[test]
fn paths_are_found_in_groups_bodies_macros_attributes_and_above() {
    let source = r#"
        //! [`crate::no::Link`]
        use crate::{store::{self, tokens as t}, domain::*};
        use super::super::media;
        #[derive(sqlx::FromRow)]
        struct Row { id: crate::domain::id::VideoId }
        fn body() { super::sibling::call(); log!("{}", ractor::call(crate::jobs::wake())); }
        mod inner { fn f() { super::super::next(); } }
        #[cfg(test)]
        mod tests { use crate::web::nothing; }
    "#;
    let found = paths(source, &["http", "videos"]).unwrap();
    let own = |path: &str| Named::Own(path.split("::").map(str::to_owned).collect());
    let other = |path: &str| Named::Other(path.split("::").map(str::to_owned).collect());
    for expected in [
        own("store"),
        own("store::tokens"),
        own("domain::*"),
        own("media"),
        other("sqlx::FromRow"),
        own("domain::id::VideoId"),
        own("http::sibling::call"),
        other("ractor::call"),
        own("jobs::wake"),
        own("http::next"),
    ] {
        assert!(found.contains(&expected), "{expected:?} not in {found:#?}");
    }
    assert!(!format!("{found:?}").contains("Link"), "{found:#?}");
    assert!(!format!("{found:?}").contains("nothing"), "{found:#?}");
}
