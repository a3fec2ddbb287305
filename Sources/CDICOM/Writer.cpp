#include "CDICOMWriter.h"

#include "dcmtk/config/osconfig.h"
#include "dcmtk/dcmdata/dcpath.h"
#include "dcmtk/dcmdata/dctk.h"
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <stdexcept>
#include <string>

namespace {

void check(const OFCondition &condition, const std::string &where) {
  if (condition.bad()) throw std::runtime_error(where + ": " + condition.text());
}

void put(DcmDataset &dataset, const char *path, const char *value) {
  DcmPathProcessor processor;
  check(processor.findOrCreatePath(&dataset, path, OFTrue), path);
  OFList<DcmPath *> found;
  if (processor.getResults(found) != 1) throw std::runtime_error(std::string(path) + ": not one attribute");
  auto *element = dynamic_cast<DcmElement *>(found.front()->back()->m_obj);
  if (element == nullptr) throw std::runtime_error(std::string(path) + ": not an attribute with a value");
  // A sequence without items, as some modules demand; it was made with the path.
  if (element->ident() == EVR_SQ && *value == 0) return;
  // DCMTK's own conversion of text is off by a unit of the last digit for some numbers.
  if (element->ident() == EVR_FD) return check(element->putFloat64(strtod(value, nullptr)), path);
  check(element->putString(value), path);
}

// Two terminators per pair are guaranteed by the caller's `length`; strnlen keeps a wrong count inside the buffer.
void putAll(DcmDataset &dataset, const char *attributes, size_t length, size_t count) {
  const char *const end = attributes + length;
  const char *cursor = attributes;
  for (size_t pair = 0; pair < count; pair++) {
    const char *path = cursor;
    const char *value = path + strnlen(path, size_t(end - path)) + 1;
    if (value >= end) throw std::runtime_error("fewer attributes than announced");
    cursor = value + strnlen(value, size_t(end - value)) + 1;
    if (cursor > end) throw std::runtime_error("the last value has no end");
    put(dataset, path, value);
  }
}

void write(
    const char *file, const char *attributes, size_t length, size_t count, const uint16_t *pixels, size_t pixelCount) {
  DcmFileFormat format;
  DcmDataset &dataset = *format.getDataset();
  putAll(dataset, attributes, length, count);
  if (pixels != nullptr) {
    check(dataset.putAndInsertUint16Array(DCM_PixelData, pixels, (unsigned long)pixelCount), "PixelData");
  }
  check(format.saveFile(file, EXS_LittleEndianExplicit, EET_ExplicitLength, EGL_withoutGL), "saving");
}

}  // namespace

extern "C" int cdicom_write(
    const char *file, const char *attributes, size_t length, size_t count, const uint16_t *pixels, size_t pixelCount,
    char *message, size_t capacity) {
  try {
    write(file, attributes, length, count, pixels, pixelCount);
    return 0;
  } catch (const std::exception &error) {
    snprintf(message, capacity, "%s", error.what());
  } catch (...) {
    snprintf(message, capacity, "unknown failure");
  }
  return 1;
}
