#define _GNU_SOURCE
#include "COneDNN.h"
#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>

// Every function in use: its result, name, parameters, and the arguments that are passed on.
#define FUNCTIONS(X) \
  X(dnnl_status_t, dnnl_engine_create, (dnnl_engine_t * a, dnnl_engine_kind_t b, size_t c), (a, b, c)) \
  X(dnnl_status_t, dnnl_engine_destroy, (dnnl_engine_t a), (a)) \
  X(dnnl_status_t, dnnl_stream_create, (dnnl_stream_t * a, dnnl_engine_t b, unsigned c), (a, b, c)) \
  X(dnnl_status_t, dnnl_stream_destroy, (dnnl_stream_t a), (a)) \
  X(dnnl_status_t, dnnl_stream_wait, (dnnl_stream_t a), (a)) \
  X(dnnl_status_t, dnnl_memory_create, (dnnl_memory_t * a, const dnnl_memory_desc_t *b, dnnl_engine_t c, void *d), \
    (a, b, c, d)) \
  X(dnnl_status_t, dnnl_memory_destroy, (dnnl_memory_t a), (a)) \
  X(int, dnnl_memory_desc_equal, (const dnnl_memory_desc_t *a, const dnnl_memory_desc_t *b), (a, b)) \
  X(size_t, dnnl_memory_desc_get_size, (const dnnl_memory_desc_t *a), (a)) \
  X(dnnl_status_t, dnnl_memory_desc_init_by_strides, \
    (dnnl_memory_desc_t * a, int b, const dnnl_dims_t c, dnnl_data_type_t d, const dnnl_dims_t e), (a, b, c, d, e)) \
  X(dnnl_status_t, dnnl_memory_desc_init_by_tag, \
    (dnnl_memory_desc_t * a, int b, const dnnl_dims_t c, dnnl_data_type_t d, dnnl_format_tag_t e), (a, b, c, d, e)) \
  X(dnnl_status_t, dnnl_dilated_convolution_forward_desc_init, \
    (dnnl_convolution_desc_t * a, dnnl_prop_kind_t b, dnnl_alg_kind_t c, const dnnl_memory_desc_t *d, \
     const dnnl_memory_desc_t *e, const dnnl_memory_desc_t *f, const dnnl_memory_desc_t *g, const dnnl_dims_t h, \
     const dnnl_dims_t i, const dnnl_dims_t j, const dnnl_dims_t k), (a, b, c, d, e, f, g, h, i, j, k)) \
  X(dnnl_status_t, dnnl_dilated_convolution_backward_data_desc_init, \
    (dnnl_convolution_desc_t * a, dnnl_alg_kind_t b, const dnnl_memory_desc_t *c, const dnnl_memory_desc_t *d, \
     const dnnl_memory_desc_t *e, const dnnl_dims_t f, const dnnl_dims_t g, const dnnl_dims_t h, const dnnl_dims_t i), \
    (a, b, c, d, e, f, g, h, i)) \
  X(dnnl_status_t, dnnl_dilated_convolution_backward_weights_desc_init, \
    (dnnl_convolution_desc_t * a, dnnl_alg_kind_t b, const dnnl_memory_desc_t *c, const dnnl_memory_desc_t *d, \
     const dnnl_memory_desc_t *e, const dnnl_memory_desc_t *f, const dnnl_dims_t g, const dnnl_dims_t h, \
     const dnnl_dims_t i, const dnnl_dims_t j), (a, b, c, d, e, f, g, h, i, j)) \
  X(dnnl_status_t, dnnl_pooling_forward_desc_init, \
    (dnnl_pooling_desc_t * a, dnnl_prop_kind_t b, dnnl_alg_kind_t c, const dnnl_memory_desc_t *d, \
     const dnnl_memory_desc_t *e, const dnnl_dims_t f, const dnnl_dims_t g, const dnnl_dims_t h, const dnnl_dims_t i), \
    (a, b, c, d, e, f, g, h, i)) \
  X(dnnl_status_t, dnnl_reorder_primitive_desc_create, \
    (dnnl_primitive_desc_t * a, const dnnl_memory_desc_t *b, dnnl_engine_t c, const dnnl_memory_desc_t *d, \
     dnnl_engine_t e, const_dnnl_primitive_attr_t f), (a, b, c, d, e, f)) \
  X(dnnl_status_t, dnnl_post_ops_create, (dnnl_post_ops_t * a), (a)) \
  X(dnnl_status_t, dnnl_post_ops_destroy, (dnnl_post_ops_t a), (a)) \
  X(dnnl_status_t, dnnl_post_ops_append_sum, (dnnl_post_ops_t a, float b), (a, b)) \
  X(dnnl_status_t, dnnl_post_ops_append_eltwise, \
    (dnnl_post_ops_t a, float b, dnnl_alg_kind_t c, float d, float e), (a, b, c, d, e)) \
  X(dnnl_status_t, dnnl_primitive_attr_create, (dnnl_primitive_attr_t * a), (a)) \
  X(dnnl_status_t, dnnl_primitive_attr_destroy, (dnnl_primitive_attr_t a), (a)) \
  X(dnnl_status_t, dnnl_primitive_attr_set_post_ops, (dnnl_primitive_attr_t a, const_dnnl_post_ops_t b), (a, b)) \
  X(dnnl_status_t, dnnl_primitive_attr_set_scratchpad_mode, (dnnl_primitive_attr_t a, dnnl_scratchpad_mode_t b), (a, b)) \
  X(dnnl_status_t, dnnl_primitive_desc_create, \
    (dnnl_primitive_desc_t * a, const_dnnl_op_desc_t b, const_dnnl_primitive_attr_t c, dnnl_engine_t d, \
     const_dnnl_primitive_desc_t e), (a, b, c, d, e)) \
  X(dnnl_status_t, dnnl_primitive_desc_destroy, (dnnl_primitive_desc_t a), (a)) \
  X(const dnnl_memory_desc_t *, dnnl_primitive_desc_query_md, (const_dnnl_primitive_desc_t a, dnnl_query_t b, int c), \
    (a, b, c)) \
  X(dnnl_status_t, dnnl_primitive_create, (dnnl_primitive_t * a, const_dnnl_primitive_desc_t b), (a, b)) \
  X(dnnl_status_t, dnnl_primitive_destroy, (dnnl_primitive_t a), (a)) \
  X(dnnl_status_t, dnnl_primitive_execute, \
    (const_dnnl_primitive_t a, dnnl_stream_t b, int c, const dnnl_exec_arg_t *d), (a, b, c, d)) \
  X(dnnl_cpu_isa_t, dnnl_get_effective_cpu_isa, (void), ()) \
  X(const dnnl_version_t *, dnnl_version, (void), ())

