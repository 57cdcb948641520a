//! BMP files are blackened where they are: their pixels are not packed.

use super::super::bmp::form;
use super::{Boxes, Rows, darkest, unwritable};
use crate::redact::CopyError;

pub(super) fn blackened(bytes: &[u8], boxes: &Boxes<'_>) -> Result<Vec<u8>, CopyError> {
    let form = form(bytes)?;
    if !matches!(form.packing, 0 | 3 | 6) {
        return Err(unwritable());
    }
    let black = match form.bits {
        1 | 4 | 8 => {
            let table = bytes.get(form.table.clone()).ok_or_else(unwritable)?;
            vec![darkest(table, form.colour, &|_| true)]
        }
        16 => vec![0; 2],
        24 => vec![0; 3],
        32 => vec![0, 0, 0, 0xff],
        _ => return Err(unwritable()),
    };
    let mut out = bytes.to_vec();
    let mut rows = Rows {
        stride: form.stride(),
        width: form.width,
        height: form.height,
        bits: form.bits,
        upwards: !form.downwards,
        pixels: out.get_mut(form.pixels.clone()).ok_or_else(unwritable)?,
    };
    boxes.blacken(0, &mut rows, &black)?;
    Ok(out)
}
