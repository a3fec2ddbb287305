#include "Handle.h"
#include <algorithm>
#include <charconv>
#include <cstring>
#include <string>

namespace {

constexpr long absent = -1;
constexpr long unreadable = -2;

DcmElement *find(const cdicom_item *item, uint32_t tag) {
  DcmElement *element = nullptr;
  return dcmtk_item(item)->findAndGetElement(tag_key(tag), element).good() ? element : nullptr;
}

bool is_padding(char c) { return c == ' ' || c == 0 || (c >= '\t' && c <= '\r'); }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

const char *after_digits(const char *at, const char *end) {
  while (at != end && is_digit(*at)) ++at;
  return at;
}

// A fixed or floating point number as PS3.5, table 6.2-1, DS and IS have it, and nothing else: DCMTK's own conversion
// stops at the first foreign character and calls that success. The sign is dropped by the caller; `from_chars` knows no
// locale.
bool parse_magnitude(const char *start, const char *end, double *value) {
  const char *at = after_digits(start, end);
  size_t digits = size_t(at - start);
  if (at != end && *at == '.') {
    const char *fraction = at + 1;
    at = after_digits(fraction, end);
    digits += size_t(at - fraction);
  }
  if (digits == 0) return false;
  bool shrinks = false;
  if (at != end && (*at == 'e' || *at == 'E')) {
    ++at;
    if (at != end && (*at == '+' || *at == '-')) shrinks = *at++ == '-';
    const char *exponent = at;
    at = after_digits(exponent, end);
    if (at == exponent) return false;
  }
  if (at != end) return false;
  const auto result = std::from_chars(start, end, *value);
  // Too small for a double is 0; too large is no number to compute with.
  if (result.ec == std::errc::result_out_of_range && shrinks) *value = 0;
  else if (result.ec != std::errc()) return false;
  return true;
}

bool parse_number(const char *start, const char *end, double *value) {
  while (start != end && is_padding(*start)) ++start;
  while (start != end && is_padding(end[-1])) --end;
  if (start == end) return false;
  const bool is_negative = *start == '-';
  if (*start == '-' || *start == '+') ++start;
  if (!parse_magnitude(start, end, value)) return false;
  if (is_negative) *value = -*value;
  return true;
}

// "1\2\3" to numbers, each of them whole; 0 for a value of padding alone, which DICOM calls empty.
long parse_numbers(const char *text, size_t length, double *values, size_t capacity) {
  const char *const end = text + length;
  if (std::all_of(text, end, is_padding)) return 0;
  long count = 0;
  for (const char *start = text;; ++start) {
    const char *stop = std::find(start, end, '\\');
    double value = 0;
    if (!parse_number(start, stop, &value)) return unreadable;
    if (size_t(count) < capacity) values[count] = value;
    ++count;
    if (stop == end) return count;
    start = stop;
  }
}

// The stored characters, and not getOFStringArray: that counts all values again for each of them, which takes a second
// for a contour of two thousand points. Padding of single values is left to the parser.
long parse_text(DcmElement *element, double *values, size_t capacity) {
  char *text = nullptr;
  Uint32 length = 0;
  if (element->getString(text, length).bad()) return unreadable;
  return text == nullptr ? 0 : parse_numbers(text, length, values, capacity);
}

// Bytes without a kind of their own (UN, OB) that spell a number.
long parse_bytes(DcmElement *element, double *values, size_t capacity) {
  Uint8 *bytes = nullptr;
  if (element->getUint8Array(bytes).bad() || bytes == nullptr) return unreadable;
  return parse_numbers(reinterpret_cast<const char *>(bytes), element->getLength(), values, capacity);
}

template <typename Number>
long copy_numbers(
  DcmElement *element, OFCondition (DcmElement::*get)(Number &, unsigned long), double *values, size_t capacity) {
  const unsigned long count = element->getVM();
  for (unsigned long n = 0; n < std::min<unsigned long>(count, capacity); ++n) {
    Number number = 0;
    if ((element->*get)(number, n).bad()) return unreadable;
    values[n] = double(number);
  }
  return count == 0 ? unreadable : long(count);
}

template <typename Number>
long copy_array(
  DcmElement *element, OFCondition (DcmElement::*get)(Number *&), double *values, size_t capacity) {
  Number *numbers = nullptr;
  const size_t count = element->getLength() / sizeof(Number);
  if ((element->*get)(numbers).bad() || numbers == nullptr || count == 0) return unreadable;
  for (size_t n = 0; n < std::min(count, capacity); ++n) values[n] = double(numbers[n]);
  return long(count);
}

// The kind that the standard gives an attribute is not always the one that a file has; a number is one in any of these.
long numbers(DcmElement *element, double *values, size_t capacity) {
  if (!element->isLeaf()) return unreadable;
  if (element->getLength() == 0) return 0;
  switch (element->ident()) {
    case EVR_DS:
    case EVR_IS:
    case EVR_LO:
    case EVR_SH:
    case EVR_UT:
    case EVR_ST:
    case EVR_LT:
    case EVR_UC:
    case EVR_CS:
    case EVR_AE:
    case EVR_PN:
    case EVR_UR: return parse_text(element, values, capacity);
    case EVR_FD: return copy_numbers(element, &DcmElement::getFloat64, values, capacity);
    case EVR_FL: return copy_numbers(element, &DcmElement::getFloat32, values, capacity);
    case EVR_US:
    case EVR_xs: return copy_numbers(element, &DcmElement::getUint16, values, capacity);
    case EVR_SS: return copy_numbers(element, &DcmElement::getSint16, values, capacity);
    case EVR_UL:
    case EVR_up: return copy_numbers(element, &DcmElement::getUint32, values, capacity);
    case EVR_SL: return copy_numbers(element, &DcmElement::getSint32, values, capacity);
    case EVR_UV: return copy_numbers(element, &DcmElement::getUint64, values, capacity);
    case EVR_SV: return copy_numbers(element, &DcmElement::getSint64, values, capacity);
    case EVR_OF: return copy_array(element, &DcmElement::getFloat32Array, values, capacity);
    case EVR_OD: return copy_array(element, &DcmElement::getFloat64Array, values, capacity);
    case EVR_UN:
    case EVR_OB:
    case EVR_UNKNOWN:
    case EVR_UNKNOWN2B: return parse_bytes(element, values, capacity);
    default: return unreadable;
  }
}

// A text whose values are counted again for each of them, thousands for a contour, if DCMTK joins them.
bool is_number_string(DcmElement *element) { return element->ident() == EVR_DS || element->ident() == EVR_IS; }

bool text(DcmElement *element, OFString &text) {
  if (!is_number_string(element)) return element->getOFStringArray(text).good();
  char *stored = nullptr;
  Uint32 length = 0;
  if (element->getString(stored, length).bad()) return false;
  if (stored != nullptr) text.assign(stored, length);
  return true;
}

}  // namespace

