#include "Handle.h"
#include "dcmtk/ofstd/ofstd.h"
#include <algorithm>
#include <cstring>

namespace {

DcmElement *find(const cdicom_item *item, uint32_t tag) {
  DcmElement *element = nullptr;
  return dcmtk_item(item)->findAndGetElement(tag_key(tag), element).good() ? element : nullptr;
}

// "1\2\3" to numbers. DCMTK's own accessor searches the string from its start for every number.
long parse_numbers(const char *text, double *values, size_t capacity) {
  if (text == nullptr || *text == 0) return 0;
  long count = 0;
  for (const char *start = text; start != nullptr;) {
    const char *end = strchr(start, '\\');
    const OFString number = end ? OFString(start, size_t(end - start)) : OFString(start);
    OFBool good = OFFalse;
    const double value = OFStandard::atof(number.c_str(), &good);
    if (!good) return -1;
    if (size_t(count) < capacity) values[count] = value;
    ++count;
    start = end ? end + 1 : nullptr;
  }
  return count;
}

template <typename Number>
long copy_numbers(
  DcmElement *element, OFCondition (DcmElement::*get)(Number &, unsigned long), double *values, size_t capacity) {
  const unsigned long count = element->getVM();
  for (unsigned long n = 0; n < std::min<unsigned long>(count, capacity); ++n) {
    Number number = 0;
    if ((element->*get)(number, n).bad()) return -1;
    values[n] = double(number);
  }
  return long(count);
}

long numbers(DcmElement *element, double *values, size_t capacity) {
  switch (element->ident()) {
    case EVR_DS:
    case EVR_IS: {
      char *text = nullptr;
      return element->getString(text).good() ? parse_numbers(text, values, capacity) : -1;
    }
    case EVR_FD: return copy_numbers(element, &DcmElement::getFloat64, values, capacity);
    case EVR_FL: return copy_numbers(element, &DcmElement::getFloat32, values, capacity);
    case EVR_US:
    case EVR_xs: return copy_numbers(element, &DcmElement::getUint16, values, capacity);
    case EVR_SS: return copy_numbers(element, &DcmElement::getSint16, values, capacity);
    case EVR_UL:
    case EVR_up: return copy_numbers(element, &DcmElement::getUint32, values, capacity);
    case EVR_SL: return copy_numbers(element, &DcmElement::getSint32, values, capacity);
    default: return -1;
  }
}

}  // namespace

extern "C" long cdicom_text(const cdicom_item *item, uint32_t tag, char *buffer, size_t capacity) {
  try {
    DcmElement *element = find(item, tag);
    OFString text;
    if (element == nullptr || !element->isLeaf() || element->getOFStringArray(text).bad()) return -1;
    memcpy(buffer, text.c_str(), std::min(text.length(), capacity));
    return long(text.length());
  } catch (...) {
    return -1;
  }
}

extern "C" long cdicom_numbers(const cdicom_item *item, uint32_t tag, double *values, size_t capacity) {
  try {
    DcmElement *element = find(item, tag);
    return element == nullptr ? -1 : numbers(element, values, capacity);
  } catch (...) {
    return -1;
  }
}

extern "C" long cdicom_item_count(const cdicom_item *item, uint32_t tag) {
  try {
    DcmElement *element = find(item, tag);
    if (element == nullptr || element->ident() != EVR_SQ) return -1;
    return long(static_cast<DcmSequenceOfItems *>(element)->card());
  } catch (...) {
    return -1;
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
