#include "DecoderWarnings.h"

#include "dcmtk/config/osconfig.h"
#include "dcmtk/dcmjpeg/djutils.h"
#include "dcmtk/oflog/appender.h"
#include "dcmtk/oflog/oflog.h"
#include "dcmtk/oflog/spi/logevent.h"

namespace {

thread_local std::string first_damage;

// The words of IJG's library for damaged data (jerror.h: JWRN_HIT_MARKER, JWRN_HUFF_BAD_CODE, JWRN_EXTRANEOUS_DATA,
// JWRN_MUST_RESYNC, JWRN_BOGUS_PROGRESSION, JWRN_JPEG_EOF). Its other warnings are of unknown revisions and colours.
bool is_damage(const std::string &text) {
  return text.find("Corrupt JPEG data") != std::string::npos || text.find("Premature end") != std::string::npos
         || text.find("Inconsistent progression") != std::string::npos;
}

class Collector : public dcmtk::log4cplus::Appender {
 public:
  ~Collector() override { destructorImpl(); }
  void close() override {}

 protected:
  // The appender's lock is held here; the list belongs to the thread that decodes.
  void append(const dcmtk::log4cplus::spi::InternalLoggingEvent &event) override {
    const std::string text(event.getMessage().c_str());
    if (first_damage.empty() && is_damage(text)) first_damage = text;
  }
};

}  // namespace

namespace DecoderWarnings {

void collect() {
  DCM_dcmjpegLogger.addAppender(dcmtk::log4cplus::SharedAppenderPtr(new Collector));
  DCM_dcmjpegLogger.setAdditivity(false);
  DCM_dcmjpegLogger.setLogLevel(OFLogger::WARN_LOG_LEVEL);
}

void clear() { first_damage.clear(); }

const std::string &damage() { return first_damage; }

}  // namespace DecoderWarnings
