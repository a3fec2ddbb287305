#pragma once
#include "CDICOMWriter.h"
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

/// Registers the decoders and silences the log. Every function below that opens a file calls it.
void cdicom_initialise(void);

/// One parsed file. The caller closes it; items and bytes borrowed from it die with it.
typedef struct cdicom_file cdicom_file;
/// A dataset or an item of a sequence, borrowed from its file.
typedef struct cdicom_item cdicom_item;

/// Parses a file, with or without a meta header, up to the pixel data or to the end.
/// NULL on failure, with the reason in `reason`.
cdicom_file *cdicom_open(const char *path, int header_only, char *reason, size_t capacity);
void cdicom_close(cdicom_file *file);
const cdicom_item *cdicom_dataset(const cdicom_file *file);
/// UID of the transfer syntax that the file is stored in.
const char *cdicom_transfer_syntax(const cdicom_file *file);

/// Bytes of TransferSyntaxUID in the meta header, written to `buffer` as far as it reaches; -1 when there is none.
long cdicom_stated_syntax(const cdicom_file *file, char *buffer, size_t capacity);

/// Bytes of a text value, written to `buffer` as far as it reaches; -1 when the element is absent or not text. Decimal
/// and integer strings are as stored, padding included.
long cdicom_text(const cdicom_item *item, uint32_t tag, char *buffer, size_t capacity);
/// Count of the numbers of an element of any kind, written as far as `capacity` reaches; 0 when it is empty, -1 when
/// absent, -2 when any part of it is not a number. A decimal string of a thousand numbers is parsed once.
long cdicom_numbers(const cdicom_item *item, uint32_t tag, double *values, size_t capacity);
/// Items of a sequence; -1 when it is absent, -2 when it is not a sequence.
long cdicom_item_count(const cdicom_item *item, uint32_t tag);
/// One item of a sequence, NULL when it is absent.
const cdicom_item *cdicom_item_at(const cdicom_item *item, uint32_t tag, unsigned long index);

/// Length and start of a value of bytes; -1 when absent, -2 when it is something else.
long cdicom_bytes(const cdicom_item *item, uint32_t tag, const uint8_t **bytes);
/// Whether the element is there, empty or not: 1 or 0.
int cdicom_contains(const cdicom_item *item, uint32_t tag);
/// Bytes of an attribute's name in the standard's dictionary, written to `buffer` as far as it reaches.
long cdicom_tag_name(uint32_t tag, char *buffer, size_t capacity);

/// Whether the pixels are encapsulated, that is compressed: 1 or 0; -1 when there are none.
int cdicom_is_encapsulated(const cdicom_file *file);
/// Fragments of encapsulated pixels, with the offset table as number 0; -1 when there are none.
long cdicom_fragment_count(const cdicom_file *file);
/// Length and start of a fragment; -1 on failure.
long cdicom_fragment(const cdicom_file *file, unsigned long index, const uint8_t **bytes);
/// Replaces the fragments by one for each frame, of which the first fragments are given, ascending from 1; the offset
/// table becomes empty. Does nothing where the pixels are not encapsulated. Borrowed fragments die.
void cdicom_join_fragments(cdicom_file *file, const unsigned long *starts, size_t count);
/// Decoded pixels of all frames, little-endian: length and start; -1 on failure, with the reason in `reason`.
long cdicom_pixels(cdicom_file *file, const uint8_t **bytes, char *reason, size_t capacity);

#ifdef __cplusplus
}
#endif
