//! Small things that are drawn everywhere: text that fits, a pen for one line, the frame of a pane, a window on a list.

mod frame;
pub mod offers;
mod pen;
mod text;
mod window;

pub use frame::{pane, popup};
pub use pen::Pen;
pub use text::{fit, width, wrap};
pub use window::Window;
