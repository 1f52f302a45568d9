//! Recorded drawings as bytes, so that persisted entries play back after a restart.

use rhai::{Dynamic, FnPtr};
use serde::{Deserialize, Serialize};

use super::recording::{Item, Place};
use crate::cache::{Replay, ReplayCodec};
use crate::element::{Args, Drawing, Element, Host, Payload, registry};
use crate::error::{Error, ErrorKind, Result};
use crate::protocol::PageConfig;
use crate::value::{HostTypes, codec};

/// The items of one entry, as the cache holds them.
#[derive(Debug)]
pub(in crate::script) struct Replays(pub(in crate::script) Vec<Item>);

impl Replays {
    pub(super) fn into_replay(items: Vec<Item>) -> Replay {
        if items.is_empty() {
            return Replay::none();
        }
        let size = items.iter().map(Item::size).sum();
        Replay::new(Self(items), size)
    }
}

#[derive(Serialize, Deserialize)]
enum StoredItem {
    Element(Place, StoredElement),
    Block(Place, StoredElement, Vec<StoredElement>, bool),
    Widget(Place, String, serde_bytes::ByteBuf),
    Page(PageConfig),
}

#[derive(Serialize, Deserialize)]
struct StoredElement {
    kind: String,
    props: serde_bytes::ByteBuf,
    payloads: Vec<serde_bytes::ByteBuf>,
    key: Option<String>,
}

impl StoredElement {
    fn of(element: &Element) -> Self {
        let bytes = |bytes: &[u8]| serde_bytes::ByteBuf::from(bytes.to_vec());
        Self {
            kind: element.kind.to_owned(),
            props: bytes(&element.props),
            payloads: element.payloads.iter().map(|payload| bytes(&payload.content)).collect(),
            key: element.key.as_deref().map(str::to_owned),
        }
    }

    fn restore(self) -> Result<Element, String> {
        let kind = registry::kind(&self.kind).ok_or_else(|| format!("this version draws no `{}`", self.kind))?;
        Ok(Element::encoded(
            kind,
            self.props.into_vec().into(),
            self.payloads.into_iter().map(|payload| Payload::new(payload.into_vec())).collect(),
            self.key.as_deref(),
        ))
    }
}

/// The codec of [`Replays`].
#[derive(Debug)]
pub(in crate::script) struct DrawingCodec {
    pub(in crate::script) types: HostTypes,
}

impl ReplayCodec for DrawingCodec {
    fn encode(&self, replay: &Replay) -> Result<Vec<u8>, String> {
        let items = replay.items::<Replays>().ok_or("these items are not a drawing")?;
        let stored = items
            .0
            .iter()
            .map(|item| {
                Ok(match item {
                    Item::Element { place, element } => StoredItem::Element(place.clone(), StoredElement::of(element)),
                    Item::Block { place, element, children, single } => StoredItem::Block(
                        place.clone(),
                        StoredElement::of(element),
                        children.iter().map(StoredElement::of).collect(),
                        *single,
                    ),
                    Item::Widget { place, args, widget } => {
                        let args = Dynamic::from_array(args.clone());
                        let args = codec::encode(&args, &self.types)
                            .map_err(|error| format!("the arguments of st.{}: {error}", widget.command()))?;
                        StoredItem::Widget(place.clone(), widget.command().to_owned(), args.into())
                    }
                    Item::Page(config) => StoredItem::Page(config.clone()),
                })
            })
            .collect::<Result<Vec<_>, String>>()?;
        rmp_serde::to_vec(&stored).map_err(|error| error.to_string())
    }

    fn decode(&self, bytes: &[u8]) -> Result<Replay, String> {
        let stored: Vec<StoredItem> = rmp_serde::from_slice(bytes).map_err(|error| error.to_string())?;
        let items = stored
            .into_iter()
            .map(|item| {
                Ok(match item {
                    StoredItem::Element(place, element) => Item::Element { place, element: element.restore()? },
                    StoredItem::Block(place, element, children, single) => Item::Block {
                        place,
                        element: element.restore()?,
                        children: children.into_iter().map(StoredElement::restore).collect::<Result<_, String>>()?,
                        single,
                    },
                    StoredItem::Widget(place, command, args) => self.widget(place, &command, &args)?,
                    StoredItem::Page(config) => Item::Page(config),
                })
            })
            .collect::<Result<Vec<_>, String>>()?;
        Ok(Replays::into_replay(items))
    }
}

impl DrawingCodec {
    fn widget(&self, place: Place, command: &str, args: &[u8]) -> Result<Item, String> {
        let entry = registry::find(command).ok_or("no such widget")?;
        let args = codec::decode(args, &self.types).map_err(|error| error.to_string())?;
        let args: rhai::Array = args.try_cast().ok_or("arguments are an array")?;
        let mut given = Args::new(&entry.spec, args.clone()).map_err(|error| error.to_string())?;
        match (entry.build)(&mut given, &mut NoScript).map_err(|error| error.to_string())? {
            Drawing::Widget(widget) => Ok(Item::Widget { place, args, widget }),
            _ => Err("not a widget".to_owned()),
        }
    }
}

/// Arguments that were stored hold no functions, so that none is called.
struct NoScript;

impl Host for NoScript {
    fn call(&mut self, _: &FnPtr, _: Vec<Dynamic>) -> Result<Dynamic> {
        Err(Error::new(ErrorKind::Script, "A stored widget cannot call functions of the script."))
    }
}
