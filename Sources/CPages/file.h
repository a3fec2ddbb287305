// #embed, and not SwiftPM's rule embedInCode: 120 KB as a literal of Swift take 8 s of the compiler and 370 MB at every
// build of their module; so they take nothing.
#pragma once
#pragma clang diagnostic ignored "-Wc23-extensions"

#include "CPages.h"

// A file of a page by its name and its bytes.
#define APUS_FILE(name, symbol) {name, symbol, sizeof symbol}
