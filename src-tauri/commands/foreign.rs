//! Commands about connections of other tools, and about pasted texts.

use super::{args::*, commands};
use tidegate_domain::foreign::{ForeignConnections, ForeignTaken, Recognised};

commands! {
    fn foreign_connections(desktop, _args: Nothing) -> ForeignConnections {
        desktop.engine.foreign_connections().await
    }

    fn foreign_take(desktop, args: ForeignTakeArgs) -> ForeignTaken {
        desktop.engine.foreign_take(args.ids).await
    }

    fn paste_recognise(desktop, args: PasteArgs) -> Option<Recognised> {
        desktop.engine.paste_recognise(args.text).await
    }
}
