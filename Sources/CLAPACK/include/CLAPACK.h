#pragma once
// The functions of LAPACKE and CBLAS that Apus calls, under their own names.
#include <cblas.h>
#include <lapacke.h>

/// Loads both libraries, once. Returns NULL, or the name of the library or function that cannot be loaded. In that case
/// the functions below compute nothing: they return -1 or fill their result with NaN.
const char *apus_lapack_load(void);
