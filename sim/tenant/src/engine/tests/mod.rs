//! Small architectures lived against hand-made tapes.
