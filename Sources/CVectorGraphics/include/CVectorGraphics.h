#pragma once
#include <stddef.h>
#include <stdint.h>

/// Loads librsvg, and with it Cairo and Pango, on first use; NULL, or the library or function that is missing.
///
/// Not linked: it brings fifty libraries, and a command that draws nothing should not wait for them. Nothing below may
/// be called before this has returned NULL.
const char *apus_vector_load(void);

/// Takes the next bytes of a file.
typedef void (*apus_vector_sink)(void *context, const uint8_t *bytes, size_t count);

/// What came of a drawing.
enum apus_vector_status {
  apus_vector_drawn = 0,
  /// The text is no SVG.
  apus_vector_unreadable = 1,
  /// The file states no width and height, or none that can be drawn.
  apus_vector_no_size = 2,
  /// The library failed, for example for want of memory.
  apus_vector_failed = 3,
};

/// Draws an SVG at its own size as a PDF of one page. `message` gets the words of the library, ended by 0.
enum apus_vector_status apus_vector_pdf(
    const uint8_t *svg, size_t count, const char *title, apus_vector_sink sink, void *context, char *message,
    size_t room);
/// Draws an SVG at its own size and `dpi` pixels an inch as a PNG on white.
enum apus_vector_status apus_vector_png(
    const uint8_t *svg, size_t count, double dpi, apus_vector_sink sink, void *context, char *message, size_t room);

/// Width of a line of text in ems of its size, with the fonts of this machine.
double apus_vector_text_width(const char *text, const char *families, int is_bold);
/// How many characters of a text no font of this machine has.
int apus_vector_unknown_glyphs(const char *text, const char *families);

/// Versions of librsvg, Cairo and Pango.
const char *apus_vector_rsvg_version(void);
const char *apus_vector_cairo_version(void);
const char *apus_vector_pango_version(void);
