//! Routes as a tree of path segments, so that finding one of many does not try them all.
//!
//! actix tries the entries of a scope in their order; here each segment that paths share is a scope of its own, with fixed
//! segments before named ones: `/videos/live` is found before `/videos/{id}`, in whatever order they are declared. The
//! segment with most below it is tried first.

use std::{cmp::Reverse, collections::BTreeMap};

use actix_web::{
    Resource,
    web::{self, ServiceConfig},
};

/// Gives a resource its methods.
pub type Fill = fn(Resource) -> Resource;

/// What lies below one place of a path.
#[derive(Default)]
pub struct RouteTree {
    /// The route that ends here.
    own: Option<Fill>,
    /// By the next segment, where it is fixed.
    fixed: BTreeMap<&'static str, Self>,
    /// By the next segment, where it is a name in braces.
    named: BTreeMap<&'static str, Self>,
}

impl RouteTree {
    /// The tree of these paths.
    #[must_use]
    pub fn of(routes: impl IntoIterator<Item = (&'static str, Fill)>) -> Self {
        let mut tree = Self::default();
        for (path, fill) in routes {
            let segments = path.split('/').skip(1);
            let place = segments.fold(&mut tree, |tree, segment| {
                let next = match segment.starts_with('{') {
                    true => &mut tree.named,
                    false => &mut tree.fixed,
                };
                next.entry(segment).or_default()
            });
            place.own = Some(fill);
        }
        tree
    }

    /// Adds every route.
    pub fn configure(&self, config: &mut ServiceConfig) {
        self.configure_own("", config);
        let mut fixed: Vec<_> = self.fixed.iter().collect();
        fixed.sort_by_key(|(_, next)| Reverse(next.size()));
        for (segment, next) in fixed {
            next.scope(format!("/{segment}"), config);
        }
        match self.named.len() {
            0 | 1 => {
                for (name, next) in &self.named {
                    next.scope(format!("/{name}"), config);
                }
            }
            // A scope of one name would hide what lies below another.
            _ => {
                let mut leaves = Vec::new();
                for (name, next) in &self.named {
                    next.leaves(format!("/{name}"), &mut leaves);
                }
                leaves.sort_by_cached_key(|(path, _)| Self::kinds(path));
                for (path, fill) in leaves {
                    config.service(fill(web::resource(path)));
                }
            }
        }
    }

    /// What lies below `prefix`: nothing but this, or a scope.
    fn scope(&self, prefix: String, config: &mut ServiceConfig) {
        if self.fixed.is_empty() && self.named.is_empty() {
            self.configure_own(&prefix, config);
        } else {
            let scope = web::scope(&prefix).configure(|config| self.configure(config));
            config.service(scope);
        }
    }

    fn configure_own(&self, path: &str, config: &mut ServiceConfig) {
        if let Some(fill) = self.own {
            config.service(fill(web::resource(path)));
        }
    }

    /// How many routes there are.
    fn size(&self) -> usize {
        let below = self.fixed.values().chain(self.named.values());
        usize::from(self.own.is_some()) + below.map(Self::size).sum::<usize>()
    }

    fn leaves(&self, prefix: String, leaves: &mut Vec<(String, Fill)>) {
        for (segment, next) in self.fixed.iter().chain(&self.named) {
            next.leaves(format!("{prefix}/{segment}"), leaves);
        }
        if let Some(fill) = self.own {
            leaves.push((prefix, fill));
        }
    }

    /// Orders paths: of two that match the same, the one with a fixed segment where the other has a name comes first.
    fn kinds(path: &str) -> Vec<bool> {
        let segments = path.split('/').skip(1);
        segments.map(|segment| segment.starts_with('{')).collect()
    }
}

#[cfg(test)]
mod tests {
    use actix_web::{App, HttpRequest, test};

    use super::*;

    const PATHS: [&str; 11] = [
        "/",
        "/videos/{id}",
        "/videos/{id}/views",
        "/videos/{id}/files/{file}",
        "/videos/live",
        "/videos/live/{id}",
        "/videos",
        "/users/{name}/{what}",
        "/users/{id}/videos",
        "/users/{id}",
        "/docs/{asset:.*}",
    ];

    async fn said(path: &str) -> String {
        let name: Fill = |resource| {
            resource.route(web::get().to(async |request: HttpRequest| {
                let values = request.match_info().iter().map(|(_, value)| value);
                let values: Vec<&str> = values.collect();
                format!("{} {}", request.match_pattern().unwrap(), values.join(" "))
            }))
        };
        let tree = RouteTree::of(PATHS.map(|path| (path, name)));
        let other = web::to(async || "none");
        let app = App::new()
            .configure(|config| tree.configure(config))
            .default_service(other);
        let app = test::init_service(app).await;
        let request = test::TestRequest::with_uri(path).to_request();
        let body = test::call_and_read_body(&app, request).await;
        String::from_utf8(body.to_vec()).unwrap()
    }

    #[actix_web::test]
    async fn fixed_segments_come_before_named_ones_and_nothing_is_hidden() {
        for (path, expected) in [
            ("/", "/ "),
            ("/videos", "/videos "),
            ("/videos/1", "/videos/{id} 1"),
            ("/videos/1/views", "/videos/{id}/views 1"),
            ("/videos/1/files/2", "/videos/{id}/files/{file} 1 2"),
            ("/videos/live", "/videos/live "),
            ("/videos/live/1", "/videos/live/{id} 1"),
            ("/users/1", "/users/{id} 1"),
            ("/users/1/videos", "/users/{id}/videos 1"),
            ("/users/1/others", "/users/{name}/{what} 1 others"),
            ("/docs/a/b.js", "/docs/{asset:.*} a/b.js"),
            ("/docs/", "/docs/{asset:.*} "),
            ("/videos/", "none"),
            ("/videos/1/", "none"),
            ("/videos/1/likes", "none"),
            ("/videosx", "none"),
            ("/videos/1/views/2", "none"),
            ("//", "none"),
        ] {
            assert_eq!(said(path).await, expected, "{path}");
        }
    }
}
