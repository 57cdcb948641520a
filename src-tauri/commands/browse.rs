//! Commands about what lies in a source, and what is known of it.

use super::{args::*, commands};
use tidegate_domain::{
    document::{Document, DocumentQuery, Sensitivity},
    finding::Preview,
    object::BrowsePage,
    page::Page,
};

commands! {
    fn browse(desktop, args: BrowseArgs) -> BrowsePage {
        let task = desktop.task(&args.task_id);
        desktop.engine.browse(&task.ctx, &args.id, &args.request).await
    }

    fn sensitivity(desktop, args: SensitivityArgs) -> Vec<Sensitivity> {
        desktop.engine.sensitivity(&args.id, &args.bucket, &args.keys).await
    }

    fn preview(desktop, args: PreviewArgs) -> Preview {
        let task = desktop.task(&args.task_id);
        desktop.engine.preview(&task.ctx, &args.id, &args.object, args.reveal).await
    }

    fn document_list(desktop, query: DocumentQuery) -> Page<Document> {
        desktop.engine.document_list(query).await
    }

    fn document_show(desktop, args: DocumentArgs) -> DocumentDetail {
        let (document, risk) = desktop.engine.document_show(&args.id).await?;
        Ok(DocumentDetail { document, risk })
    }

    fn document_forget(desktop, args: DocumentArgs) -> () {
        desktop.engine.document_forget(&args.id).await
    }
}
