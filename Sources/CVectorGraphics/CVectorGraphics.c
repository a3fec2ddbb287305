#define _GNU_SOURCE
#include "CVectorGraphics.h"
#include <dlfcn.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The functions are declared here and not by the libraries' headers: librsvg2-dev brings 30 packages for
// these thirty functions, whose C interfaces have been stable for more than ten years (librsvg 2.52, Cairo 1.16 and
// Pango 1.38 have them all). Their sources: rsvg-handle.h, cairo.h, cairo-pdf.h, pango-layout.h, pango-font.h.

typedef struct RsvgHandle RsvgHandle;
typedef struct cairo_t cairo_t;
typedef struct cairo_surface_t cairo_surface_t;
typedef struct PangoContext PangoContext;
typedef struct PangoFontDescription PangoFontDescription;
typedef struct PangoFontMap PangoFontMap;
typedef struct PangoLayout PangoLayout;
typedef struct { double x, y, width, height; } RsvgRectangle;
typedef struct { uint32_t domain; int code; char *message; } GError;
typedef int (*cairo_write_func_t)(void *closure, const unsigned char *data, unsigned int length);

enum { CAIRO_FORMAT_RGB24 = 1, CAIRO_PDF_VERSION_1_4 = 0 };
enum { CAIRO_PDF_METADATA_TITLE = 0, CAIRO_PDF_METADATA_CREATE_DATE = 5 };
enum { PANGO_WEIGHT_SEMIBOLD = 600, PANGO_SCALE = 1024 };

// Every function in use: its library, result, name and parameters.
#define FUNCTIONS(X) \
  X(rsvg, RsvgHandle *, rsvg_handle_new_from_data, (const uint8_t *, size_t, GError **)) \
  X(rsvg, void, rsvg_handle_set_dpi, (RsvgHandle *, double)) \
  X(rsvg, int, rsvg_handle_get_intrinsic_size_in_pixels, (RsvgHandle *, double *, double *)) \
  X(rsvg, int, rsvg_handle_render_document, (RsvgHandle *, cairo_t *, const RsvgRectangle *, GError **)) \
  X(gobject, void, g_object_unref, (void *)) \
  X(glib, void, g_error_free, (GError *)) \
  X(cairo, const char *, cairo_version_string, (void)) \
  X(cairo, const char *, cairo_status_to_string, (int)) \
  X(cairo, cairo_surface_t *, cairo_pdf_surface_create_for_stream, (cairo_write_func_t, void *, double, double)) \
  X(cairo, void, cairo_pdf_surface_restrict_to_version, (cairo_surface_t *, int)) \
  X(cairo, void, cairo_pdf_surface_set_metadata, (cairo_surface_t *, int, const char *)) \
  X(cairo, cairo_surface_t *, cairo_image_surface_create, (int, int, int)) \
  X(cairo, int, cairo_surface_write_to_png_stream, (cairo_surface_t *, cairo_write_func_t, void *)) \
  X(cairo, int, cairo_surface_status, (cairo_surface_t *)) \
  X(cairo, void, cairo_surface_finish, (cairo_surface_t *)) \
  X(cairo, void, cairo_surface_destroy, (cairo_surface_t *)) \
  X(cairo, cairo_t *, cairo_create, (cairo_surface_t *)) \
  X(cairo, void, cairo_set_source_rgb, (cairo_t *, double, double, double)) \
  X(cairo, void, cairo_paint, (cairo_t *)) \
  X(cairo, int, cairo_status, (cairo_t *)) \
  X(cairo, void, cairo_destroy, (cairo_t *)) \
  X(pango, const char *, pango_version_string, (void)) \
  X(pangocairo, PangoFontMap *, pango_cairo_font_map_new, (void)) \
  X(pango, PangoContext *, pango_font_map_create_context, (PangoFontMap *)) \
  X(pango, PangoFontDescription *, pango_font_description_new, (void)) \
  X(pango, void, pango_font_description_set_family, (PangoFontDescription *, const char *)) \
  X(pango, void, pango_font_description_set_weight, (PangoFontDescription *, int)) \
  X(pango, void, pango_font_description_set_absolute_size, (PangoFontDescription *, double)) \
  X(pango, void, pango_font_description_free, (PangoFontDescription *)) \
  X(pango, PangoLayout *, pango_layout_new, (PangoContext *)) \
  X(pango, void, pango_layout_set_font_description, (PangoLayout *, const PangoFontDescription *)) \
  X(pango, void, pango_layout_set_text, (PangoLayout *, const char *, int)) \
  X(pango, void, pango_layout_get_size, (PangoLayout *, int *, int *)) \
  X(pango, int, pango_layout_get_unknown_glyphs_count, (PangoLayout *))

