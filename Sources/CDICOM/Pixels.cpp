#include "Handle.h"
#include "ParserMessages.h"
#include "dcmtk/dcmdata/dcpixel.h"
#include "dcmtk/dcmdata/dcpixseq.h"
#include "dcmtk/dcmdata/dcpxitem.h"
#include <climits>
#include <memory>
#include <vector>

namespace {

DcmPixelData *pixel_data(const cdicom_file *file) {
  DcmElement *element = nullptr;
  auto *dataset = const_cast<cdicom_file *>(file)->format.getDataset();
  if (dataset->findAndGetElement(DCM_PixelData, element).bad()) return nullptr;
  return dynamic_cast<DcmPixelData *>(element);
}

DcmPixelSequence *fragments(const cdicom_file *file) {
  DcmPixelData *pixels = pixel_data(file);
  if (pixels == nullptr) return nullptr;
  E_TransferSyntax syntax = EXS_Unknown;
  const DcmRepresentationParameter *parameter = nullptr;
  pixels->getOriginalRepresentationKey(syntax, parameter);
  if (!DcmXfer(syntax).isEncapsulated()) return nullptr;
  DcmPixelSequence *sequence = nullptr;
  return pixels->getEncapsulatedRepresentation(syntax, parameter, sequence).good() ? sequence : nullptr;
}

// DCMTK keeps word data in this machine's order, which the Swift side knows to be little-endian.
OFCondition native_bytes(DcmPixelData *pixels, const uint8_t **bytes) {
  if (pixels->getTag().getEVR() == EVR_OB) {
    Uint8 *values = nullptr;
    const OFCondition status = pixels->getUint8Array(values);
    *bytes = values;
    return status;
  }
  Uint16 *values = nullptr;
  const OFCondition status = pixels->getUint16Array(values);
  *bytes = reinterpret_cast<const uint8_t *>(values);
  return status;
}

bool is_from_big_endian(DcmDataset *dataset) {
  const E_TransferSyntax original = dataset->getOriginalXfer();
  return DcmXfer(original).isBigEndian() || original == EXS_PrivateGE_LEI_WithBigEndianPixelData;
}

bool has_bits(DcmDataset *dataset, Uint16 wanted) {
  Uint16 bits = 0;
  return dataset->findAndGetUint16(DCM_BitsAllocated, bits).good() && bits == wanted;
}

// Whether these are pixels of 16 bits from big endian in a value of bytes (OB). Some writers swap them like the rest of
// the file (pydicom reads them so), others leave them (GDCM and DCMTK do).
bool are_bytes_of_big_endian(DcmDataset *dataset, DcmPixelData *pixels) {
  return is_from_big_endian(dataset) && pixels->getTag().getEVR() == EVR_OB && (has_bits(dataset, 16) || has_bits(dataset, 32));
}

// Whether these are pixels of 32 bits from big endian, in words of two bytes. DCMTK turns round each word. Programs
// disagree on whether a writer has turned round the pixel as a whole (pydicom) or its words (GDCM), so only the values
// can tell.
bool are_words_of_big_endian(DcmDataset *dataset, DcmPixelData *pixels) {
  return is_from_big_endian(dataset) && pixels->getTag().getEVR() != EVR_OB && pixels->getLength() % 4 == 0
         && has_bits(dataset, 32);
}

// Whether the word of each pair at `place` only extends the sign of the other, as the upper word of a small value does.
bool extends_sign(const Uint16 *words, size_t count, size_t place) {
  for (size_t n = 0; n + 1 < count; n += 2) {
    if (words[n + place] != 0 && words[n + place] != 0xffff) return false;
  }
  return true;
}

// The same bytes with the words of each pair exchanged.
const uint8_t *with_words_exchanged(cdicom_file *file, const uint8_t *bytes, size_t count) {
  const Uint16 *words = reinterpret_cast<const Uint16 *>(bytes);
  file->reordered.assign(words, words + count / 2);
  for (size_t n = 0; n + 1 < file->reordered.size(); n += 2) std::swap(file->reordered[n], file->reordered[n + 1]);
  return reinterpret_cast<const uint8_t *>(file->reordered.data());
}

}  // namespace

extern "C" int cdicom_is_encapsulated(const cdicom_file *file) {
  try {
    if (pixel_data(file) == nullptr) return -1;
    return fragments(file) != nullptr ? 1 : 0;
  } catch (...) {
    return -1;
  }
}

