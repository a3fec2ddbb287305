#include <dnnl.h>
// From libgomp, whose own header omp.h does not pass Clang's module scan.
extern void omp_set_num_threads(int);
