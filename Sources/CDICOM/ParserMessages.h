#pragma once
#include <string>

// What DCMTK and the JPEG decoder only write to their log, but which decides whether a file can be trusted.
namespace ParserMessages {

// Lets the messages reach this thread's record. Called once, when the log is set up.
void collect();
// Forgets what this thread has recorded.
void clear();
// The first message of the JPEG decoder that data are damaged; empty where there is none. It goes on behind damaged
// data and fills the rest of the frame with a constant.
const std::string &damage();
// The first attribute, by name and tag, that is twice in one data set and decides the image or the region; empty where
// there is none. The parser keeps the first of the two and drops the other.
const std::string &doubled();

}  // namespace ParserMessages
