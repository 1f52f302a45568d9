//! What the page shows is what the run drew: nothing stale stays, nothing is missing.

use proptest::collection::vec;
use proptest::prelude::*;
use stscript::testing::WireValue;
use stscript::unstable::element::Element;
use stscript::unstable::protocol::{ClientTree, Node, NodeId, Root, Tree};

use super::page_model::{Page, drawn, values};

/// One step of drawing: what is drawn, and in which of the containers that there are.
#[derive(Debug, Clone)]
enum Step {
    Text { place: usize, body: u8 },
    Container { place: usize, kind: u8, props: u8 },
    Single { place: usize },
    Widget { place: usize, id: u8, value: i64 },
    Replace { place: usize, body: u8 },
    Clear { place: usize },
    Float { place: usize, text: u8 },
    Sink { which: usize },
    Flush,
}

/// A run: its steps, and whether it comes to its end.
#[derive(Debug, Clone)]
struct Run {
    steps: Vec<Step>,
    complete: bool,
    /// What the page sets its widgets to meanwhile.
    sets: Vec<(u8, i64)>,
}

fn step() -> impl Strategy<Value = Step> {
    let place = 0..100_usize;
    prop_oneof![
        6 => (place.clone(), 0..4_u8).prop_map(|(place, body)| Step::Text { place, body }),
        4 => (place.clone(), 0..2_u8, 0..2_u8).prop_map(|(place, kind, props)| Step::Container { place, kind, props }),
        1 => place.clone().prop_map(|place| Step::Single { place }),
        3 => (place.clone(), 0..6_u8, 0..3_i64).prop_map(|(place, id, value)| Step::Widget { place, id, value }),
        2 => (place.clone(), 0..4_u8).prop_map(|(place, body)| Step::Replace { place, body }),
        1 => place.clone().prop_map(|place| Step::Clear { place }),
        1 => (place.clone(), 0..2_u8).prop_map(|(place, text)| Step::Float { place, text }),
        1 => place.prop_map(|which| Step::Sink { which }),
        2 => Just(Step::Flush),
    ]
}

fn run() -> impl Strategy<Value = Run> {
    (vec(step(), 0..25), prop::bool::weighted(0.6), vec((0..6_u8, 0..3_i64), 0..3))
        .prop_map(|(steps, complete, sets)| Run { steps, complete, sets })
}

fn text(body: u8) -> Element {
    Element::new("text", &format!("text {body}"))
}

/// Draws a run, brings the page to it, and checks what the page holds.
fn perform(run: &Run, client_tree: &mut ClientTree, page: &mut Page) {
    for (id, value) in &run.sets {
        let id = format!("w-{id}");
        if page.values.contains_key(&id) {
            page.values.insert(id.clone(), WireValue::Int(*value));
            client_tree.know(&id, WireValue::Int(*value));
        }
    }
    let mut tree = Tree::default();
    let mut containers = vec![NodeId::root(Root::Main), NodeId::root(Root::Sidebar)];
    let mut elements = Vec::new();
    let mut floating = Vec::new();
    let mut widgets = Vec::new();
    client_tree.begin_run();
    for step in &run.steps {
        match step {
            Step::Text { place, body } => {
                elements.push(tree.append(containers[place % containers.len()], Node::element(text(*body))));
            }
            Step::Container { place, kind, props } => {
                let kind = ["container", "expander"][usize::from(*kind)];
                let node = Node::container(Element::new(kind, props), false);
                containers.push(tree.append(containers[place % containers.len()], node));
            }
            Step::Single { place } => {
                let node = Node::container(Element::new("empty", &()), true);
                containers.push(tree.append(containers[place % containers.len()], node));
            }
            Step::Widget { place, id, value } if !widgets.contains(id) => {
                widgets.push(*id);
                let node =
                    Node::widget(Element::new("slider", &()), format!("w-{id}").into(), Some(WireValue::Int(*value)));
                tree.append(containers[place % containers.len()], node);
            }
            Step::Replace { place, body } if !elements.is_empty() => {
                tree.replace(elements[place % elements.len()], Node::element(text(*body)));
            }
            Step::Clear { place } if containers.len() > 2 => tree.clear(containers[2 + place % (containers.len() - 2)]),
            Step::Float { place, text: body } => {
                let parent = containers[place % containers.len()];
                floating.push((parent, tree.float(parent, text(*body))));
            }
            Step::Sink { which } if !floating.is_empty() => {
                let (parent, id) = floating.swap_remove(which % floating.len());
                tree.sink(parent, id);
            }
            Step::Flush => page.apply(&client_tree.update(&tree, false)),
            _ => {}
        }
    }
    for (parent, id) in floating {
        tree.sink(parent, id);
    }
    if run.complete {
        page.apply(&client_tree.update(&tree, true));
        assert_eq!(page.roots, drawn(&tree), "the page shows what was drawn");
        page.run_finished();
        client_tree.settle();
        assert_eq!(page.roots, drawn(&tree), "nothing floats after the end");
        for (id, value) in values(&tree) {
            assert_eq!(page.values.get(&id), Some(&value), "the value of {id}");
        }
        assert_eq!(client_tree.update(&tree, true), [], "the same again changes nothing");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_page_that_applies_the_changes_shows_what_the_run_drew_whatever_was_interrupted_before(runs in vec(run(), 1..8)) {
        let (mut client_tree, mut page) = (ClientTree::default(), Page::default());
        for run in &runs {
            perform(run, &mut client_tree, &mut page);
        }
        let last = Run { complete: true, ..runs[0].clone() };
        perform(&last, &mut client_tree, &mut page);
    }
}
