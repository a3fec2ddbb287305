#pragma once
#include <string>

// What the JPEG decoder only warns of. It goes on behind damaged data and fills the rest of the frame with a constant, so a
// warning is the only sign that pixels are not those that were stored.
namespace DecoderWarnings {

// Lets warnings of the decoder reach this thread's list. Called once, when the log is set up.
void collect();
// Forgets the warnings of this thread.
void clear();
// The first warning of this thread that says that data are damaged; empty where there is none.
const std::string &damage();

}  // namespace DecoderWarnings