#define DECLARE(library, result, name, parameters) static result(*name) parameters;
FUNCTIONS(DECLARE)
#undef DECLARE

static const char *missing;
static char rsvg_version[32] = "of an unknown version";

static void load(void) {
  void *rsvg = dlopen("librsvg-2.so.2", RTLD_NOW | RTLD_LOCAL);
  void *gobject = dlopen("libgobject-2.0.so.0", RTLD_NOW | RTLD_LOCAL);
  void *glib = dlopen("libglib-2.0.so.0", RTLD_NOW | RTLD_LOCAL);
  void *cairo = dlopen("libcairo.so.2", RTLD_NOW | RTLD_LOCAL);
  void *pango = dlopen("libpango-1.0.so.0", RTLD_NOW | RTLD_LOCAL);
  void *pangocairo = dlopen("libpangocairo-1.0.so.0", RTLD_NOW | RTLD_LOCAL);
  // librsvg needs all the others.
  if (!rsvg || !gobject || !glib || !cairo || !pango || !pangocairo) {
    missing = "librsvg-2.so.2";
    return;
  }
#define RESOLVE(library, result, name, parameters) \
  if (!(*(void **)&name = dlsym(library, #name))) { missing = "librsvg-2.so.2 with " #name; return; }
  FUNCTIONS(RESOLVE)
#undef RESOLVE
  // Variables, not functions: rsvg-version.h.
  const unsigned *major = dlsym(rsvg, "rsvg_major_version"), *minor = dlsym(rsvg, "rsvg_minor_version");
  const unsigned *micro = dlsym(rsvg, "rsvg_micro_version");
  if (major && minor && micro) snprintf(rsvg_version, sizeof rsvg_version, "%u.%u.%u", *major, *minor, *micro);
}

const char *apus_vector_load(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load);
  return missing;
}

// Where the bytes of a file go.
struct target {
  apus_vector_sink sink;
  void *context;
};

static int pass_on(void *closure, const unsigned char *data, unsigned int length) {
  struct target *target = closure;
  target->sink(target->context, data, length);
  return 0;
}

static void say(char *message, size_t room, const char *words) { snprintf(message, room, "%s", words ? words : ""); }

static void take(GError *error, char *message, size_t room) {
  say(message, room, error ? error->message : NULL);
  if (error) g_error_free(error);
}

// The file, and its size in pixels of `dpi`; NULL with the status.
static RsvgHandle *opened(
    const uint8_t *svg, size_t count, double dpi, RsvgRectangle *page, enum apus_vector_status *status, char *message,
    size_t room) {
  GError *error = NULL;
  RsvgHandle *handle = rsvg_handle_new_from_data(svg, count, &error);
  if (!handle) {
    take(error, message, room);
    *status = apus_vector_unreadable;
    return NULL;
  }
  rsvg_handle_set_dpi(handle, dpi);
  *page = (RsvgRectangle){0, 0, 0, 0};
  // 30,000 is near the largest side of a Cairo image.
  if (!rsvg_handle_get_intrinsic_size_in_pixels(handle, &page->width, &page->height) || !(page->width >= 1) ||
      !(page->height >= 1) || page->width > 30000 || page->height > 30000) {
    g_object_unref(handle);
    *status = apus_vector_no_size;
    return NULL;
  }
  return handle;
}

static enum apus_vector_status drawn(
    RsvgHandle *handle, cairo_surface_t *surface, const RsvgRectangle *page, int on_white, char *message, size_t room) {
  cairo_t *cairo = cairo_create(surface);
  if (on_white) {
    cairo_set_source_rgb(cairo, 1, 1, 1);
    cairo_paint(cairo);
  }
  GError *error = NULL;
  int is_drawn = rsvg_handle_render_document(handle, cairo, page, &error);
  int status = cairo_status(cairo);
  cairo_destroy(cairo);
  if (!is_drawn) {
    take(error, message, room);
    return apus_vector_failed;
  }
  if (status) say(message, room, cairo_status_to_string(status));
  return status ? apus_vector_failed : apus_vector_drawn;
}

enum apus_vector_status apus_vector_pdf(
    const uint8_t *svg, size_t count, const char *title, apus_vector_sink sink, void *context, char *message,
    size_t room) {
  enum apus_vector_status status = apus_vector_drawn;
  RsvgRectangle page;
  // A unit of PDF is a point, 1/72 inch.
  RsvgHandle *handle = opened(svg, count, 72, &page, &status, message, room);
  if (!handle) return status;
  struct target target = {sink, context};
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(pass_on, &target, page.width, page.height);
  // Version 1.4 has transparency, and no later one is needed: journals take it, and its objects are not compressed.
  cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_4);
  if (title && *title) cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title);
  // An empty date is none: equal figures give equal bytes.
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "");
  status = drawn(handle, surface, &page, 0, message, room);
  cairo_surface_finish(surface);
  int code = cairo_surface_status(surface);
  cairo_surface_destroy(surface);
  g_object_unref(handle);
  if (status == apus_vector_drawn && code) {
    say(message, room, cairo_status_to_string(code));
    return apus_vector_failed;
  }
  return status;
}