#define DEFINE(result, name, parameters, arguments) \
  static result(*name##_loaded) parameters; \
  result name parameters { return name##_loaded arguments; }
FUNCTIONS(DEFINE)

static void (*set_threads_loaded)(int);
static int (*thread_loaded)(void);
static int (*threads_loaded)(void);
static void (*teams_loaded)(void (*)(void *), void *, unsigned, unsigned, unsigned);
static void (*parallel_loaded)(void (*)(void *), void *, unsigned, unsigned);
void omp_set_num_threads(int count) { set_threads_loaded(count); }
int omp_get_thread_num(void) { return thread_loaded(); }
int omp_get_num_threads(void) { return threads_loaded(); }
void GOMP_parallel(void (*body)(void *), void *context, unsigned threads, unsigned flags) {
  parallel_loaded(body, context, threads, flags);
}
void GOMP_teams_reg(void (*body)(void *), void *context, unsigned teams, unsigned limit, unsigned flags) {
  teams_loaded(body, context, teams, limit, flags);
}

int apus_gomp_is_loaded(void) {
  void *library = dlopen("libgomp.so.1", RTLD_LAZY | RTLD_NOLOAD);
  if (library) dlclose(library);
  return library != NULL;
}

static const char *failure;

static void load(void) {
  // Threads that spin on while they wait would take the core from another volume's work, and threads that sleep at once
  // cost a network of 57 steps a wake-up each. So they spin for as long as a step lasts, a few milliseconds, and then
  // sleep.
  if (!apus_gomp_is_loaded()) {
    setenv("OMP_WAIT_POLICY", "PASSIVE", 0);
    setenv("GOMP_SPINCOUNT", "100000", 0);
  }
  // DEEPBIND: libdnnl must find its own functions and not the ones of the same names in this file.
  void *library = dlopen("libdnnl.so.2", RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);
  void *threads = library ? dlopen("libgomp.so.1", RTLD_NOW | RTLD_LOCAL) : NULL;
  if (!library || !threads) {
    failure = library ? "libgomp.so.1" : "libdnnl.so.2";
    return;
  }
#define RESOLVE(result, name, parameters, arguments) \
  if (!(*(void **)&name##_loaded = dlsym(library, #name))) { failure = "libdnnl.so.2 with " #name; return; }
  FUNCTIONS(RESOLVE)
  *(void **)&set_threads_loaded = dlsym(threads, "omp_set_num_threads");
  *(void **)&thread_loaded = dlsym(threads, "omp_get_thread_num");
  *(void **)&threads_loaded = dlsym(threads, "omp_get_num_threads");
  *(void **)&teams_loaded = dlsym(threads, "GOMP_teams_reg");
  *(void **)&parallel_loaded = dlsym(threads, "GOMP_parallel");
  if (!set_threads_loaded || !thread_loaded || !threads_loaded || !teams_loaded || !parallel_loaded) {
    failure = "libgomp.so.1 of GCC 9 or newer";
  }
}

const char *apus_onednn_load(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load);
  return failure;
}
