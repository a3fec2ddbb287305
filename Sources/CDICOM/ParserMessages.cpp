#include "ParserMessages.h"

#include "dcmtk/config/osconfig.h"
#include "dcmtk/dcmdata/dctag.h"
#include "dcmtk/dcmdata/dctypes.h"
#include "dcmtk/dcmjpeg/djutils.h"
#include "dcmtk/oflog/appender.h"
#include "dcmtk/oflog/oflog.h"
#include "dcmtk/oflog/spi/logevent.h"
#include <set>

namespace {

struct Record {
  std::string damage;
  std::string doubled;
};

thread_local Record record;

bool contains(const std::string &text, const char *part) { return text.find(part) != std::string::npos; }

// The words of IJG's library for damaged data (jerror.h: JWRN_HIT_MARKER, JWRN_HUFF_BAD_CODE, JWRN_EXTRANEOUS_DATA,
// JWRN_MUST_RESYNC, JWRN_BOGUS_PROGRESSION, JWRN_JPEG_EOF). Its other warnings are of unknown revisions and colours.
bool is_damage(const std::string &text) {
  return contains(text, "Corrupt JPEG data") || contains(text, "Premature end") || contains(text, "Inconsistent progression");
}

// The tag in front of the words, where its group places an image, describes its pixels, or holds regions.
std::string decisive_tag(const std::string &text) {
  static const std::set<std::string> groups = {"0020", "0028", "0062", "3006", "5200", "7fe0"};
  const size_t end = text.find(" found twice in one data set");
  const size_t start = end == std::string::npos ? end : text.rfind('(', end);
  if (start == std::string::npos || groups.count(text.substr(start + 1, 4)) == 0) return "";
  const std::string tag = text.substr(start, text.find(')', start) + 1 - start);
  DcmTag named(Uint16(std::stoul(tag.substr(1, 4), nullptr, 16)), Uint16(std::stoul(tag.substr(6, 4), nullptr, 16)));
  return std::string(named.getTagName()) + " " + tag;
}

class Collector : public dcmtk::log4cplus::Appender {
 public:
  ~Collector() override { destructorImpl(); }
  void close() override {}

 protected:
  // The appender's lock is held here; the record belongs to the thread that reads.
  void append(const dcmtk::log4cplus::spi::InternalLoggingEvent &event) override {
    const std::string text(event.getMessage().c_str());
    if (record.damage.empty() && is_damage(text)) record.damage = text;
    if (record.doubled.empty()) record.doubled = decisive_tag(text);
  }
};

}  // namespace

namespace ParserMessages {

void collect() {
  for (OFLogger *logger : {&DCM_dcmjpegLogger, &DCM_dcmdataLogger}) {
    logger->addAppender(dcmtk::log4cplus::SharedAppenderPtr(new Collector));
    logger->setAdditivity(false);
    logger->setLogLevel(OFLogger::WARN_LOG_LEVEL);
  }
}

void clear() { record = Record(); }

const std::string &damage() { return record.damage; }

const std::string &doubled() { return record.doubled; }

}  // namespace ParserMessages
