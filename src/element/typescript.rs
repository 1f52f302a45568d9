//! The TypeScript declarations of the wire types, collected for the page.

use std::collections::BTreeMap;

use ts_rs::{Config, TS, TypeVisitor};

/// The TypeScript declarations of all wire types, collected for `web/src/wire/`.
#[derive(Debug, Default)]
pub(crate) struct Declarations {
    pub(crate) types: BTreeMap<String, String>,
    pub(crate) elements: Vec<(String, String)>,
}

impl Declarations {
    pub(crate) fn add_element<T: TS + 'static>(&mut self, kind: &str) {
        let config = Config::default().with_large_int("number");
        self.elements.push((kind.to_owned(), T::name(&config)));
        self.add::<T>();
    }

    pub(crate) fn add<T: TS + 'static + ?Sized>(&mut self) {
        let config = Config::default().with_large_int("number");
        let name = T::ident(&config);
        if self.types.contains_key(&name) {
            return;
        }
        self.types.insert(name, T::decl(&config));
        T::visit_dependencies(self);
    }
}

impl TypeVisitor for Declarations {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if T::output_path().is_some() {
            self.add::<T>();
        }
    }
}