extern "C" long cdicom_text(const cdicom_item *item, uint32_t tag, char *buffer, size_t capacity) {
  try {
    DcmElement *element = find(item, tag);
    OFString value;
    if (element == nullptr || !element->isLeaf() || !text(element, value)) return -1;
    memcpy(buffer, value.c_str(), std::min(value.length(), capacity));
    return long(value.length());
  } catch (...) {
    return -1;
  }
}

extern "C" long cdicom_numbers(const cdicom_item *item, uint32_t tag, double *values, size_t capacity) {
  try {
    DcmElement *element = find(item, tag);
    return element == nullptr ? absent : numbers(element, values, capacity);
  } catch (...) {
    return unreadable;
  }
}

extern "C" long cdicom_item_count(const cdicom_item *item, uint32_t tag) {
  try {
    DcmElement *element = find(item, tag);
    if (element == nullptr) return absent;
    if (element->ident() != EVR_SQ) return element->getLength() == 0 ? 0 : unreadable;
    return long(static_cast<DcmSequenceOfItems *>(element)->card());
  } catch (...) {
    return unreadable;
  }
}

extern "C" const cdicom_item *cdicom_item_at(const cdicom_item *item, uint32_t tag, unsigned long index) {
  try {
    DcmElement *element = find(item, tag);
    if (element == nullptr || element->ident() != EVR_SQ) return nullptr;
    DcmItem *found = static_cast<DcmSequenceOfItems *>(element)->getItem(index);
    return reinterpret_cast<const cdicom_item *>(found);
  } catch (...) {
    return nullptr;
  }
}

extern "C" long cdicom_bytes(const cdicom_item *item, uint32_t tag, const uint8_t **bytes) {
  try {
    DcmElement *element = find(item, tag);
    if (element == nullptr) return absent;
    Uint8 *values = nullptr;
    if (!element->isLeaf() || element->getUint8Array(values).bad() || values == nullptr) return unreadable;
    *bytes = values;
    return long(element->getLength());
  } catch (...) {
    return unreadable;
  }
}

extern "C" int cdicom_contains(const cdicom_item *item, uint32_t tag) { return find(item, tag) != nullptr; }

extern "C" long cdicom_tag_name(uint32_t tag, char *buffer, size_t capacity) {
  try {
    DcmTag named(tag_key(tag));
    const std::string name = named.getTagName();
    memcpy(buffer, name.data(), std::min(name.size(), capacity));
    return long(std::min(name.size(), capacity));
  } catch (...) {
    return 0;
  }
}
