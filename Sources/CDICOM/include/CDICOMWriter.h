#pragma once
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif
/// Writes one DICOM file in explicit little endian.
///
/// `attributes` holds `count` pairs of NUL-terminated strings, path then value, one after the other. A path is
/// "(gggg,eeee)" or "(gggg,eeee)[item].(gggg,eeee)", nested as deep as needed; missing sequences and items are made,
/// items in order from 0. A sequence with an empty value stays without items. Values of several components are
/// separated by a backslash. `pixels` may be null for objects without an image. Returns 0; otherwise 1, with the reason
/// in `message` (`capacity` bytes, NUL-terminated).
int cdicom_write(
    const char *file, const char *attributes, size_t length, size_t count, const uint16_t *pixels, size_t pixelCount,
    char *message, size_t capacity);
#ifdef __cplusplus
}
#endif
