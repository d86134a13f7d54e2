//! Whose request it is: the address of the socket, or what a trusted proxy says.
