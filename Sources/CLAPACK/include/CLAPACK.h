#pragma once
// The functions of LAPACKE and CBLAS that Apus calls, under their own names; CLAPACK.c loads the libraries at the first call.
#include <cblas.h>
#include <lapacke.h>