extern "C" long cdicom_fragment_count(const cdicom_file *file) {
  try {
    DcmPixelSequence *sequence = fragments(file);
    return sequence == nullptr ? -1 : long(sequence->card());
  } catch (...) {
    return -1;
  }
}

extern "C" long cdicom_fragment(const cdicom_file *file, unsigned long index, const uint8_t **bytes) {
  try {
    DcmPixelSequence *sequence = fragments(file);
    DcmPixelItem *item = nullptr;
    if (sequence == nullptr || sequence->getItem(item, index).bad()) return -1;
    Uint8 *values = nullptr;
    if (item->getLength() > 0 && item->getUint8Array(values).bad()) return -1;
    *bytes = values;
    return long(item->getLength());
  } catch (...) {
    return -1;
  }
}

extern "C" void cdicom_join_fragments(cdicom_file *file, const unsigned long *starts, size_t count) {
  try {
    DcmPixelSequence *sequence = fragments(file);
    if (sequence == nullptr || count == 0) return;
    auto joined = std::make_unique<DcmPixelSequence>(DCM_PixelSequenceTag);
    joined->insert(new DcmPixelItem(DCM_PixelItemTag));
    for (size_t n = 0; n < count; ++n) {
      std::vector<Uint8> bytes;
      const unsigned long end = n + 1 < count ? starts[n + 1] : sequence->card();
      for (unsigned long index = starts[n]; index < end; ++index) {
        const uint8_t *start = nullptr;
        const long length = cdicom_fragment(file, index, &start);
        if (length > 0) bytes.insert(bytes.end(), start, start + length);
      }
      auto item = std::make_unique<DcmPixelItem>(DCM_PixelItemTag);
      if (item->putUint8Array(bytes.data(), bytes.size()).bad()) return;
      joined->insert(item.release());
    }
    E_TransferSyntax syntax = EXS_Unknown;
    const DcmRepresentationParameter *parameter = nullptr;
    DcmPixelData *pixels = pixel_data(file);
    pixels->getOriginalRepresentationKey(syntax, parameter);
    // The parameter dies with the representation that it belongs to.
    std::unique_ptr<DcmRepresentationParameter> kept(parameter == nullptr ? nullptr : parameter->clone());
    pixels->putOriginalRepresentation(syntax, kept.get(), joined.release());
  } catch (...) {
  }
}

extern "C" long cdicom_pixels(cdicom_file *file, const uint8_t **bytes, char *reason, size_t capacity) {
  try {
    ParserMessages::clear();
    OFCondition status = file->format.getDataset()->chooseRepresentation(EXS_LittleEndianExplicit, nullptr);
    if (status.good() && !ParserMessages::damage().empty()) {
      copy_reason(ParserMessages::damage().c_str(), reason, capacity);
      return -1;
    }
    // Decoding replaces the element, so it is looked up only now.
    DcmPixelData *pixels = status.good() ? pixel_data(file) : nullptr;
    if (pixels != nullptr) status = native_bytes(pixels, bytes);
    if (status.good() && pixels != nullptr && *bytes != nullptr) {
      const long length = long(pixels->getLength());
      DcmDataset *dataset = file->format.getDataset();
      if (are_bytes_of_big_endian(dataset, pixels)) {
        copy_reason(
          "its pixels are in big endian as single bytes (OB), and programs disagree on their order", reason, capacity);
        return -1;
      }
      if (!are_words_of_big_endian(dataset, pixels)) return length;
      const Uint16 *words = reinterpret_cast<const Uint16 *>(*bytes);
      if (extends_sign(words, size_t(length) / 2, 1)) return length;
      if (extends_sign(words, size_t(length) / 2, 0)) {
        *bytes = with_words_exchanged(file, *bytes, size_t(length));
        return length;
      }
      copy_reason("its pixels of 32 bits are in big endian, and programs disagree on the order of their words", reason, capacity);
      return -1;
    }
    copy_reason(status.bad() ? status.text() : "no pixel data", reason, capacity);
  } catch (const std::exception &error) {
    copy_reason(error.what(), reason, capacity);
  } catch (...) {
    copy_reason("the decoder failed", reason, capacity);
  }
  return -1;
}
