#pragma once

namespace workbench {

/// Lets this process have as many open files and sockets as the system allows it, within reason:
/// the usual limit of 1,024 is less than a server has clients. Programs that it starts inherit it.
void raiseDescriptorLimit();

/// How many that are at most; 0: not known.
int descriptorLimit();

} // namespace workbench