enum apus_vector_status apus_vector_png(
    const uint8_t *svg, size_t count, double dpi, apus_vector_sink sink, void *context, char *message, size_t room) {
  enum apus_vector_status status = apus_vector_drawn;
  RsvgRectangle page;
  RsvgHandle *handle = opened(svg, count, dpi, &page, &status, message, room);
  if (!handle) return status;
  page.width = round(page.width);
  page.height = round(page.height);
  struct target target = {sink, context};
  cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)page.width, (int)page.height);
  status = drawn(handle, surface, &page, 1, message, room);
  if (status == apus_vector_drawn) {
    int code = cairo_surface_write_to_png_stream(surface, pass_on, &target);
    if (code) {
      say(message, room, cairo_status_to_string(code));
      status = apus_vector_failed;
    }
  }
  cairo_surface_destroy(surface);
  g_object_unref(handle);
  return status;
}

// A line of text in a layout of its own: Pango's objects may be used by one thread at a time.
static PangoLayout *layout(const char *text, const char *families, int is_bold, void **owners) {
  PangoFontMap *map = pango_cairo_font_map_new();
  PangoContext *context = pango_font_map_create_context(map);
  PangoLayout *layout = pango_layout_new(context);
  PangoFontDescription *font = pango_font_description_new();
  pango_font_description_set_family(font, families);
  if (is_bold) pango_font_description_set_weight(font, PANGO_WEIGHT_SEMIBOLD);
  pango_font_description_set_absolute_size(font, 100.0 * PANGO_SCALE);
  pango_layout_set_font_description(layout, font);
  pango_font_description_free(font);
  pango_layout_set_text(layout, text, -1);
  owners[0] = context;
  owners[1] = map;
  return layout;
}

static void release(PangoLayout *layout, void **owners) {
  g_object_unref(layout);
  g_object_unref(owners[0]);
  g_object_unref(owners[1]);
}

double apus_vector_text_width(const char *text, const char *families, int is_bold) {
  void *owners[2];
  PangoLayout *line = layout(text, families, is_bold, owners);
  int width = 0, height = 0;
  pango_layout_get_size(line, &width, &height);
  release(line, owners);
  return width / (100.0 * PANGO_SCALE);
}

int apus_vector_unknown_glyphs(const char *text, const char *families) {
  void *owners[2];
  PangoLayout *line = layout(text, families, 0, owners);
  int count = pango_layout_get_unknown_glyphs_count(line);
  release(line, owners);
  return count;
}

const char *apus_vector_rsvg_version(void) { return rsvg_version; }
const char *apus_vector_cairo_version(void) { return cairo_version_string(); }
const char *apus_vector_pango_version(void) { return pango_version_string(); }
