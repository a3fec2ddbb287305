#define _GNU_SOURCE
#include "CLAPACK.h"
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

// OpenBLAS is loaded when it is first needed and not at every start: it takes 4 ms to relocate, and its threads spin for tens of
// milliseconds before they sleep, which on small cases was as much processor time as the features. With one thread it starts
// none, and no bit of a result depends on the number of cores; patients, images and folds are what runs side by side.

static lapack_int (*dsyev_loaded)(int, char, char, lapack_int, double *, lapack_int, double *);
static lapack_int (*dpotrf_loaded)(int, char, lapack_int, double *, lapack_int);
static void (*dtrsv_loaded)(
    enum CBLAS_ORDER, enum CBLAS_UPLO, enum CBLAS_TRANSPOSE, enum CBLAS_DIAG, blasint, const double *, blasint, double *,
    blasint);
static void (*dsymv_loaded)(
    enum CBLAS_ORDER, enum CBLAS_UPLO, blasint, double, const double *, blasint, const double *, blasint, double, double *,
    blasint);
static void (*dsyrk_loaded)(
    enum CBLAS_ORDER, enum CBLAS_UPLO, enum CBLAS_TRANSPOSE, blasint, blasint, double, const double *, blasint, double,
    double *, blasint);
static void (*dsyr_loaded)(
    enum CBLAS_ORDER, enum CBLAS_UPLO, blasint, double, const double *, blasint, double *, blasint);

static void *resolve(void *library, const char *name, const char *file) {
  void *symbol = library ? dlsym(library, name) : NULL;
  if (symbol) return symbol;
  // As the loader would have done at the start: there is nothing to go on with.
  fprintf(stderr, "apus: %s, with %s, cannot be loaded. Run script/setup, or install liblapacke and libopenblas0.\n", file, name);
  exit(69);
}

static void load(void) {
  setenv("OPENBLAS_NUM_THREADS", "1", 1);
  void *blas = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_GLOBAL | RTLD_DEEPBIND);
  void *lapack = dlopen("liblapacke.so.3", RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);
  *(void **)&dsyev_loaded = resolve(lapack, "LAPACKE_dsyev", "liblapacke.so.3");
  *(void **)&dpotrf_loaded = resolve(lapack, "LAPACKE_dpotrf_work", "liblapacke.so.3");
  *(void **)&dtrsv_loaded = resolve(blas, "cblas_dtrsv", "libopenblas.so.0");
  *(void **)&dsymv_loaded = resolve(blas, "cblas_dsymv", "libopenblas.so.0");
  *(void **)&dsyrk_loaded = resolve(blas, "cblas_dsyrk", "libopenblas.so.0");
  *(void **)&dsyr_loaded = resolve(blas, "cblas_dsyr", "libopenblas.so.0");
}

static void ready(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load);
}

lapack_int LAPACKE_dsyev(int order, char job, char half, lapack_int n, double *a, lapack_int lda, double *w) {
  ready();
  return dsyev_loaded(order, job, half, n, a, lda, w);
}

lapack_int LAPACKE_dpotrf_work(int order, char half, lapack_int n, double *a, lapack_int lda) {
  ready();
  return dpotrf_loaded(order, half, n, a, lda);
}

void cblas_dtrsv(
    const enum CBLAS_ORDER order, const enum CBLAS_UPLO half, const enum CBLAS_TRANSPOSE trans, const enum CBLAS_DIAG unit,
    const blasint n, const double *a, const blasint lda, double *x, const blasint incx) {
  ready();
  dtrsv_loaded(order, half, trans, unit, n, a, lda, x, incx);
}

void cblas_dsymv(
    const enum CBLAS_ORDER order, const enum CBLAS_UPLO half, const blasint n, const double alpha, const double *a,
    const blasint lda, const double *x, const blasint incx, const double beta, double *y, const blasint incy) {
  ready();
  dsymv_loaded(order, half, n, alpha, a, lda, x, incx, beta, y, incy);
}

void cblas_dsyrk(
    const enum CBLAS_ORDER order, const enum CBLAS_UPLO half, const enum CBLAS_TRANSPOSE trans, const blasint n,
    const blasint k, const double alpha, const double *a, const blasint lda, const double beta, double *c,
    const blasint ldc) {
  ready();
  dsyrk_loaded(order, half, trans, n, k, alpha, a, lda, beta, c, ldc);
}

void cblas_dsyr(
    const enum CBLAS_ORDER order, const enum CBLAS_UPLO half, const blasint n, const double alpha, const double *x,
    const blasint incx, double *a, const blasint lda) {
  ready();
  dsyr_loaded(order, half, n, alpha, x, incx, a, lda);
}
